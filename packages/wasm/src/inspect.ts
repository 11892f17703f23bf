import type { ExportFact, ExternalKind, FunctionType, ImportFact, Limits, ModuleIndex } from './module-facts.ts';
import { indexModule } from './module-index.ts';
import { ByteReader } from './reader.ts';
import { SECTION } from './sections.ts';
import { skipConstantExpression } from './constant-expression.ts';

/** One import. `type` is set for functions. */
export interface ImportSummary {
  readonly module: string;
  readonly name: string;
  readonly kind: ExternalKind;
  readonly type: FunctionType | undefined;
}

/** One memory; `minimum` and `maximum` in pages of 64 KiB. */
export interface MemorySummary extends Limits {
  readonly imported: boolean;
}

/** One table; `minimum` and `maximum` in elements. */
export interface TableSummary extends Limits {
  readonly imported: boolean;
  /** `funcref`, `externref`, `(ref null 3)` … */
  readonly element: string;
}

/** What a module says of itself before any of its code is looked at. */
export interface ModuleFacts {
  readonly bytes: number;
  readonly imports: readonly ImportSummary[];
  readonly exports: readonly ExportFact[];
  readonly memories: readonly MemorySummary[];
  readonly tables: readonly TableSummary[];
  /** Functions, imported ones included. */
  readonly functions: number;
  readonly importedFunctions: number;
  readonly globals: number;
  readonly tags: number;
  /** Index of the start function. */
  readonly start: number | undefined;
  readonly customSections: readonly string[];
  readonly elementSegments: number;
  readonly dataSegments: number;
  /** Bytes of all data segments together. */
  readonly dataBytes: number;
  /** Bytes of the code section. */
  readonly codeBytes: number;
  /** Struct or array types, type hierarchies or references to garbage-collected values, as far as sections tell. */
  readonly usesGc: boolean;
  /** Has or imports exception tags. */
  readonly usesExceptions: boolean;
}

/**
 * Reads the sections of a module, but no instructions: a fraction of a millisecond per megabyte.
 * Throws WasmFormatError, whose message follows the file's name, for anything that is not a core module.
 */
export function inspect(bytes: Uint8Array): ModuleFacts {
  const module = indexModule(bytes);
  const code = module.sections.find((section) => section.id === SECTION.code);
  return {
    bytes: bytes.length,
    imports: module.imports.map(summarizeImport),
    exports: module.exports,
    memories: module.memories,
    tables: module.tables.map(({ minimum, maximum, shared, is64, imported, element }) => {
      return { minimum, maximum, shared, is64, imported, element };
    }),
    functions: module.functionTypes.length,
    importedFunctions: module.importedFunctions,
    globals: module.globals.length,
    tags: module.tags.length,
    start: module.start,
    customSections: module.sections.flatMap(({ customName }) => (customName === undefined ? [] : [customName])),
    elementSegments: module.elementSegments,
    dataSegments: module.dataSegments,
    dataBytes: countDataBytes(module),
    codeBytes: code === undefined ? 0 : code.end - code.start,
    usesGc: module.usesGc,
    usesExceptions: module.tags.length > 0,
  };
}

function summarizeImport({ module, name, kind, type }: ImportFact): ImportSummary {
  return { module, name, kind, type };
}

function countDataBytes(module: ModuleIndex): number {
  const section = module.sections.find(({ id }) => id === SECTION.data);
  if (section === undefined) return 0;
  const reader = new ByteReader(module.bytes, section.start, section.end, 'data section');
  let total = 0;
  for (let left = reader.u32(); left > 0; left--) {
    skipSegmentOffset(reader, module);
    const size = reader.u32();
    reader.skip(size);
    total += size;
  }
  return total;
}

/** How a data segment begins: active in memory 0, passive, active in a named memory. */
const DATA_KIND = { active: 0, passive: 1, activeIn: 2 } as const;

function skipSegmentOffset(reader: ByteReader, module: ModuleIndex): void {
  const kind = reader.u32();
  if (kind > DATA_KIND.activeIn) reader.fail('an unknown kind of data segment');
  if (kind === DATA_KIND.activeIn) reader.index(module.memories.length, 'memory');
  if (kind !== DATA_KIND.passive) skipConstantExpression(reader, module);
}
