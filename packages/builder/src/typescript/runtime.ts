/** The prebuilt runtime: QuickJS-ng as a module (runtime/quickjs), to which compiled code is attached. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { rehearse } from '@wadup/engine/rehearsal';
import { attachPayload } from '@wadup/wasm';
import { BuildError } from '../errors.ts';
import { systemReason } from '../system-reason.ts';
import type { CompactMap } from './source-map.ts';

const SLOT = 'wadup_payload';
/** Far more than any bundle needs, so that only a mistake meets them. */
const MOST_SECONDS = 120;
const MOST_MEMORY = 2 ** 31;

/** @param shipped see BuildRequest. */
export function readRuntime(shipped: string): Uint8Array {
  try {
    return brotliDecompressSync(readFileSync(join(shipped, 'runtime', 'quickjs', 'quickjs.wasm.br')));
  } catch (thrown) {
    throw new BuildError(`The TypeScript runtime that comes with wadup cannot be read: ${systemReason(thrown)}.`);
  }
}

/**
 * A module that runs the bundle. It starts from bytecode, whose positions are the author's own.
 * @throws {BuildError} when the bundle is no JavaScript that the runtime knows.
 */
export async function attachBundle(
  runtime: Uint8Array,
  bundle: string,
  map: CompactMap,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const bytecode = await compileBundle(runtime, bundle, map, signal);
  const names = Buffer.from(map.sources.map((source) => `${source}\0`).join(''));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytecode.length);
  return attachPayload(runtime, { payload: Buffer.concat([length, bytecode, names]), slotExport: SLOT });
}

/** The runtime itself is the compiler. */
async function compileBundle(
  runtime: Uint8Array,
  bundle: string,
  { positions }: CompactMap,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { outcome, stderr, files } = await rehearse({
    module: runtime,
    calls: ['_initialize', '__wadup_compile'],
    files: new Map([
      ['/bundle.js', Buffer.from(bundle)],
      ['/bundle.map', Buffer.from(positions.buffer)],
    ]),
    collect: '/tmp',
    seed: new Uint8Array(32),
    timeout: MOST_SECONDS,
    maxMemory: MOST_MEMORY,
    signal,
  });
  const bytecode = files.get('bytecode');
  if (outcome.kind === 'ok' && bytecode !== undefined) return bytecode;
  throw new BuildError(`The bundle cannot be compiled: ${stderr.trimEnd() || JSON.stringify(outcome)}`);
}
