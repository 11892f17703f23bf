// Bundles the published package: the command, the library and the two workers become self-contained files in
// packages/cli/dist, so that a start reads few files and the package depends on nothing. Runs after every `npm ci`.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { isMain, root } from './toolchain.mjs';

const OUTPUT = join(root, 'packages/cli/dist');

/**
 * Command and library share chunks (commands are loaded when asked for); a worker is one file, because each thread
 * loads it anew.
 */
const BUNDLES = [
  {
    splitting: true,
    entryPoints: { main: 'packages/cli/src/main.ts', index: 'packages/cli/src/index.ts' },
  },
  { entryPoints: { worker: 'packages/engine/src/worker/main.ts' } },
  { entryPoints: { 'exec-worker': 'packages/engine/src/exec/worker.ts' } },
  { entryPoints: { 'rehearsal-worker': 'packages/engine/src/rehearsal/worker.ts' } },
];

const SHARED_OPTIONS = {
  absWorkingDir: root,
  outdir: OUTPUT,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.18',
  // Licences of what is bundled stay in the files that carry it.
  legalComments: 'eof',
  // Compilers are packages of their own, and large.
  external: ['esbuild', '@yowasp/clang'],
  write: false,
  logLevel: 'warning',
};

/**
 * Writes what changed and removes what is no longer made, so that a command that runs meanwhile is not disturbed.
 * Gives the number of files written.
 */
function replaceFiles(files) {
  mkdirSync(OUTPUT, { recursive: true });
  let written = 0;
  for (const { path, contents } of files) {
    if (existsSync(path) && readFileSync(path).equals(contents)) continue;
    writeFileSync(path, contents);
    written += 1;
  }
  const made = new Set(files.map(({ path }) => basename(path)));
  for (const name of readdirSync(OUTPUT)) {
    if (name.endsWith('.js') && !made.has(name)) rmSync(join(OUTPUT, name));
  }
  return written;
}

/** Gives the number of files that changed. */
export async function bundle() {
  const results = await Promise.all(BUNDLES.map((options) => build({ ...SHARED_OPTIONS, ...options })));
  return replaceFiles(results.flatMap((result) => result.outputFiles));
}

if (isMain(import.meta.url)) {
  try {
    await bundle();
  } catch {
    // esbuild has printed what is wrong, with file and line.
    process.exitCode = 1;
  }
}
