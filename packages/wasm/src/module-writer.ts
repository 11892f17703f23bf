import type { Additions } from './additions.ts';
import {
  type DataEntry,
  type LimitsEntry,
  writeData,
  writeBody,
  writeExport,
  writeGlobal,
  writeHeader,
  writeImport,
  writeLimits,
  writeSection,
  writeTable,
  writeType,
} from './encoder.ts';
import type { ModuleIndex } from './module-facts.ts';
import type { ImportName } from './passes/import-memory.ts';
import { ByteReader } from './reader.ts';
import { SECTION, SECTION_ORDER, type Section } from './sections.ts';
import { ByteWriter } from './writer.ts';

/** Everything that differs from the module as it was. `undefined` means unchanged. */
export interface ModuleChanges {
  readonly additions: Additions;
  /** The module's own function bodies, rewritten, each with its size. */
  readonly bodies: ByteWriter | undefined;
  /** New limits of every memory and every table. */
  readonly memories: readonly LimitsEntry[] | undefined;
  readonly tables: readonly LimitsEntry[] | undefined;
  /** Where the one defined memory is imported from. */
  readonly importMemory: ImportName | undefined;
  readonly dropStart: boolean;
  /** Appended data segments. */
  readonly data: readonly DataEntry[];
}

/** Custom sections that describe the code byte by byte, and are wrong once it has changed. */
const CODE_POSITIONS = /^(?:\.debug_.*|sourceMappingURL|external_debug_info|reloc\..*|linking|metadata\.code\..*)$/;

/** Encodes the module with its changes. Sections that nothing changes are copied. */
export function writeModule(module: ModuleIndex, changes: ModuleChanges): Uint8Array {
  return new ModuleWriter(module, changes).write();
}

class ModuleWriter {
  private readonly module: ModuleIndex;
  private readonly changes: ModuleChanges;
  private readonly out: ByteWriter;

  constructor(module: ModuleIndex, changes: ModuleChanges) {
    this.module = module;
    this.changes = changes;
    this.out = new ByteWriter(module.bytes.length + (changes.bodies?.length ?? 0) + 4096);
  }

  write(): Uint8Array {
    const { module, out } = this;
    writeHeader(out);
    let rank = 0;
    for (const section of module.sections) {
      if (section.id === SECTION.custom) {
        this.writeCustom(section);
        continue;
      }
      const own = SECTION_ORDER.indexOf(section.id);
      // A section that the module lacks may be needed for what is added.
      while (rank < own) this.writeOne(SECTION_ORDER[rank++]!, undefined);
      this.writeOne(section.id, section);
      rank++;
    }
    while (rank < SECTION_ORDER.length) this.writeOne(SECTION_ORDER[rank++]!, undefined);
    return out.bytes.slice(0, out.length);
  }

  private writeCustom(section: Section): void {
    const codeMoved = this.changes.bodies !== undefined;
    if (!codeMoved || !CODE_POSITIONS.test(section.customName!)) this.copy(section);
  }

  private copy({ header, end }: Section): void {
    this.out.range(this.module.bytes, header, end);
  }

  private writeOne(id: number, section: Section | undefined): void {
    const { additions, memories, importMemory, dropStart, data } = this.changes;
    const { types, functions, globals, exports } = additions;
    switch (id) {
      case SECTION.type:
        return this.extend(id, section, types.length, () => types.forEach((type) => writeType(this.out, type)));
      case SECTION.import:
        return this.writeImports(section);
      case SECTION.function:
        return this.extend(id, section, functions.length, () => functions.forEach(({ type }) => this.out.u32(type)));
      case SECTION.table:
        return this.writeTables(section);
      case SECTION.memory:
        if (section === undefined || importMemory !== undefined) return;
        if (memories === undefined) return this.copy(section);
        return this.writeMemories(id, memories);
      case SECTION.global:
        return this.extend(id, section, globals.length, () => globals.forEach((entry) => writeGlobal(this.out, entry)));
      case SECTION.export:
        return this.extend(id, section, exports.length, () => exports.forEach((entry) => writeExport(this.out, entry)));
      case SECTION.start:
        if (section !== undefined && !dropStart) this.copy(section);
        return;
      case SECTION.dataCount:
        return this.writeDataCount(section);
      case SECTION.code:
        return this.writeCode(section);
      case SECTION.data:
        return this.extend(id, section, data.length, () => data.forEach((entry) => writeData(this.out, entry)));
      default:
        if (section !== undefined) this.copy(section);
    }
  }

  /** Copies the section's entries and appends `added` more that `append` writes. */
  private extend(id: number, section: Section | undefined, added: number, append: () => void): void {
    const { out, module } = this;
    if (added === 0) {
      if (section !== undefined) this.copy(section);
      return;
    }
    const reader = section && new ByteReader(module.bytes, section.start, section.end, 'section');
    const count = reader?.u32() ?? 0;
    writeSection(out, id, () => {
      out.u32(count + added);
      if (reader !== undefined) out.range(module.bytes, reader.position, reader.end);
      append();
    });
  }

  private writeMemories(id: number, memories: readonly LimitsEntry[]): void {
    const { out, module } = this;
    const imported = module.memories.filter((memory) => memory.imported).length;
    const defined = memories.slice(imported);
    writeSection(out, id, () => {
      out.u32(defined.length);
      for (const entry of defined) writeLimits(out, entry);
    });
  }

  private writeImports(section: Section | undefined): void {
    const { out, module, changes } = this;
    const { importMemory, memories, tables } = changes;
    const limited = memories !== undefined || tables !== undefined;
    if (importMemory === undefined && !limited) {
      if (section !== undefined) this.copy(section);
      return;
    }
    if (importMemory === undefined && section === undefined) return;
    writeSection(out, SECTION.import, () => {
      out.u32(module.imports.length + (importMemory === undefined ? 0 : 1));
      for (const { kind, index, start, descriptor, end } of module.imports) {
        const table = kind === 'table' ? tables?.[index] : undefined;
        const memory = kind === 'memory' ? memories?.[index] : undefined;
        const unchanged =
          table !== undefined ? module.tables[index]!.elementEnd : memory === undefined ? end : descriptor;
        out.range(module.bytes, start, unchanged);
        const lowered = table ?? memory;
        if (lowered !== undefined) writeLimits(out, lowered);
      }
      const own = memories?.[0] ?? module.memories[0]!;
      if (importMemory !== undefined) writeImport(out, { ...importMemory, kind: 'memory', ...own });
    });
  }

  private writeTables(section: Section | undefined): void {
    const { out, module, changes } = this;
    const added = changes.additions.tables;
    const { tables } = changes;
    if (tables === undefined || section === undefined) {
      this.extend(SECTION.table, section, added.length, () => added.forEach((table) => writeTable(out, table)));
      return;
    }
    const reader = new ByteReader(module.bytes, section.start, section.end, 'table section');
    const count = reader.u32();
    writeSection(out, SECTION.table, () => {
      out.u32(count + added.length);
      let { position } = reader;
      module.tables.forEach((table, index) => {
        if (table.imported) return;
        out.range(module.bytes, position, table.limitsStart);
        writeLimits(out, tables[index]!);
        position = table.limitsEnd;
      });
      out.range(module.bytes, position, section.end);
      for (const table of added) writeTable(out, table);
    });
  }

  private writeDataCount(section: Section | undefined): void {
    const { module, changes } = this;
    if (section === undefined) return;
    if (changes.data.length === 0) return this.copy(section);
    const count = module.dataSegments + changes.data.length;
    writeSection(this.out, SECTION.dataCount, (out) => out.u32(count));
  }

  private writeCode(section: Section | undefined): void {
    const { out, module, changes } = this;
    const { functions } = changes.additions;
    if (changes.bodies === undefined && functions.length === 0) {
      if (section !== undefined) this.copy(section);
      return;
    }
    const own = module.functionTypes.length - module.importedFunctions;
    writeSection(out, SECTION.code, () => {
      out.u32(own + functions.length);
      if (changes.bodies !== undefined) out.range(changes.bodies.bytes, 0, changes.bodies.length);
      for (const { body } of functions) writeBody(out, body);
    });
  }
}
