import { skipConstantExpression } from '../constant-expression.ts';
import { IntList } from '../code/int-list.ts';
import type { ModuleIndex } from '../module-facts.ts';
import { findSection } from '../module-index.ts';
import { ByteReader } from '../reader.ts';
import { SECTION } from '../sections.ts';
import { readValueType } from '../value-types.ts';
import type { ByteWriter } from '../writer.ts';

const PATCH_SIZE = 3;

/**
 * Function indices outside of code that become others, in the order in which they stand in the file. They may be as many
 * as the file has bytes, so they are kept as integers: three for each, its bytes `[start, end)` and the new index.
 */
export class FunctionPatches {
  private readonly list = new IntList();

  add(start: number, end: number, index: number): void {
    this.list.push(start);
    this.list.push(end);
    this.list.push(index);
  }

  /** Whether one lies inside of `[start, end)`. */
  touch(start: number, end: number): boolean {
    const first = this.firstFrom(start);
    return first < this.list.length && this.list.data[first]! < end;
  }

  /** Copies `bytes[start, end)`, with the patches that lie inside applied. */
  copy(out: ByteWriter, bytes: Uint8Array, start: number, end: number): void {
    const { data, length } = this.list;
    let position = start;
    for (let at = this.firstFrom(start); at < length && data[at]! < end; at += PATCH_SIZE) {
      out.range(bytes, position, data[at]!).u32(data[at + 2]!);
      position = data[at + 1]!;
    }
    out.range(bytes, position, end);
  }

  private firstFrom(offset: number): number {
    const { data } = this.list;
    let low = 0;
    let high = this.list.length / PATCH_SIZE;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (data[middle * PATCH_SIZE]! < offset) low = middle + 1;
      else high = middle;
    }
    return low * PATCH_SIZE;
  }
}

/**
 * Checks every index in globals, tables and element segments; returns the places that name an imported function that
 * has a stand-in.
 */
export function checkReferences(module: ModuleIndex, standIns: Int32Array | undefined): FunctionPatches {
  const patches = new FunctionPatches();
  const visit = (start: number, end: number, index: number): void => {
    const standIn = index < module.importedFunctions ? (standIns?.[index] ?? -1) : -1;
    if (standIn >= 0) patches.add(start, end, standIn);
  };
  for (const { limitsEnd, initEnd } of module.tables) visitExpression(module, limitsEnd, initEnd, visit);
  for (const { initStart, initEnd } of module.globals) visitExpression(module, initStart, initEnd, visit);
  const elements = findSection(module, SECTION.element);
  if (elements !== undefined) {
    const reader = new ByteReader(module.bytes, elements.start, elements.end, 'element section');
    for (let left = reader.u32(); left > 0; left--) visitSegment(reader, module, visit);
    if (reader.position !== reader.end) reader.fail('the section is longer than its contents');
  }
  return patches;
}

type Visitor = (start: number, end: number, index: number) => void;

function visitExpression(module: ModuleIndex, start: number, end: number, visit: Visitor): void {
  if (start < end) skipConstantExpression(new ByteReader(module.bytes, start, end, 'initialiser'), module, visit);
}

// Bits of the number with which an element segment begins.
const NOT_ACTIVE = 1;
const EXPLICIT = 2;
const EXPRESSIONS = 4;

function visitSegment(reader: ByteReader, module: ModuleIndex, visit: Visitor): void {
  const at = reader.position;
  const flags = reader.u32();
  if (flags > 7) reader.fail('an unknown kind of element segment', at);
  const active = (flags & NOT_ACTIVE) === 0;
  if (active) {
    if ((flags & EXPLICIT) !== 0) reader.index(module.tables.length, 'table');
    else if (module.tables.length === 0) reader.fail('an element segment without a table', at);
    skipConstantExpression(reader, module, visit);
  }
  const typed = (flags & (NOT_ACTIVE | EXPLICIT)) !== 0;
  if ((flags & EXPRESSIONS) !== 0) {
    if (typed) readValueType(reader, module);
    for (let left = reader.u32(); left > 0; left--) skipConstantExpression(reader, module, visit);
    return;
  }
  if (typed && reader.u8() !== 0) reader.fail('an unknown kind of element', reader.position - 1);
  for (let left = reader.u32(); left > 0; left--) {
    const start = reader.position;
    const index = reader.index(module.functionTypes.length, 'function');
    visit(start, reader.position, index);
  }
}
