import { writeHeader, writeLimits, writeSection } from '../encoder.ts';
import type { ModuleFacts } from '../inspect.ts';
import { MAX_DATA_SEGMENTS, PAGE_BYTES } from '../limits.ts';
import { OP } from '../opcodes.ts';
import { ByteReader } from '../reader.ts';
import { type Section, SECTION, splitSections } from '../sections.ts';
import { ByteWriter } from '../writer.ts';

/** Bytes for the memory of a fresh instance. */
export interface DataPlacement {
  readonly offset: number;
  /** A view of the module's bytes. */
  readonly bytes: Uint8Array;
}

export interface SplitModule {
  /**
   * The module without its data, its memory without a minimum: equal for all modules that differ in nothing else, so
   * that an engine which knows equal bytes compiles them once.
   */
  readonly bytes: Uint8Array;
  /** What an instance's memory has to be given, in this order, before anything of it runs. */
  readonly data: readonly DataPlacement[];
}

/**
 * Takes the data out of a module, for a host that writes it into memory itself. `null` where that would not be the
 * same: memory is not the module's own, data is put in place by code or at a place that is computed, or lies outside.
 * Only the sections that this is about are looked at, so that a module costs no more for being hostile.
 * @param facts what `inspect` said of the module.
 * @param least bytes of data below which it is not worth it.
 */
export function splitData(
  bytes: Uint8Array,
  { memories }: Pick<ModuleFacts, 'memories'>,
  least: number,
): SplitModule | null {
  const [memory] = memories;
  if (memory === undefined || memories.length > 1 || memory.imported || memory.is64 || memory.shared) return null;
  const sections = splitSections(bytes);
  const section = sections.find(({ id }) => id === SECTION.data);
  if (section === undefined || section.end - section.start < least) return null;
  if (sections.some(({ id }) => id === SECTION.dataCount)) return null;
  const data = readPlacements(bytes, section, memory.minimum * PAGE_BYTES);
  return data === null ? null : { bytes: withoutData(bytes, sections, memory.maximum), data };
}

function readPlacements(bytes: Uint8Array, section: Section, end: number): DataPlacement[] | null {
  const reader = new ByteReader(bytes, section.start, section.end, 'data section');
  const data: DataPlacement[] = [];
  for (let left = reader.count(MAX_DATA_SEGMENTS, 'data segments'); left > 0; left--) {
    if (reader.u32() !== 0 || reader.u8() !== OP.i32Const) return null;
    const offset = reader.s33() >>> 0;
    if (reader.u8() !== OP.end) return null;
    const length = reader.u32();
    const at = reader.position;
    reader.skip(length);
    if (offset + length > end) return null;
    data.push({ offset, bytes: bytes.subarray(at, at + length) });
  }
  return reader.position === section.end ? data : null;
}

function withoutData(bytes: Uint8Array, sections: readonly Section[], maximum: number | undefined): Uint8Array {
  const out = new ByteWriter(bytes.length);
  writeHeader(out);
  for (const section of sections) {
    if (section.id === SECTION.data) continue;
    if (section.id !== SECTION.memory) out.range(bytes, section.header, section.end);
    else writeSection(out, section.id, (inside) => writeLimits(inside.u32(1), { minimum: 0, maximum }));
  }
  return out.bytes.slice(0, out.length);
}
