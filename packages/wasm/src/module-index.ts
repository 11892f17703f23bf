import * as limits from './limits.ts';
import { ByteReader } from './reader.ts';
import { SECTION, type Section, sectionName, splitSections } from './sections.ts';
import { skipConstantExpression } from './constant-expression.ts';
import { readValueType } from './value-types.ts';

import type { ExternalKind, FunctionType, GlobalFact, Limits, ModuleIndex, TableFact } from './module-facts.ts';

const KINDS: readonly ExternalKind[] = ['function', 'table', 'memory', 'global', 'tag'];

/** Decodes every section but code, element and data, of which only the number of entries is read. */
export function indexModule(bytes: Uint8Array): ModuleIndex {
  const sections = splitSections(bytes);
  const module: ModuleIndex = {
    bytes,
    sections,
    typeCount: 0,
    usesGc: false,
    types: [],
    imports: [],
    functionTypes: new Uint32Array(0),
    importedFunctions: 0,
    tables: [],
    memories: [],
    globals: [],
    tags: [],
    exports: [],
    start: undefined,
    dataCount: undefined,
    dataSegments: 0,
    elementSegments: 0,
    codeBodies: 0,
  };
  for (const section of sections) {
    const decode = DECODERS.get(section.id);
    if (decode === undefined) continue;
    const reader = new ByteReader(bytes, section.start, section.end, `${sectionName(section.id)} section`);
    decode(reader, module);
  }
  checkTotals(module);
  return module;
}

/** The section with this id, or undefined. Custom sections are many: filter for them. */
export function findSection(module: ModuleIndex, id: number): Section | undefined {
  return module.sections.find((section) => section.id === id);
}

type Decoder = (reader: ByteReader, module: ModuleIndex) => void;

const DECODERS: ReadonlyMap<number, Decoder> = new Map<number, Decoder>([
  [SECTION.type, readTypes],
  [SECTION.import, whole(readImports)],
  [SECTION.function, whole(readFunctions)],
  [SECTION.table, whole(readTables)],
  [SECTION.memory, whole(readMemories)],
  [SECTION.tag, whole(readTags)],
  [SECTION.global, whole(readGlobals)],
  [SECTION.export, whole(readExports)],
  [SECTION.start, whole(readStart)],
  [
    SECTION.element,
    (reader, module) => {
      module.elementSegments = reader.count(limits.MAX_ELEMENT_SEGMENTS, 'element segments');
    },
  ],
  [
    SECTION.code,
    (reader, module) => {
      module.codeBodies = reader.count(limits.MAX_FUNCTIONS, 'function bodies');
    },
  ],
  [
    SECTION.data,
    (reader, module) => {
      module.dataSegments = reader.count(limits.MAX_DATA_SEGMENTS, 'data segments');
    },
  ],
  [
    SECTION.dataCount,
    whole((reader, module) => {
      module.dataCount = reader.u32();
    }),
  ],
]);

/** A section decoder that must consume its section to the last byte. */
function whole(decode: Decoder): Decoder {
  return (reader, module) => {
    decode(reader, module);
    if (reader.position !== reader.end) reader.fail('the section is longer than its contents');
  };
}

/** i8 and i16, which only fields can have. */
const PACKED_TYPES: ReadonlySet<number> = new Set([0x78, 0x77]);
const TYPE_FORM = { func: 0x60, struct: 0x5f, array: 0x5e, sub: 0x50, subFinal: 0x4f, rec: 0x4e } as const;

function readTypes(reader: ByteReader, module: ModuleIndex): void {
  const groups = reader.count(limits.MAX_TYPES, 'types');
  for (let group = 0; group < groups; group++) {
    let members = 1;
    if (reader.bytes[reader.position] === TYPE_FORM.rec) {
      module.usesGc = true;
      reader.position++;
      members = reader.count(limits.MAX_TYPES, 'types in a group');
    }
    if (module.types.length + members > limits.MAX_TYPES) reader.fail('more types than the engine allows');
    // A type may refer to itself and to the others of its group.
    module.typeCount = module.types.length + members;
    for (let member = 0; member < members; member++) readSubtype(reader, module);
  }
  if (reader.position !== reader.end) reader.fail('the section is longer than its contents');
}

function readSubtype(reader: ByteReader, module: ModuleIndex): void {
  let at = reader.position;
  let form = reader.u8();
  if (form === TYPE_FORM.sub || form === TYPE_FORM.subFinal) {
    module.usesGc = true;
    const supertypes = reader.count(1, 'supertypes');
    for (let n = 0; n < supertypes; n++) reader.index(module.typeCount, 'type');
    at = reader.position;
    form = reader.u8();
  }
  if (form === TYPE_FORM.func) {
    const params = readValueTypes(reader, module, limits.MAX_PARAMETERS, 'parameters');
    module.types.push({ params, results: readValueTypes(reader, module, limits.MAX_RESULTS, 'results') });
    return;
  }
  if (form !== TYPE_FORM.struct && form !== TYPE_FORM.array) reader.fail('an unknown kind of type', at);
  module.usesGc = true;
  const fields = form === TYPE_FORM.struct ? reader.count(limits.MAX_STRUCT_FIELDS, 'fields') : 1;
  for (let n = 0; n < fields; n++) {
    if (!PACKED_TYPES.has(reader.bytes[reader.position] ?? 0)) readValueType(reader, module);
    else reader.position++;
    if (reader.u8() > 1) reader.fail('unknown field flags', reader.position - 1);
  }
  module.types.push(undefined);
}

function readValueTypes(reader: ByteReader, module: ModuleIndex, limit: number, what: string): string[] {
  const count = reader.count(limit, what);
  const types: string[] = [];
  for (let n = 0; n < count; n++) types.push(readValueType(reader, module));
  return types;
}

function readImports(reader: ByteReader, module: ModuleIndex): void {
  const count = reader.count(limits.MAX_IMPORTS, 'imports');
  const functionTypes: number[] = [];
  for (let n = 0; n < count; n++) {
    const start = reader.position;
    const moduleName = reader.name();
    const name = reader.name();
    const kind = readKind(reader);
    const descriptor = reader.position;
    let index = 0;
    let type: FunctionType | undefined;
    switch (kind) {
      case 'function': {
        const typeIndex = readFunctionTypeIndex(reader, module);
        index = functionTypes.push(typeIndex) - 1;
        type = module.types[typeIndex];
        break;
      }
      case 'table':
        index = module.tables.push(readTable(reader, module, true)) - 1;
        break;
      case 'memory':
        index = module.memories.push({ ...readMemoryLimits(reader), imported: true }) - 1;
        break;
      case 'global':
        index = module.globals.push(readGlobalType(reader, module, true)) - 1;
        break;
      case 'tag':
        index = module.tags.push(readTag(reader, module)) - 1;
        break;
    }
    module.imports.push({ module: moduleName, name, kind, index, type, start, descriptor, end: reader.position });
  }
  module.functionTypes = Uint32Array.from(functionTypes);
  module.importedFunctions = functionTypes.length;
}

function readKind(reader: ByteReader): ExternalKind {
  const at = reader.position;
  return KINDS[reader.u8()] ?? reader.fail('an unknown kind of import or export', at);
}

function readFunctionTypeIndex(reader: ByteReader, module: ModuleIndex): number {
  const at = reader.position;
  const index = reader.index(module.typeCount, 'type');
  if (module.types[index] === undefined) reader.fail(`type ${index} is not a function type`, at);
  return index;
}

function readFunctions(reader: ByteReader, module: ModuleIndex): void {
  const count = reader.count(limits.MAX_FUNCTIONS, 'functions');
  const all = new Uint32Array(module.importedFunctions + count);
  all.set(module.functionTypes);
  for (let n = module.importedFunctions; n < all.length; n++) all[n] = readFunctionTypeIndex(reader, module);
  module.functionTypes = all;
}

const LIMITS_FLAG = { maximum: 1, shared: 2, is64: 4 } as const;

function readLimits(reader: ByteReader): Limits {
  const at = reader.position;
  const flags = reader.u8();
  if (flags > 7) reader.fail('unknown limits flags', at);
  const is64 = (flags & LIMITS_FLAG.is64) !== 0;
  const minimum = is64 ? readUnsigned64(reader) : reader.u32();
  const hasMaximum = (flags & LIMITS_FLAG.maximum) !== 0;
  const maximum = hasMaximum ? (is64 ? readUnsigned64(reader) : reader.u32()) : undefined;
  if (maximum !== undefined && maximum < minimum) reader.fail('a maximum is below its minimum', at);
  return { minimum, maximum, shared: (flags & LIMITS_FLAG.shared) !== 0, is64 };
}

// Exact up to 2^53; 64-bit limits are only reported, never rewritten.
function readUnsigned64(reader: ByteReader): number {
  const start = reader.position;
  let value = 0;
  let scale = 1;
  for (;;) {
    const byte = reader.u8();
    value += (byte & 0x7f) * scale;
    scale *= 128;
    if (byte < 0x80) return value;
    if (reader.position - start >= 10) reader.fail('a number is longer than 64 bits', start);
  }
}

function readMemoryLimits(reader: ByteReader): Limits {
  const at = reader.position;
  const memory = readLimits(reader);
  if (memory.shared && memory.maximum === undefined) reader.fail('a shared memory without a maximum', at);
  if (!memory.is64 && Math.max(memory.minimum, memory.maximum ?? 0) > limits.MAX_MEMORY32_PAGES) {
    reader.fail('a memory of more than 65536 pages', at);
  }
  return memory;
}

function readMemories(reader: ByteReader, module: ModuleIndex): void {
  const count = reader.count(limits.MAX_MEMORIES, 'memories');
  for (let n = 0; n < count; n++) module.memories.push({ ...readMemoryLimits(reader), imported: false });
}

function readTable(reader: ByteReader, module: ModuleIndex, imported: boolean): TableFact {
  const elementStart = reader.position;
  const element = readValueType(reader, module);
  const limitsStart = reader.position;
  const bounds = readLimits(reader);
  if (bounds.shared) reader.fail('unknown table limits flags', limitsStart);
  if (!bounds.is64 && bounds.minimum > limits.MAX_TABLE_ELEMENTS) {
    reader.fail(`a table of more than ${limits.MAX_TABLE_ELEMENTS} elements`, limitsStart);
  }
  const limitsEnd = reader.position;
  return {
    ...bounds,
    element,
    imported,
    elementStart,
    elementEnd: limitsStart,
    limitsStart,
    limitsEnd,
    initEnd: limitsEnd,
  };
}

/** Marks a table definition that begins with an initialiser form. */
export const TABLE_WITH_INITIALISER = 0x40;

function readTables(reader: ByteReader, module: ModuleIndex): void {
  const count = reader.count(limits.MAX_TABLES, 'tables');
  for (let n = 0; n < count; n++) {
    const initialised = reader.bytes[reader.position] === TABLE_WITH_INITIALISER;
    if (initialised) {
      reader.position++;
      if (reader.u8() !== 0) reader.fail('an unknown kind of table', reader.position - 1);
    }
    const table = readTable(reader, module, false);
    if (initialised) skipConstantExpression(reader, module);
    module.tables.push({ ...table, initEnd: reader.position });
  }
}

function readTag(reader: ByteReader, module: ModuleIndex): number {
  if (reader.u8() !== 0) reader.fail('an unknown kind of tag', reader.position - 1);
  return readFunctionTypeIndex(reader, module);
}

function readTags(reader: ByteReader, module: ModuleIndex): void {
  const count = reader.count(limits.MAX_TAGS, 'tags');
  for (let n = 0; n < count; n++) module.tags.push(readTag(reader, module));
}

function readGlobalType(reader: ByteReader, module: ModuleIndex, imported: boolean): GlobalFact {
  const type = readValueType(reader, module);
  const mutability = reader.u8();
  if (mutability > 1) reader.fail('unknown global flags', reader.position - 1);
  return { type, mutable: mutability === 1, imported, initStart: reader.position, initEnd: reader.position };
}

function readGlobals(reader: ByteReader, module: ModuleIndex): void {
  const count = reader.count(limits.MAX_GLOBALS, 'globals');
  for (let n = 0; n < count; n++) {
    const global = readGlobalType(reader, module, false);
    skipConstantExpression(reader, module);
    module.globals.push({ ...global, initEnd: reader.position });
  }
}

function readExports(reader: ByteReader, module: ModuleIndex): void {
  const count = reader.count(limits.MAX_EXPORTS, 'exports');
  const sizes: Record<ExternalKind, number> = {
    function: module.functionTypes.length,
    table: module.tables.length,
    memory: module.memories.length,
    global: module.globals.length,
    tag: module.tags.length,
  };
  for (let n = 0; n < count; n++) {
    const name = reader.name();
    const kind = readKind(reader);
    const index = reader.index(sizes[kind], kind);
    const type = kind === 'function' ? module.types[module.functionTypes[index]!] : undefined;
    module.exports.push({ name, kind, index, type });
  }
}

function readStart(reader: ByteReader, module: ModuleIndex): void {
  const at = reader.position;
  module.start = reader.index(module.functionTypes.length, 'function');
  const type = module.types[module.functionTypes[module.start]!];
  if (type !== undefined && type.params.length + type.results.length > 0) {
    reader.fail('the start function takes or returns values', at);
  }
}

function checkTotals(module: ModuleIndex): void {
  const end = module.bytes.length;
  const reader = new ByteReader(module.bytes, end, end, 'whole module');
  const defined = module.functionTypes.length - module.importedFunctions;
  if (defined !== module.codeBodies) reader.fail(`${defined} functions but ${module.codeBodies} function bodies`);
  if (module.dataCount !== undefined && module.dataCount !== module.dataSegments) {
    reader.fail(`${module.dataCount} data segments are announced but there are ${module.dataSegments}`);
  }
}
