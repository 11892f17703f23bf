// `wadup new`, `build` and `test` with the real toolchains, each in an empty folder outside of the repository:
// `node scripts/test-projects.mjs [rust|go|typescript|c|python]...`. `npm test` does the same for the languages that need
// no toolchain.
import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './examples/command.mjs';
import { projectNode, root } from './toolchain.mjs';

const WADUP = join(root, 'packages/cli/bin/wadup.js');

/**
 * `own`: how a language's own tools build a project without wadup. `broken`: a line at the end of its code that cannot be
 * compiled, and what its compiler says of it, with the file as the project has it.
 */
const LANGUAGES = {
  rust: {
    own: ['cargo', 'build', '--release', '--offline', '--target', 'wasm32-wasip1'],
    broken: 'fn broken() -> i32 { nope }',
    complaint: /error\[E0425\][^]*--> src\/lib\.rs:\d+:\d+/,
  },
  go: {
    own: ['go', 'build', '-buildmode=c-shared', '-o', 'own.wasm', '.'],
    environment: { GOOS: 'wasip1', GOARCH: 'wasm', GOPROXY: 'off' },
    broken: 'func broken() int { return nope }',
    complaint: /main\.go:\d+:\d+: undefined: nope/,
  },
  typescript: { broken: 'export function (', complaint: /src\/index\.ts:\d+:\d+/ },
  c: { broken: 'int broken(void) { return nope; }', complaint: /src\/module\.c:\d+:\d+: error: / },
  python: { broken: 'def broken(:', complaint: /src\/.*\.py:\d+/ },
};

function wadup(cwd, args, environment = {}) {
  return run([projectNode(), WADUP, ...args], { cwd, env: environment });
}

function expectFailure(cwd, args, pattern, environment) {
  let output;
  try {
    output = wadup(cwd, args, environment);
  } catch (error) {
    if (pattern.test(error.message)) return;
    throw error;
  }
  throw new Error(`'wadup ${args.join(' ')}' succeeded, and was to say ${pattern}:\n${output}`);
}

function testProject(name, folder) {
  const { own, environment, broken, complaint } = LANGUAGES[name];
  // Nothing may be fetched: there are no dependencies.
  const offline = { CARGO_NET_OFFLINE: 'true', GOPROXY: 'off' };
  const [, entry] = wadup(folder, ['new', name, 'a new module']).match(/it starts in (.*)\.\n/);
  expectFailure(folder, ['new', name, 'a new module'], /is not empty/);
  const project = join(folder, 'a new module');
  wadup(project, ['build'], offline);
  wadup(project, ['test'], offline);
  if (own !== undefined) run(own, { cwd: project, env: environment });
  // It works wherever it goes.
  renameSync(project, join(folder, 'moved'));
  const said = wadup(folder, ['build', 'moved', '-o', 'x.wasm'], offline);
  if (!said.startsWith('Built x.wasm: ')) throw new Error(`'wadup build' says:\n${said}`);
  writeFileSync(join(folder, 'moved/tests/sample.txt'), 'changed\n');
  expectFailure(folder, ['test', 'moved'], /status 1/, offline);
  wadup(folder, ['test', 'moved', '--bless'], offline);
  wadup(folder, ['test', 'moved'], offline);
  appendFileSync(join(folder, 'moved', entry), `\n${broken}\n`);
  expectFailure(folder, ['build', 'moved'], complaint, offline);
}

const names = process.argv.slice(2);
const unknown = names.filter((name) => !Object.hasOwn(LANGUAGES, name));
if (unknown.length > 0) {
  const known = Object.keys(LANGUAGES).join(', ');
  process.stderr.write(`test-projects: there is no ${unknown.join(', ')}; there are ${known}\n`);
  process.exit(2);
}
for (const name of names.length > 0 ? names : Object.keys(LANGUAGES)) {
  const folder = mkdtempSync(join(tmpdir(), 'wadup-new-'));
  try {
    testProject(name, folder);
    process.stdout.write(`${name}: passed\n`);
  } catch (error) {
    process.stderr.write(`${name}: FAILED: ${error.message}\n`);
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
