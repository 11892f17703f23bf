/** Modules for tests: the committed runtime, with Python code attached as it is. */
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { attachPayload } from '../../packages/wasm/src/index.ts';
import { zip } from './build/zip.mjs';

const HERE = import.meta.dirname;

let unpacked: Uint8Array | undefined;

/** The runtime itself, unpacked. `WADUP_PYTHON_RUNTIME` names another one, to try it before it is committed. */
export function runtime(): Uint8Array {
  const other = process.env['WADUP_PYTHON_RUNTIME'];
  unpacked ??=
    other === undefined ? brotliDecompressSync(readFileSync(join(HERE, 'python.wasm.br'))) : readFileSync(other);
  return unpacked;
}

/** A module of these files, by their path in the bundle, whose entry point is a module's name. */
export function pythonModule(entryPoint: string, files: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const all = { ...files, 'wadup.json': JSON.stringify({ entryPoint }) };
  const payload = zip(Object.entries(all).map(([name, bytes]) => ({ name, bytes: Buffer.from(bytes) })));
  return attachPayload(runtime(), { payload, slotExport: 'wadup_payload' });
}

/** All files below a folder, relative to this one, for a bundle. */
export function filesBelow(folder: string): Record<string, Uint8Array> {
  const root = join(HERE, folder);
  const names = globSync('**', { cwd: root }).filter((name) => statSync(join(root, name)).isFile());
  return Object.fromEntries(names.map((name) => [name.replaceAll('\\', '/'), readFileSync(join(root, name))]));
}
