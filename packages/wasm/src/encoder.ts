import type { ExternalKind } from './module-facts.ts';
import { EMPTY_BLOCK, OP } from './opcodes.ts';
import { SECTION, SECTION_ORDER } from './sections.ts';
import { ByteWriter } from './writer.ts';

const HEADER: readonly number[] = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const FUNCTION_FORM = 0x60;
const KIND_CODE: Record<ExternalKind, number> = { function: 0, table: 1, memory: 2, global: 3, tag: 4 };

/** A function type by the codes of its value types (`VALUE.i32` …). */
export interface TypeEntry {
  readonly params: readonly number[];
  readonly results: readonly number[];
}

/** What an import asks for. Limits are in elements or pages. */
export type ImportDescriptor =
  | { readonly kind: 'function'; readonly type: number }
  | ({ readonly kind: 'table' } & TableEntry)
  | ({ readonly kind: 'memory' } & LimitsEntry)
  | { readonly kind: 'global'; readonly type: number; readonly mutable: boolean };

export type ImportEntry = ImportDescriptor & { readonly module: string; readonly name: string };

export interface LimitsEntry {
  readonly minimum: number;
  readonly maximum?: number | undefined;
}

export interface TableEntry extends LimitsEntry {
  /** The encoded element type. */
  readonly element: Uint8Array | readonly number[];
}

export interface GlobalEntry {
  readonly type: number;
  readonly mutable: boolean;
  /** Instructions of the initialiser without its `end`. */
  readonly init: readonly number[];
}

export interface ExportEntry {
  readonly name: string;
  readonly kind: ExternalKind;
  readonly index: number;
}

/** Instructions of a function including its `end`, and its locals as value type codes, one for each. */
export interface BodyEntry {
  readonly locals?: readonly number[];
  readonly code: Uint8Array | readonly number[];
}

/** A data segment of memory 0: at `offset`, or passive without one. */
export interface DataEntry {
  readonly offset?: number | undefined;
  readonly bytes: Uint8Array;
}

/** Functions for table 0 from `offset` on, or a passive segment without one. */
export interface ElementEntry {
  readonly offset?: number | undefined;
  readonly functions: readonly number[];
}

/** A whole small module. Absent parts make no section. */
export interface ModuleParts {
  readonly types?: readonly TypeEntry[];
  readonly imports?: readonly ImportEntry[];
  /** Type index of each function; `bodies` has as many entries. */
  readonly functions?: readonly number[];
  readonly tables?: readonly TableEntry[];
  readonly memories?: readonly LimitsEntry[];
  /** Type index of each exception tag. */
  readonly tags?: readonly number[];
  readonly globals?: readonly GlobalEntry[];
  readonly exports?: readonly ExportEntry[];
  readonly start?: number;
  readonly elements?: readonly ElementEntry[];
  readonly bodies?: readonly BodyEntry[];
  readonly data?: readonly DataEntry[];
}

export function writeHeader(out: ByteWriter): void {
  out.raw(HEADER);
}

export function writeType(out: ByteWriter, { params, results }: TypeEntry): void {
  out.u8(FUNCTION_FORM).u32(params.length).raw(params).u32(results.length).raw(results);
}

export function writeLimits(out: ByteWriter, { minimum, maximum }: LimitsEntry): void {
  out.u8(maximum === undefined ? 0 : 1).u32(minimum);
  if (maximum !== undefined) out.u32(maximum);
}

export function writeTable(out: ByteWriter, table: TableEntry): void {
  out.raw(table.element);
  writeLimits(out, table);
}

export function writeImport(out: ByteWriter, entry: ImportEntry): void {
  out.name(entry.module).name(entry.name).u8(KIND_CODE[entry.kind]);
  switch (entry.kind) {
    case 'function':
      out.u32(entry.type);
      break;
    case 'table':
      writeTable(out, entry);
      break;
    case 'memory':
      writeLimits(out, entry);
      break;
    case 'global':
      out.u8(entry.type).u8(entry.mutable ? 1 : 0);
      break;
  }
}

export function writeGlobal(out: ByteWriter, { type, mutable, init }: GlobalEntry): void {
  out
    .u8(type)
    .u8(mutable ? 1 : 0)
    .raw(init)
    .u8(OP.end);
}

export function writeExport(out: ByteWriter, { name, kind, index }: ExportEntry): void {
  out.name(name).u8(KIND_CODE[kind]).u32(index);
}

export function writeBody(out: ByteWriter, { locals = [], code }: BodyEntry): void {
  const size = out.openSize();
  out.u32(locals.length);
  for (const type of locals) out.u32(1).u8(type);
  out.raw(code);
  out.closeSize(size);
}

const PASSIVE = 1;
const FUNCTION_ELEMENTS = 0;

export function writeData(out: ByteWriter, { offset, bytes }: DataEntry): void {
  if (offset === undefined) out.u8(PASSIVE);
  else out.u8(0).u8(OP.i32Const).s32(offset).u8(OP.end);
  out.u32(bytes.length).raw(bytes);
}

export function writeElements(out: ByteWriter, { offset, functions }: ElementEntry): void {
  if (offset === undefined) out.u8(PASSIVE).u8(FUNCTION_ELEMENTS);
  else out.u8(0).u8(OP.i32Const).s32(offset).u8(OP.end);
  out.u32(functions.length);
  for (const index of functions) out.u32(index);
}

/** Writes a section whose contents `fill` writes. */
export function writeSection(out: ByteWriter, id: number, fill: (out: ByteWriter) => void): void {
  out.u8(id);
  const size = out.openSize();
  fill(out);
  out.closeSize(size);
}

/** Encodes a small module from its parts. */
export function encodeModule(parts: ModuleParts): Uint8Array {
  const out = new ByteWriter();
  writeHeader(out);
  for (const id of SECTION_ORDER) writePart(out, id, parts);
  return out.bytes.slice(0, out.length);
}

function writePart(out: ByteWriter, id: number, parts: ModuleParts): void {
  switch (id) {
    case SECTION.type:
      return writeAll(out, id, parts.types, writeType);
    case SECTION.import:
      return writeAll(out, id, parts.imports, writeImport);
    case SECTION.function:
      return writeAll(out, id, parts.functions, (section, type) => section.u32(type));
    case SECTION.table:
      return writeAll(out, id, parts.tables, writeTable);
    case SECTION.memory:
      return writeAll(out, id, parts.memories, writeLimits);
    case SECTION.global:
      return writeAll(out, id, parts.globals, writeGlobal);
    case SECTION.export:
      return writeAll(out, id, parts.exports, writeExport);
    case SECTION.start:
      return writeStart(out, parts.start);
    case SECTION.code:
      return writeAll(out, id, parts.bodies, writeBody);
    case SECTION.tag:
      return writeAll(out, id, parts.tags, (section, type) => section.u8(0).u32(type));
    case SECTION.element:
      return writeAll(out, id, parts.elements, writeElements);
    case SECTION.dataCount:
      return writeDataCount(out, parts.data);
    case SECTION.data:
      return writeAll(out, id, parts.data, writeData);
    default:
  }
}

function writeStart(out: ByteWriter, start: number | undefined): void {
  if (start !== undefined) writeSection(out, SECTION.start, (section) => section.u32(start));
}

function writeDataCount(out: ByteWriter, data: readonly DataEntry[] | undefined): void {
  if (data !== undefined) writeSection(out, SECTION.dataCount, (section) => section.u32(data.length));
}

function writeAll<Entry>(
  out: ByteWriter,
  id: number,
  entries: readonly Entry[] | undefined,
  write: (out: ByteWriter, entry: Entry) => void,
): void {
  if (entries === undefined || entries.length === 0) return;
  writeSection(out, id, (section) => {
    section.u32(entries.length);
    for (const entry of entries) write(section, entry);
  });
}

/** `if … end` around instructions that leave nothing on the stack. */
export function ifThen(...code: readonly number[]): number[] {
  return [OP.if, EMPTY_BLOCK, ...code, OP.end];
}
