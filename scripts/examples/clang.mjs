// clang for wasm32-wasip1 with WASI's C library: itself WebAssembly, from npm, and so the same on every machine.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, copyFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MissingToolError, run } from './command.mjs';

const PACKAGE = '@yowasp/clang';
export const CLANG_VERSION = '22.0.0-git20542-10';

const CHILD = fileURLToPath(new URL('./clang-process.mjs', import.meta.url));

/**
 * Compiles and links a module. A WASI SDK named by WASI_SDK_PATH is used instead of the package when there is one; its
 * result is another one, byte for byte, than the committed module.
 *
 * @param {string} root The repository.
 * @param {string[]} args As for clang, without the target. Files are named without their folders.
 * @param {string[]} files Sources and headers.
 * @param {string} output Path of the module; `args` name its last part.
 * @throws {MissingToolError} when there is no compiler and none can be fetched.
 */
export function clang(root, args, files, output) {
  const folder = mkdtempSync(join(root, 'target', 'clang-'));
  try {
    for (const file of files) copyFileSync(file, join(folder, basename(file)));
    const all = ['--target=wasm32-wasip1', ...args];
    const kit = process.env.WASI_SDK_PATH;
    const command =
      kit === undefined
        ? [process.execPath, CHILD, join(installedPackage(root), 'gen', 'bundle.js'), basename(output), ...all]
        : [join(kit, 'bin', 'clang'), ...all];
    run(command, { cwd: folder, missing: `WASI_SDK_PATH is '${kit}', and there is no bin/clang in it` });
    copyFileSync(join(folder, basename(output)), output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The package's folder: the project's own, or one that is fetched (about 100 MB) into `target/tools`. */
function installedPackage(root) {
  const tools = join(root, 'target', 'tools', `yowasp-clang-${CLANG_VERSION}`);
  const places = [root, tools].map((place) => join(place, 'node_modules', ...PACKAGE.split('/')));
  const found = () => places.find(hasVersion);
  if (found() !== undefined) return found();
  const install = ['install', '--prefix', tools, '--no-audit', '--no-fund', `${PACKAGE}@${CLANG_VERSION}`];
  mkdirSync(tools, { recursive: true });
  process.stdout.write(`installing ${PACKAGE} ${CLANG_VERSION} into target/tools\n`);
  const missing = `a C compiler for WebAssembly is needed: npm install --save-dev --save-exact ${PACKAGE}@${CLANG_VERSION}, or set WASI_SDK_PATH to a WASI SDK`;
  try {
    // npm is a script for a shell on Windows.
    run(process.platform === 'win32' ? ['cmd', '/c', 'npm', ...install] : ['npm', ...install], { missing });
  } catch (error) {
    rmSync(tools, { recursive: true, force: true });
    if (error instanceof MissingToolError) throw error;
    throw new MissingToolError(`${missing}\n${error.message}`);
  }
  const installed = found();
  if (installed === undefined) throw new Error(`${PACKAGE} ${CLANG_VERSION} was installed, but is not there`);
  return installed;
}

function hasVersion(folder) {
  const about = join(folder, 'package.json');
  return existsSync(about) && JSON.parse(readFileSync(about, 'utf8')).version === CLANG_VERSION;
}
