// `npm test`: sets up, checks types, lint and format, then runs all tests. Arguments go to vitest (a path, -t NAME).
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from './check.mjs';
import { setup } from './setup.mjs';
import { runNode, toolPath } from './toolchain.mjs';

/** Passed and failed tests of a report; a file that could not be loaded counts as one failure. */
function countTests(report) {
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloaded.length };
}

function runTests() {
  const directory = mkdtempSync(join(tmpdir(), 'wadup-test-'));
  try {
    const reportPath = join(directory, 'report.json');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`];
    const status = runNode([toolPath('vitest'), 'run', ...reporters, ...process.argv.slice(2)]);
    return { status, ...countTests(JSON.parse(readFileSync(reportPath, 'utf8'))) };
  } catch (error) {
    process.stderr.write(`test: there is no report of the tests: ${error.message}\n`);
    return { status: 1, passed: 0, failed: 0 };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

setup();
const failedChecks = check();
const { status, passed, failed } = runTests();
if (failedChecks.length > 0) process.stdout.write(`Not clean (see above the tests): ${failedChecks.join(', ')}.\n`);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = status === 0 && failedChecks.length === 0 ? 0 : 1;
