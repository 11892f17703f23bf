// `node scripts/test-go-standard-library.mjs [PACKAGE…]`: runs tests of Go's standard library, built for wasip1, by
// `wadup exec` over the whole host, as Go's own script for WASI runtimes does. None may fail. Without arguments: the
// packages that ask most of a WASI host, in under two minutes.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail, projectNode } from './toolchain.mjs';

const PACKAGES = ['os', 'io/fs', 'path/filepath', 'syscall', 'time', 'archive/zip', 'archive/tar', 'crypto/rand'];
const COMMAND = join(import.meta.dirname, '../packages/cli/src/main.ts');
/** Lines of output that say what failed, and those shown when nothing does. */
const LINES_SHOWN = 60;

function run(command, args, options = {}) {
  return spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options });
}

/** What to say about the package's tests, and whether they all passed. */
function testPackage(name, root, folder) {
  const program = join(folder, `${name.replaceAll('/', '-')}.wasm`);
  const built = run('go', ['test', '-c', '-o', program, name], {
    env: { ...process.env, GOOS: 'wasip1', GOARCH: 'wasm' },
  });
  if (built.status !== 0) return { passed: false, said: `cannot be built: ${built.stderr}` };
  const cwd = join(root, 'src', name);
  const environment = ['--env', `PWD=${cwd}`, '--env', `PATH=${process.env.PATH}`];
  const guest = [program, '-test.short', '-test.v'];
  const { status, stdout, stderr } = run(
    projectNode(),
    ['--no-warnings', COMMAND, 'exec', '--dir', '/::/', ...environment, ...guest],
    { cwd },
  );
  const count = (word) => stdout.split('\n').filter((line) => line.trimStart().startsWith(`--- ${word}: `)).length;
  const [passes, failures, skips] = ['PASS', 'FAIL', 'SKIP'].map(count);
  const passed = status === 0 && failures === 0 && passes > 0;
  const said = `${passes} passed, ${failures} failed, ${skips} skipped by Go, status ${status}`;
  if (passed) return { passed, said };
  return { passed, said: `${said}\n${`${stdout}\n${stderr}`.split('\n').slice(-LINES_SHOWN).join('\n')}` };
}

const goRoot = run('go', ['env', 'GOROOT']);
if (goRoot.status !== 0) fail('Go is not installed, or not in the PATH.');
const folder = mkdtempSync(join(tmpdir(), 'wadup-go-'));
try {
  const packages = process.argv.length > 2 ? process.argv.slice(2) : PACKAGES;
  for (const name of packages) {
    const { passed, said } = testPackage(name, goRoot.stdout.trim(), folder);
    process.stdout.write(`${name}: ${said}\n`);
    if (!passed) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
