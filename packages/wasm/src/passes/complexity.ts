/**
 * Refuses what V8 accepts and then needs gigabytes or minutes for, where nothing can stop it: while it compiles and
 * while it makes an instance. Measured with V8 13.6; real modules stay far below (the most seen is said with each).
 */
import { BodyScanner } from '../code/scanner.ts';
import { FunctionPlan } from '../code/function-plan.ts';
import { WasmRefusedError } from '../errors.ts';
import type { FunctionType, ModuleIndex } from '../module-facts.ts';
import { findSection } from '../module-index.ts';
import { ByteReader } from '../reader.ts';
import { SECTION } from '../sections.ts';
import { readBodySizes } from './code.ts';

export const COMPLEXITY = {
  /**
   * Locals of a function times its blocks: both compilers keep every local for every block, 12 to 25 bytes each, and
   * more where fuel is counted in it: a quarter of a gigabyte for this many while it is optimized. Seen: 410,000.
   */
  localsTimesBlocks: 4_000_000,
  /** Blocks inside of each other: 850 bytes each. Seen: 15,400, in a Go program. */
  nesting: 100_000,
  /** Locals of all functions together: V8 visits each, 1.2 ns. Seen: 775,000, in a C compiler. */
  locals: 20_000_000,
  /** A type is 1 kB by the time it has gone through this reader and V8, which keeps it for good. Seen: 542. */
  types: 50_000,
  /** What every instance is made of, again and again: some microseconds each. Seen: 85 and 145, and no tag. */
  imports: 10_000,
  exports: 20_000,
  tags: 10_000,
  /**
   * Words of 16 bits in the values of one tag: V8 keeps each in eight bytes of its own heap, which nothing bounds, as
   * long as a handler may throw the exception again; and handlers can be as many as fit on the stack. Seen: 2.
   */
  tagWords: 32,
  /** Seen: 1. */
  elementSegments: 100_000,
} as const;

/** No block is shorter: what opens it, its type, its end. */
const SHORTEST_BLOCK = 3;
const NO_PASSES = { fuel: undefined, growMemory: undefined };

/** @throws {WasmRefusedError} reason `complexity`. */
export function checkComplexity(module: ModuleIndex): void {
  atMost('types', module.typeCount, COMPLEXITY.types);
  atMost('imports', module.imports.length, COMPLEXITY.imports);
  atMost('exports', module.exports.length, COMPLEXITY.exports);
  atMost('tags', module.tags.length, COMPLEXITY.tags);
  for (const type of module.tags)
    atMost('words of 16 bits in one tag', wordsOf(module.types[type]), COMPLEXITY.tagWords);
  atMost('element segments', module.elementSegments, COMPLEXITY.elementSegments);
  checkKeptExceptions(module);
  checkFunctions(module);
}

/** On the stack exceptions are as many as fit there. Elsewhere, one inside the other above all, they are without end. */
function checkKeptExceptions({ tables, globals, tags, types }: ModuleIndex): void {
  const kept = [
    ...tables.map(({ element }) => element),
    ...globals.map(({ type }) => type),
    ...tags.flatMap((type) => types[type]?.params ?? []),
  ];
  if (!kept.some((type) => EXCEPTION.test(type))) return;
  throw new WasmRefusedError(
    'complexity',
    'keeps exceptions in a table, a global or another exception, where nothing limits how much memory they take',
  );
}

const EXCEPTION = /\b(no)?exn\b/;
const WORDS: Readonly<Record<string, number>> = { i32: 2, f32: 2, i64: 4, f64: 4, v128: 8 };

function wordsOf(type: FunctionType | undefined): number {
  return (type?.params ?? []).reduce((sum, value) => sum + (WORDS[value] ?? 1), 0);
}

function checkFunctions(module: ModuleIndex): void {
  const section = findSection(module, SECTION.code);
  if (section === undefined) return;
  const reader = new ByteReader(module.bytes, section.start, section.end, 'code section');
  let scanner: BodyScanner | null = null;
  let allLocals = 0;
  const count = reader.u32();
  for (let n = 0; n < count; n++) {
    const size = reader.u32();
    const start = reader.position;
    const end = start + size;
    const index = module.importedFunctions + n;
    const locals = countLocals(reader, end) + (module.types[module.functionTypes[index]!]?.params.length ?? 0);
    allLocals += locals;
    atMost('locals in all its functions', allLocals, COMPLEXITY.locals);
    const blocks = size / SHORTEST_BLOCK;
    // Few functions are long enough to be looked at in earnest.
    if (blocks > COMPLEXITY.nesting || blocks * locals > COMPLEXITY.localsTimesBlocks) {
      scanner ??= new BodyScanner(module, new FunctionPlan(false), NO_PASSES, readBodySizes(module, section));
      scanner.scan(index, start, end);
      atMost(`blocks inside of each other in function ${index}`, scanner.nesting, COMPLEXITY.nesting);
      atMost(`locals times blocks in function ${index}`, locals * scanner.blocks, COMPLEXITY.localsTimesBlocks);
    }
    reader.position = start;
    reader.skip(size);
  }
}

function countLocals(reader: ByteReader, end: number): number {
  let locals = 0;
  for (let groups = reader.u32(); groups > 0 && reader.position < end; groups--) {
    locals += reader.u32();
    const isReference = reader.u8() === 0x63 || reader.bytes[reader.position - 1] === 0x64;
    // The heap type of a reference type that is written out.
    if (isReference) reader.skipLeb(5);
  }
  return locals;
}

function atMost(what: string, count: number, most: number): void {
  if (count <= most) return;
  throw new WasmRefusedError(
    'complexity',
    `has ${count} ${what}; more than ${most} would take the engine too much memory or time`,
  );
}
