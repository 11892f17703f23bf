/**
 * What a module must look like (SPEC: module contract), checked on the main thread before anything runs. Sentences say
 * what is wrong and what an author can do about it; they follow the module's file name.
 */
import { FUEL_EXPORT, FUEL_HOOK_EXPORT, GROW_REFUSED_EXPORT, START_EXPORT } from '@wadup/wasm';
import type { ExportFact, FunctionType, ImportSummary, ModuleFacts } from '@wadup/wasm';
import type { PreparedModule } from '../protocol.ts';
import { WASI_MODULE, WASI_SIGNATURES } from '../wasi/signatures.ts';

/** The namespace, beside WASI's, that a module may import functions from. */

export const BINDINGS_NAMESPACE = 'env';

/** SPEC 2.4. All take i32s and return one. */
const BINDING_PARAMETERS: Readonly<Record<string, number>> = {
  define_table: 4,
  insert_row: 4,
  emit_subcontent_bytes: 4,
  emit_subcontent_slice: 4,
};

type EntryPoints = PreparedModule['entryPoints'];

/** What the host exports from a module that it has rewritten; it asks for them whether it has or not. */
const OWN_EXPORTS: readonly string[] = [FUEL_EXPORT, FUEL_HOOK_EXPORT, GROW_REFUSED_EXPORT, START_EXPORT];

/** The first thing about a module that breaks the contract, in words; `null` when it can be used. */
export function contractProblem(facts: ModuleFacts): string | null {
  return (
    importProblem(facts.imports) ??
    reservedProblem(facts.exports) ??
    memoryProblem(facts) ??
    entryProblem(facts.exports, 'process', true) ??
    entryProblem(facts.exports, '__wadup_flush', true) ??
    entryProblem(facts.exports, '_initialize', false) ??
    entryProblem(facts.exports, '_start', false) ??
    (hasFunction(facts.exports, 'process')
      ? null
      : "exports no function 'process'; export one of type () -> i32 (0 for success)")
  );
}

/** What a program for `wadup exec` must look like: as a module, except that it may be a plain command. */
export function programProblem(facts: ModuleFacts): string | null {
  const entered = ['_start', 'process', '_initialize'].some((name) => hasFunction(facts.exports, name));
  return (
    importProblem(facts.imports) ??
    reservedProblem(facts.exports) ??
    memoryProblem(facts) ??
    calledProblem(facts.exports) ??
    (entered ? null : "exports neither '_start' nor 'process': there is nothing to run")
  );
}

/** Of a program only what will be called must be of the right type: a command may have a `process` of its own. */
function calledProblem(exports: readonly ExportFact[]): string | null {
  const functions = exports.filter(({ kind }) => kind === 'function');
  if (hasFunction(exports, '_start')) return entryProblem(functions, '_start', false);
  return (
    entryProblem(functions, '_initialize', false) ??
    entryProblem(functions, 'process', true) ??
    entryProblem(functions, '__wadup_flush', true)
  );
}

export function entryPointsOf(facts: ModuleFacts): EntryPoints {
  const has = (name: string): boolean => hasFunction(facts.exports, name);
  const start = has('_start');
  return {
    start,
    initialize: !start && has('_initialize'),
    process: has('process'),
    flush: has('__wadup_flush'),
  };
}

function importProblem(imports: readonly ImportSummary[]): string | null {
  for (const { module, name, kind, type } of imports) {
    const full = `'${module}.${name}'`;
    if (kind !== 'function') return `imports the ${kind} ${full}; a module may import functions only`;
    const wanted = knownImport(module, name);
    if (!wanted) {
      if (module === WASI_MODULE) return `imports ${full}; WASI preview 1 has no such function`;
      return `imports ${full}, which is unknown here; there are '${WASI_MODULE}.*' (WASI preview 1) and '${BINDINGS_NAMESPACE}.{${Object.keys(BINDING_PARAMETERS).join(', ')}}'`;
    }
    if (type && describeType(type) !== describeType(wanted)) {
      return `imports ${full} as ${describeType(type)}; it is ${describeType(wanted)}`;
    }
  }
  return null;
}

function knownImport(module: string, name: string): FunctionType | undefined {
  if (module === WASI_MODULE)
    return Object.hasOwn(WASI_SIGNATURES, name) ? WASI_SIGNATURES[name as keyof typeof WASI_SIGNATURES] : undefined;
  if (module !== BINDINGS_NAMESPACE || !Object.hasOwn(BINDING_PARAMETERS, name)) return undefined;
  return { params: Array<string>(BINDING_PARAMETERS[name]!).fill('i32'), results: ['i32'] };
}

function reservedProblem(exports: readonly ExportFact[]): string | null {
  const reserved = exports.find(({ name }) => OWN_EXPORTS.includes(name));
  return reserved === undefined ? null : `exports '${reserved.name}', a name that the host keeps for itself; rename it`;
}

function memoryProblem({ exports, memories }: ModuleFacts): string | null {
  const exported = exports.find((candidate) => candidate.name === 'memory');
  if (memories.length > 1) return `has ${memories.length} memories; one is supported`;
  if (!exported) return "does not export its memory; export it as 'memory'";
  if (exported.kind !== 'memory') return `exports a ${exported.kind} as 'memory', where its memory is expected`;
  if (memories[exported.index]?.is64) return 'has a 64-bit memory; build it for wasm32-wasip1';
  if (memories[exported.index]?.shared) return 'has a shared memory; build it without threads';
  return null;
}

/** Entry points take nothing and return nothing, or, where `mayReturn`, one i32. */
function entryProblem(exports: readonly ExportFact[], name: string, mayReturn: boolean): string | null {
  const found = exports.find((candidate) => candidate.name === name);
  if (!found) return null;
  if (found.kind !== 'function') return `exports a ${found.kind} as '${name}', where a function is expected`;
  const type = found.type ?? { params: [], results: [] };
  const returnsWell = type.results.length === 0 || (mayReturn && type.results.join() === 'i32');
  if (type.params.length === 0 && returnsWell) return null;
  return `exports '${name}' as ${describeType(type)}; it must be () -> ()${mayReturn ? ' or () -> i32' : ''}`;
}

function hasFunction(exports: readonly ExportFact[], name: string): boolean {
  return exports.some((candidate) => candidate.name === name && candidate.kind === 'function');
}

function describeType(type: FunctionType): string {
  return `(${type.params.join(', ')}) -> ${type.results.length === 1 ? type.results[0] : `(${type.results.join(', ')})`}`;
}
