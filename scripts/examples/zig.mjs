// A C compiler for wasm32-wasip1 from a package registry: the same one everywhere, nothing from the system.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MissingToolError, run } from './command.mjs';

export const ZIG_VERSION = '0.17.1';

/**
 * Environment in which Cargo's build scripts compile C for wasm32-wasip1. Installs the compiler (about 100 MB to
 * download) into `target/tools` when it is not there yet.
 *
 * @param {string} root The repository.
 * @returns {Record<string, string>}
 * @throws {MissingToolError} without Python 3 and its `venv`.
 */
export function cCompilerForCargo(root) {
  const zig = installedZig(root);
  const cache = join(root, 'target', 'tools', 'zig-cache');
  return {
    CC_wasm32_wasip1: script(root, 'zig-cc', [
      '# Without the target in the name that only clang itself knows.',
      'for argument do',
      '  shift',
      '  case "$argument" in --target=*) ;; *) set -- "$@" "$argument" ;; esac',
      'done',
      `exec '${zig}' cc -target wasm32-wasi -g0 "$@"`,
    ]),
    AR_wasm32_wasip1: script(root, 'zig-ar', [`exec '${zig}' ar "$@"`]),
    ZIG_GLOBAL_CACHE_DIR: cache,
    ZIG_LOCAL_CACHE_DIR: cache,
  };
}

function script(root, name, lines) {
  const path = join(root, 'target', 'tools', name);
  writeFileSync(path, ['#!/bin/sh', ...lines, ''].join('\n'), { mode: 0o755 });
  return path;
}

function installedZig(root) {
  const environment = join(root, 'target', 'tools', `ziglang-${ZIG_VERSION}`);
  const found = findZig(environment);
  if (found !== undefined) return found;
  const missing = `a C compiler for WebAssembly is needed, and Python 3 installs it: install python3 with its venv module, then again (it will fetch ziglang ${ZIG_VERSION})`;
  mkdirSync(join(root, 'target', 'tools'), { recursive: true });
  try {
    run(['python3', '-m', 'venv', environment], { missing });
    process.stdout.write(`installing ziglang ${ZIG_VERSION} into target/tools\n`);
    run([join(environment, 'bin', 'python'), '-m', 'pip', 'install', '--quiet', `ziglang==${ZIG_VERSION}`]);
  } catch (error) {
    // Half an environment would look like a whole one the next time.
    rmSync(environment, { recursive: true, force: true });
    if (error instanceof MissingToolError) throw error;
    throw new MissingToolError(`${missing}\n${error.message}`);
  }
  const installed = findZig(environment);
  if (installed === undefined) throw new Error(`ziglang ${ZIG_VERSION} was installed, but has no compiler`);
  return installed;
}

function findZig(environment) {
  const libraries = join(environment, 'lib');
  if (!existsSync(libraries)) return undefined;
  return readdirSync(libraries)
    .map((python) => join(libraries, python, 'site-packages', 'ziglang', 'zig'))
    .find(existsSync);
}
