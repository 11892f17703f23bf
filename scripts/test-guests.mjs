// Tests the guest libraries natively, each with its own language's tools: `node scripts/test-guests.mjs [rust|go|c]...`.
// `npm test` does not: it needs no toolchain. A toolchain that is missing is a failure that names it.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './examples/command.mjs';
import { root } from './toolchain.mjs';

const SUITES = { rust: testRust, go: testGo, c: testC };

function testRust() {
  run(['cargo', 'test', '--quiet', '--locked', '--package', 'wadup-guest'], {
    cwd: root,
    missing: 'Rust is needed: install rustup',
  });
}

function testGo() {
  const missing = 'Go is needed: install Go 1.24 or newer';
  for (const folder of ['guest/go', 'examples/go-tar-gzip', 'examples/go-sqlite-parser', 'examples/go-email']) {
    run(['go', 'vet', './...'], { cwd: join(root, folder), env: { GOOS: 'wasip1', GOARCH: 'wasm' }, missing });
  }
  for (const folder of ['guest/go', 'examples/go-email'])
    run(['go', 'test', './...'], { cwd: join(root, folder), missing });
  for (const mode of ['c-shared', 'default']) expectHook(mode);
}

/** The package's own export is in the module, whichever way its author builds it. */
function expectHook(mode) {
  const folder = mkdtempSync(join(tmpdir(), 'wadup-go-'));
  try {
    const module = join(folder, 'module.wasm');
    run(['go', 'build', `-buildmode=${mode}`, '-o', module, '.'], {
      cwd: join(root, 'tests/fixtures/modules/behave-go'),
      env: { GOOS: 'wasip1', GOARCH: 'wasm' },
    });
    const names = WebAssembly.Module.exports(new WebAssembly.Module(readFileSync(module))).map(({ name }) => name);
    for (const name of ['process', '__wadup_flush', mode === 'default' ? '_start' : '_initialize']) {
      if (!names.includes(name)) throw new Error(`-buildmode=${mode} exports ${names.join(', ')}, and no ${name}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The header has to be clean as C99 and as C++11, and to do the same in both. */
function testC() {
  const warnings = ['-Wall', '-Wextra', '-pedantic', '-Werror', '-D_POSIX_C_SOURCE=200809L'];
  for (const [compiler, language] of [
    ['cc', ['-xc', '-std=c99']],
    ['c++', ['-xc++', '-std=c++11', '-fno-exceptions']],
  ]) {
    const folder = mkdtempSync(join(tmpdir(), 'wadup-c-'));
    try {
      for (const name of ['metadata', 'subcontent']) mkdirSync(join(folder, name));
      const program = join(folder, 'test');
      const own = [`-DWADUP_ROOT="${folder}"`, `-I${join(root, 'guest/c')}`];
      run([compiler, ...language, ...warnings, ...own, join(root, 'guest/c/tests/wadup_test.c'), '-o', program], {
        missing: `A C and C++ compiler is needed: '${compiler}' is not installed`,
      });
      run([program]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}

const names = process.argv.slice(2);
const unknown = names.filter((name) => SUITES[name] === undefined);
if (unknown.length > 0) {
  process.stderr.write(`test-guests: there is no ${unknown.join(', ')}; there are ${Object.keys(SUITES).join(', ')}\n`);
  process.exit(2);
}
for (const name of names.length > 0 ? names : Object.keys(SUITES)) {
  try {
    SUITES[name]();
    process.stdout.write(`${name}: passed\n`);
  } catch (error) {
    process.stderr.write(`${name}: FAILED: ${error.message}\n`);
    process.exitCode = 1;
  }
}
