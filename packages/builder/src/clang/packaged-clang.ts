/** clang from npm: compiled to WebAssembly itself, with WASI's C and C++ libraries; files in memory, nothing spawned. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OutputStream, Tree } from '@yowasp/clang';
import { BuildError, MissingToolError } from '../errors.ts';
import type { BuildRequest } from '../language.ts';
import { baselineCodeOnly } from './baseline-code.ts';
import { type Compilation, type Compiler, type CompilerAnswer, TARGET_FLAG } from './compiler.ts';

type Clang = typeof import('@yowasp/clang');

/** As in package.json. */
export const PACKAGED_CLANG_VERSION = '22.0.0-git20542-10';
/** Folders beside the project's, as `args` name them. */
export const PACKAGED_FOLDERS = { work: '.wadup-work', library: '.wadup-library' } as const;

/** @throws {MissingToolError} when the package is not installed. */
export async function openPackagedClang(
  request: BuildRequest,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<Compiler> {
  const clang = await load();
  const tree = treeOf(files);
  tree[PACKAGED_FOLDERS.work] = {};
  tree[PACKAGED_FOLDERS.library] = { 'wadup.h': readLibrary(request) };
  return new PackagedClang(clang, tree);
}

/** wadup.h as it comes with this program. */
export function readLibrary({ shipped }: Pick<BuildRequest, 'shipped'>): Uint8Array {
  return readFileSync(join(shipped, 'guest', 'c', 'wadup.h'));
}

async function load(): Promise<Clang> {
  let clang: Clang;
  try {
    clang = await import('@yowasp/clang');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw thrown;
    throw new MissingToolError(
      `C is compiled by the npm package @yowasp/clang, an optional part of wadup that is not installed here. ` +
        `Install it: npm install @yowasp/clang@${PACKAGED_CLANG_VERSION}. ` +
        `Or name a compiler of your own: WASI_SDK_PATH, the folder of a WASI SDK.`,
    );
  }
  using _ = baselineCodeOnly();
  // Without arguments it only loads. Told here, because clang's first step would announce on stdout what it loads.
  await clang.runLLVM(undefined, {}, { fetchProgress: () => undefined });
  return clang;
}

class PackagedClang implements Compiler {
  readonly work: string = PACKAGED_FOLDERS.work;
  readonly library: string = PACKAGED_FOLDERS.library;
  readonly #clang: Clang;
  #tree: Tree;

  constructor(clang: Clang, tree: Tree) {
    this.#clang = clang;
    this.#tree = tree;
  }

  async run({ args, cpp }: Compilation): Promise<CompilerAnswer> {
    const chunks: Uint8Array[] = [];
    const collect: OutputStream = (bytes) => {
      if (bytes !== null) chunks.push(bytes.slice());
    };
    const command = this.#clang.commands[cpp ? 'clang++' : 'clang'];
    using _ = baselineCodeOnly();
    try {
      const made = await command([TARGET_FLAG, ...args], this.#tree, { stdout: collect, stderr: collect });
      if (made !== undefined) this.#tree = made;
      return { succeeded: true, messages: textOf(chunks) };
    } catch (thrown) {
      // Not `instanceof`: what ended is known by its status alone.
      if (typeof (thrown as { code?: unknown }).code !== 'number') {
        throw new BuildError(`clang itself failed: ${(thrown as Error).message}\n${textOf(chunks)}`.trimEnd());
      }
      return { succeeded: false, messages: textOf(chunks) };
    }
  }

  take(name: string): Uint8Array {
    const made = (this.#tree[this.work] as Tree | undefined)?.[name];
    if (made instanceof Uint8Array) return made;
    // What has only ASCII in it comes as text.
    if (typeof made === 'string') return new TextEncoder().encode(made);
    throw new BuildError('clang said that it succeeded, and made nothing.');
  }

  [Symbol.dispose](): void {
    this.#tree = {};
  }
}

function textOf(chunks: readonly Uint8Array[]): string {
  return Buffer.concat(chunks).toString('utf8');
}

/** Files by path as folders within folders. Folders have no prototype: any name is only a name. */
function treeOf(files: ReadonlyMap<string, Uint8Array>): Tree {
  const root = newFolder();
  for (const [path, bytes] of files) {
    const parts = path.split('/');
    const name = parts.pop() ?? '';
    let folder = root;
    for (const part of parts) {
      folder[part] ??= newFolder();
      folder = folder[part] as Tree;
    }
    folder[name] = bytes;
  }
  return root;
}

function newFolder(): Tree {
  return Object.create(null) as Tree;
}
