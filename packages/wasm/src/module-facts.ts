import type { Section } from './sections.ts';
import type { TypeSpace } from './value-types.ts';

export type ExternalKind = 'function' | 'table' | 'memory' | 'global' | 'tag';

/** Parameters and results as text: `i32`, `(ref null 3)`. */
export interface FunctionType {
  readonly params: readonly string[];
  readonly results: readonly string[];
}

/** Pages of 64 KiB, or table elements. `maximum` is undefined when the module sets none. */
export interface Limits {
  readonly minimum: number;
  readonly maximum: number | undefined;
  readonly shared: boolean;
  /** 64-bit addresses. */
  readonly is64: boolean;
}

export interface MemoryFact extends Limits {
  readonly imported: boolean;
}

export interface TableFact extends Limits {
  readonly element: string;
  readonly imported: boolean;
  /** Offsets of the encoded element type. */
  readonly elementStart: number;
  readonly elementEnd: number;
  readonly limitsStart: number;
  readonly limitsEnd: number;
  /** Offset after the initialiser expression; `limitsEnd` when the table has none. */
  readonly initEnd: number;
}

export interface ImportFact {
  readonly module: string;
  readonly name: string;
  readonly kind: ExternalKind;
  /** Index within its kind. */
  readonly index: number;
  /** Of a function. */
  readonly type: FunctionType | undefined;
  /** Offsets of the whole entry, and of what follows its kind byte. */
  readonly start: number;
  readonly descriptor: number;
  readonly end: number;
}

export interface ExportFact {
  readonly name: string;
  readonly kind: ExternalKind;
  readonly index: number;
  /** Of a function. */
  readonly type: FunctionType | undefined;
}

export interface GlobalFact {
  readonly type: string;
  readonly mutable: boolean;
  readonly imported: boolean;
  /** Offsets of the initialiser expression, its `end` included; equal for an imported global. */
  readonly initStart: number;
  readonly initEnd: number;
}

/** Everything that section-level decoding tells: the index spaces against which code is checked. */
export interface ModuleIndex extends TypeSpace {
  readonly bytes: Uint8Array;
  readonly sections: readonly Section[];
  /** `undefined` for a struct or array type. */
  readonly types: (FunctionType | undefined)[];
  readonly imports: ImportFact[];
  /** Type index of every function, imported ones first. */
  functionTypes: Uint32Array;
  importedFunctions: number;
  readonly tables: TableFact[];
  readonly memories: MemoryFact[];
  readonly globals: GlobalFact[];
  /** Type index of every tag. */
  readonly tags: number[];
  readonly exports: ExportFact[];
  start: number | undefined;
  dataCount: number | undefined;
  dataSegments: number;
  elementSegments: number;
  codeBodies: number;
}
