import { skipConstantExpression } from '../constant-expression.ts';
import type { ModuleIndex } from '../module-facts.ts';
import { findSection } from '../module-index.ts';
import { ByteReader } from '../reader.ts';
import { SECTION } from '../sections.ts';
import { readValueType } from '../value-types.ts';

/** Checks every index in globals, tables and element segments: none may reach what is added behind the module's own. */
export function checkReferences(module: ModuleIndex): void {
  for (const { limitsEnd, initEnd } of module.tables) checkExpression(module, limitsEnd, initEnd);
  for (const { initStart, initEnd } of module.globals) checkExpression(module, initStart, initEnd);
  const elements = findSection(module, SECTION.element);
  if (elements === undefined) return;
  const reader = new ByteReader(module.bytes, elements.start, elements.end, 'element section');
  for (let left = reader.u32(); left > 0; left--) checkSegment(reader, module);
  if (reader.position !== reader.end) reader.fail('the section is longer than its contents');
}

function checkExpression(module: ModuleIndex, start: number, end: number): void {
  if (start < end) skipConstantExpression(new ByteReader(module.bytes, start, end, 'initialiser'), module);
}

// Bits of the number with which an element segment begins.
const NOT_ACTIVE = 1;
const EXPLICIT = 2;
const EXPRESSIONS = 4;

function checkSegment(reader: ByteReader, module: ModuleIndex): void {
  const at = reader.position;
  const flags = reader.u32();
  if (flags > 7) reader.fail('an unknown kind of element segment', at);
  const active = (flags & NOT_ACTIVE) === 0;
  if (active) {
    if ((flags & EXPLICIT) !== 0) reader.index(module.tables.length, 'table');
    else if (module.tables.length === 0) reader.fail('an element segment without a table', at);
    skipConstantExpression(reader, module);
  }
  const typed = (flags & (NOT_ACTIVE | EXPLICIT)) !== 0;
  if ((flags & EXPRESSIONS) !== 0) {
    if (typed) readValueType(reader, module);
    for (let left = reader.u32(); left > 0; left--) skipConstantExpression(reader, module);
    return;
  }
  if (typed && reader.u8() !== 0) reader.fail('an unknown kind of element', reader.position - 1);
  for (let left = reader.u32(); left > 0; left--) reader.index(module.functionTypes.length, 'function');
}
