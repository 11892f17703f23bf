import { skipConstantExpression } from '../constant-expression.ts';
import { unsigned } from '../leb128.ts';
import type { ModuleIndex } from '../module-facts.ts';
import { findSection } from '../module-index.ts';
import { ByteReader } from '../reader.ts';
import { SECTION } from '../sections.ts';
import { readValueType } from '../value-types.ts';
import type { ByteWriter } from '../writer.ts';

/** A function index outside of code that becomes another one: its bytes `[start, end)` and the new index. */
export interface FunctionPatch {
  readonly start: number;
  readonly end: number;
  readonly index: number;
}

/**
 * Checks every index in globals, tables and element segments; returns the places that name an imported function that
 * has a stand-in, in the order in which they stand in the file.
 */
export function checkReferences(module: ModuleIndex, standIns: Int32Array | undefined): FunctionPatch[] {
  const patches: FunctionPatch[] = [];
  const visit = (start: number, end: number, index: number): void => {
    const standIn = index < module.importedFunctions ? (standIns?.[index] ?? -1) : -1;
    if (standIn >= 0) patches.push({ start, end, index: standIn });
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

/** Copies `bytes[start, end)`, with the patches that lie inside applied. */
export function copyPatched(
  out: ByteWriter,
  bytes: Uint8Array,
  start: number,
  end: number,
  patches: readonly FunctionPatch[],
): void {
  let position = start;
  for (const patch of patches) {
    if (patch.start < position || patch.end > end) continue;
    out.range(bytes, position, patch.start).raw(unsigned(patch.index));
    position = patch.end;
  }
  out.range(bytes, position, end);
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
