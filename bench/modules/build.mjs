// Builds the benchmark's own guest modules: each *.rs here becomes a committed *.wasm with its SHA-256 beside it.
// `--check` builds elsewhere and compares instead. Needs the Rust toolchain that rust-toolchain.toml names.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FLAGS = '--edition=2021 --target=wasm32-wasip1 --crate-type=cdylib -Copt-level=3 -Clto=fat -Ccodegen-units=1';
const directory = import.meta.dirname;
const check = process.argv.includes('--check');
const scratch = mkdtempSync(join(tmpdir(), 'wadup-bench-modules-'));

/** Relative source path and a fixed working directory: paths in panic messages are then equal in every checkout. */
function compile(name) {
  const output = join(scratch, `${name}.wasm`);
  const flags = [...FLAGS.split(' '), '-Cpanic=abort', '-Cstrip=symbols', '-o', output];
  const { error, status } = spawnSync('rustc', [...flags, `${name}.rs`], { cwd: directory, stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`rustc ended with status ${status} for ${name}.rs`);
  return output;
}

try {
  const names = readdirSync(directory)
    .filter((file) => file.endsWith('.rs'))
    .map((file) => file.slice(0, -'.rs'.length));
  for (const name of names.sort()) {
    const output = compile(name);
    const sum = `${createHash('sha256').update(readFileSync(output)).digest('hex')}  ${name}.wasm\n`;
    const sumPath = join(directory, `${name}.wasm.sha256`);
    if (!check) {
      copyFileSync(output, join(directory, `${name}.wasm`));
      writeFileSync(sumPath, sum);
    } else if (readFileSync(sumPath, 'utf8') !== sum) {
      throw new Error(`${name}.wasm is not what ${name}.rs builds to: run \`node bench/modules/build.mjs\`.`);
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
