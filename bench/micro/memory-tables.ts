import type { Refusal, TableDefinition, TableRegistry } from '../../packages/engine/src/stages.ts';

/** Remembers tables and agrees with everything: what a database says to a table that it knows. */
export class MemoryTables implements TableRegistry {
  readonly #tables: Map<string, TableDefinition> = new Map();

  find(name: string): TableDefinition | undefined {
    return this.#tables.get(name);
  }

  define(definition: TableDefinition): Refusal {
    if (!this.#tables.has(definition.name)) this.#tables.set(definition.name, definition);
    return null;
  }
}
