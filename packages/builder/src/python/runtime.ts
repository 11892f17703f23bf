/** The prebuilt interpreters that come with wadup. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { BuildError } from '../errors.ts';
import { C_EXTENSIONS, completeExtensions, runtimeName } from './variants.ts';

const FOLDER = join('runtime', 'python');
const PACKINGS: readonly (readonly [string, (bytes: Uint8Array) => Uint8Array])[] = [
  ['.wasm.br', brotliDecompressSync],
  ['.wasm.gz', gunzipSync],
  ['.wasm', (bytes) => bytes],
];

export interface Runtime {
  readonly bytes: Uint8Array;
  /** Of the bytes, in hex. */
  readonly checksum: string;
  /** Compiled packages that it brings, with those that they need. */
  readonly extensions: readonly string[];
}

/**
 * The runtime with the compiled packages that a project asks for.
 * @throws {BuildError} when there is no such package, or no such runtime.
 */
export function loadRuntime(shipped: string, asked: readonly string[]): Runtime {
  const completed = completeExtensions(asked);
  if ('unknown' in completed) {
    const known = [...C_EXTENSIONS.keys()].join(', ');
    throw new BuildError(
      `pyproject.toml: tool.wadup.c-extensions has "${completed.unknown}"; compiled packages that a module can have are ${known}.`,
    );
  }
  const extensions = completed.all;
  const name = runtimeName(extensions);
  for (const [ending, unpack] of PACKINGS) {
    const path = join(shipped, FOLDER, `${name}${ending}`);
    if (!existsSync(path)) continue;
    const bytes = unpack(readFileSync(path));
    return { bytes, checksum: createHash('sha256').update(bytes).digest('hex'), extensions };
  }
  if (extensions.length > 0) {
    throw new BuildError(
      `This installation of wadup has no Python runtime with ${extensions.join(' and ')} (runtime/python/${name}.wasm.br).`,
    );
  }
  throw new BuildError(`The Python runtime is not there (runtime/python/${name}.wasm.br): reinstall wadup.`);
}
