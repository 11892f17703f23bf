import { Additions } from '../additions.ts';
import type { DataEntry, LimitsEntry } from '../encoder.ts';
import { WasmRefusedError } from '../errors.ts';
import { MAX_MEMORY32_PAGES, PAGE_BYTES } from '../limits.ts';
import type { ModuleIndex } from '../module-facts.ts';
import { indexModule } from '../module-index.ts';
import { writeModule } from '../module-writer.ts';
import { OP } from '../opcodes.ts';
import { ByteReader } from '../reader.ts';

const SLOT_BYTES = 8;

export interface PayloadOptions {
  readonly payload: Uint8Array;
  /**
   * Name of an exported immutable i32 global that holds the address of an 8-byte slot in memory. The slot gets the
   * payload's address and length, both u32 little-endian.
   */
  readonly slotExport: string;
}

/**
 * Makes a module that has `payload` in its memory from the start, behind what it has anyway: the memory's minimum (and
 * maximum) grow by the payload's pages. For modules that one trusts, such as prebuilt runtimes: code is not checked.
 */
export function attachPayload(bytes: Uint8Array, { payload, slotExport }: PayloadOptions): Uint8Array {
  const module = indexModule(bytes);
  const memory = module.memories[0];
  if (memory === undefined || memory.imported || module.memories.length > 1) {
    throw new WasmRefusedError('payload-slot', 'does not define exactly one memory for a payload to be put in');
  }
  const end = memory.minimum * PAGE_BYTES;
  const slot = slotAddress(module, slotExport);
  if (slot + SLOT_BYTES > end) throw refusedSlot(slotExport, `points to ${slot}, outside of the memory`);
  const pages = Math.ceil(payload.length / PAGE_BYTES);
  const minimum = memory.minimum + pages;
  if (minimum > MAX_MEMORY32_PAGES) {
    throw new WasmRefusedError('payload-slot', `has no room for ${payload.length} bytes below 4 GiB`);
  }
  const maximum = memory.maximum && Math.min(MAX_MEMORY32_PAGES, memory.maximum + pages);
  const place = new Uint8Array(SLOT_BYTES);
  new DataView(place.buffer).setUint32(0, end, true);
  new DataView(place.buffer).setUint32(4, payload.length, true);
  return writePayload(module, { minimum, maximum }, [
    { offset: end, bytes: payload },
    { offset: slot, bytes: place },
  ]);
}

function writePayload(module: ModuleIndex, memory: LimitsEntry, data: readonly DataEntry[]): Uint8Array {
  return writeModule(module, {
    additions: new Additions(module),
    bodies: undefined,
    memories: [memory],
    tables: undefined,
    importMemory: undefined,
    dropStart: false,
    data,
  });
}

function slotAddress(module: ModuleIndex, slotExport: string): number {
  const slot = module.exports.find(({ name, kind }) => name === slotExport && kind === 'global');
  const global = slot && module.globals[slot.index];
  if (global === undefined) throw refusedSlot(slotExport, 'is not exported');
  if (global.type !== 'i32' || global.mutable || global.imported) throw refusedSlot(slotExport, 'is not a constant');
  const reader = new ByteReader(module.bytes, global.initStart, global.initEnd, 'payload slot');
  if (reader.u8() !== OP.i32Const) throw refusedSlot(slotExport, 'is not a plain constant');
  return reader.s33() >>> 0;
}

function refusedSlot(slotExport: string, why: string): WasmRefusedError {
  return new WasmRefusedError('payload-slot', `cannot take a payload: its global "${slotExport}" ${why}`);
}
