import { Additions } from '../additions.ts';
import {
  type DataEntry,
  writeData,
  writeExport,
  writeGlobal,
  writeHeader,
  writeLimits,
  writeSection,
} from '../encoder.ts';
import { WasmRefusedError } from '../errors.ts';
import { signed, signed64 } from '../leb128.ts';
import { MAX_DATA_SEGMENTS, PAGE_BYTES } from '../limits.ts';
import type { ModuleIndex } from '../module-facts.ts';
import { findSection, indexModule } from '../module-index.ts';
import { OP } from '../opcodes.ts';
import { ByteReader } from '../reader.ts';
import { SECTION } from '../sections.ts';
import { VALUE } from '../value-types.ts';
import { ByteWriter } from '../writer.ts';
import { skipConstantExpression } from '../constant-expression.ts';
import { writeModule } from '../module-writer.ts';

/** Prefix of the exports that `exposeState` adds; the global's index follows. */
const STATE_EXPORT = '__wadup_state_';

const WORD = 4;
/** Zeros between two segments cost nothing; a segment costs about this many bytes, and time to put in place. */
const SHORTEST_GAP = 64;
const MOST_SEGMENTS = MAX_DATA_SEGMENTS / 2;

/** A module whose mutable globals are exported, so that they can be read when it has run. */
export interface ExposedModule {
  readonly bytes: Uint8Array;
  /** Names of those exports. */
  readonly globals: readonly string[];
}

/** What a module has become by running: all that a fresh instance needs to be in that state. */
export interface ModuleState {
  /** The whole memory: its length is a multiple of the page size. */
  readonly memory: Uint8Array;
  /** By the names that `exposeState` gave; bigint for an i64. */
  readonly globals: ReadonlyMap<string, number | bigint>;
  /** Exports that must not be called again. */
  readonly dropExports: readonly string[];
}

/**
 * Prepares a module of which a snapshot is to be taken. For modules that one trusts: that the function table stays as
 * it is, is taken for granted.
 */
export function exposeState(bytes: Uint8Array): ExposedModule {
  const module = snapshotModule(bytes);
  const additions = new Additions(module);
  const globals: string[] = [];
  module.globals.forEach(({ mutable, type, imported }, index) => {
    if (!mutable) return;
    if (imported || (type !== 'i32' && type !== 'i64')) {
      throw refused(`has a mutable global that cannot be kept (number ${index}, ${imported ? 'imported' : type})`);
    }
    const name = `${STATE_EXPORT}${index}`;
    globals.push(name);
    additions.export(name, 'global', index);
  });
  const exposed = writeModule(module, {
    additions,
    bodies: undefined,
    memories: undefined,
    tables: undefined,
    importMemory: undefined,
    dropStart: false,
    data: [],
  });
  return { bytes: exposed, globals };
}

/** The module (as it was before `exposeState`) with a state as its initial one. A start function is gone: it has run. */
export function bakeSnapshot(bytes: Uint8Array, state: ModuleState): Uint8Array {
  const module = snapshotModule(bytes);
  const data = segmentsOf(state.memory);
  const room = data.reduce((sum, segment) => sum + segment.bytes.length + 16, 0);
  const out = new ByteWriter(bytes.length + room + 4096);
  writeHeader(out);
  let written = false;
  const writeSegments = (): void => {
    if (!written) writeAllData(out, data);
    written = true;
  };
  for (const section of module.sections) {
    switch (section.id) {
      case SECTION.memory:
        writeMemory(out, module, state.memory.length / PAGE_BYTES);
        break;
      case SECTION.global:
        writeGlobals(out, module, state.globals);
        break;
      case SECTION.export:
        writeExports(out, module, new Set(state.dropExports));
        break;
      case SECTION.start:
        break;
      case SECTION.dataCount:
        writeSection(out, section.id, (inside) => inside.u32(data.length));
        break;
      case SECTION.data:
        writeSegments();
        break;
      default:
        out.range(bytes, section.header, section.end);
        if (section.id === SECTION.code && findSection(module, SECTION.data) === undefined) writeSegments();
    }
  }
  writeSegments();
  return out.bytes.slice(0, out.length);
}

function snapshotModule(bytes: Uint8Array): ModuleIndex {
  const module = indexModule(bytes);
  const [memory] = module.memories;
  if (memory === undefined || memory.imported || module.memories.length > 1) {
    throw refused('does not define exactly one memory');
  }
  refusePassiveData(module);
  return module;
}

/** They are state too: dropped or not, which nothing tells from outside. */
function refusePassiveData(module: ModuleIndex): void {
  const section = findSection(module, SECTION.data);
  if (section === undefined) return;
  const reader = new ByteReader(module.bytes, section.start, section.end, 'data section');
  for (let left = reader.u32(); left > 0; left--) {
    const flags = reader.u32();
    if (flags === 1) throw refused('has data that is not put in place from the start');
    if (flags === 2) reader.u32();
    skipConstantExpression(reader, module);
    reader.skip(reader.u32());
  }
}

function writeMemory(out: ByteWriter, { memories }: ModuleIndex, pages: number): void {
  const maximum = memories[0]?.maximum;
  if (maximum !== undefined && pages > maximum) throw refused(`has ${pages} pages of memory, more than its ${maximum}`);
  writeSection(out, SECTION.memory, (section) => writeLimits(section.u32(1), { minimum: pages, maximum }));
}

function writeGlobals(out: ByteWriter, module: ModuleIndex, values: ModuleState['globals']): void {
  const section = findSection(module, SECTION.global)!;
  const reader = new ByteReader(module.bytes, section.start, section.end, 'global section');
  writeSection(out, SECTION.global, () => {
    out.u32(reader.u32());
    module.globals.forEach((global, index) => {
      if (global.imported) return;
      const start = reader.position;
      reader.position = global.initEnd;
      const value = values.get(`${STATE_EXPORT}${index}`);
      if (!global.mutable || value === undefined) out.range(module.bytes, start, global.initEnd);
      else writeGlobal(out, initialised(value));
    });
  });
}

function initialised(value: number | bigint): { type: number; mutable: boolean; init: number[] } {
  if (typeof value === 'bigint') return { type: VALUE.i64, mutable: true, init: [OP.i64Const, ...signed64(value)] };
  return { type: VALUE.i32, mutable: true, init: [OP.i32Const, ...signed(value)] };
}

function writeExports(out: ByteWriter, { exports }: ModuleIndex, dropped: ReadonlySet<string>): void {
  const kept = exports.filter(({ name }) => !dropped.has(name));
  writeSection(out, SECTION.export, (section) => {
    section.u32(kept.length);
    for (const entry of kept) writeExport(section, entry);
  });
}

function writeAllData(out: ByteWriter, data: readonly DataEntry[]): void {
  writeSection(out, SECTION.data, (section) => {
    section.u32(data.length);
    for (const entry of data) writeData(section, entry);
  });
}

/** What is not zero. Gaps are looked for in words: where memory is in small pieces, larger gaps are filled. */
function segmentsOf(memory: Uint8Array): DataEntry[] {
  const words = new Int32Array(memory.buffer, memory.byteOffset, memory.length / WORD);
  for (let gap = SHORTEST_GAP / WORD; ; gap *= 2) {
    const segments = cutAtGaps(memory, words, gap);
    if (segments !== null) return segments;
  }
}

/** `null`: too many. */
function cutAtGaps(memory: Uint8Array, words: Int32Array, gap: number): DataEntry[] | null {
  const segments: DataEntry[] = [];
  let start = -1;
  let end = 0;
  const take = (): void => {
    const offset = start * WORD;
    segments.push({ offset, bytes: memory.subarray(offset, end * WORD) });
  };
  for (let at = 0; at < words.length; at++) {
    if (words[at] === 0) continue;
    if (start >= 0 && at - end >= gap) {
      take();
      start = at;
    } else if (start < 0) start = at;
    end = at + 1;
    if (segments.length >= MOST_SEGMENTS) return null;
  }
  if (start >= 0) take();
  return segments;
}

function refused(why: string): WasmRefusedError {
  return new WasmRefusedError('snapshot', `${why}, so that no snapshot of it can be taken`);
}
