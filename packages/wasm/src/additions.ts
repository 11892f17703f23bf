import { type BodyEntry, type ExportEntry, type GlobalEntry, type TableEntry, type TypeEntry } from './encoder.ts';
import { WasmRefusedError } from './errors.ts';
import * as limits from './limits.ts';
import type { ModuleIndex } from './module-facts.ts';

/** Appended at the ends of the module's index spaces, so that no index of the module itself changes. */
export class Additions {
  readonly types: TypeEntry[] = [];
  readonly functions: { readonly type: number; readonly body: BodyEntry }[] = [];
  readonly tables: TableEntry[] = [];
  readonly globals: GlobalEntry[] = [];
  readonly exports: ExportEntry[] = [];
  private readonly module: ModuleIndex;
  private readonly typesByText = new Map<string, number>();
  private readonly exportNames: Set<string>;

  constructor(module: ModuleIndex) {
    this.module = module;
    this.exportNames = new Set(module.exports.map(({ name }) => name));
  }

  /** Index of the function type with these value type codes. */
  type(params: readonly number[], results: readonly number[]): number {
    const text = `${params.join()}>${results.join()}`;
    let index = this.typesByText.get(text);
    if (index === undefined) {
      index = this.append(this.types, { params, results }, this.module.typeCount, limits.MAX_TYPES, 'types');
      this.typesByText.set(text, index);
    }
    return index;
  }

  function(type: number, body: BodyEntry): number {
    return this.append(
      this.functions,
      { type, body },
      this.module.functionTypes.length,
      limits.MAX_FUNCTIONS,
      'functions',
    );
  }

  table(table: TableEntry): number {
    return this.append(this.tables, table, this.module.tables.length, limits.MAX_TABLES, 'tables');
  }

  global(global: GlobalEntry): number {
    return this.append(this.globals, global, this.module.globals.length, limits.MAX_GLOBALS, 'globals');
  }

  export(name: string, kind: ExportEntry['kind'], index: number): void {
    if (this.exportNames.has(name)) {
      throw new WasmRefusedError('reserved-export', `exports "${name}", a name that the host keeps for itself`);
    }
    this.exportNames.add(name);
    this.append(this.exports, { name, kind, index }, this.module.exports.length, limits.MAX_EXPORTS, 'exports');
  }

  isEmpty(): boolean {
    const { types, functions, tables, globals, exports } = this;
    return types.length + functions.length + tables.length + globals.length + exports.length === 0;
  }

  private append<Entry>(list: Entry[], entry: Entry, existing: number, limit: number, what: string): number {
    const index = existing + list.length;
    if (index >= limit) {
      throw new WasmRefusedError(
        'engine-limit',
        `has ${existing} ${what}, which leaves no room below the engine's ${limit}`,
      );
    }
    list.push(entry);
    return index;
  }
}
