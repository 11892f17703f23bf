/** From a file with a module to compiled code that all threads share. Main thread. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { FUEL_EXPORT, GROW_REFUSED_EXPORT, inspect, type ModuleFacts, rewrite, splitData } from '@wadup/wasm';
import { messageOf, systemCodeOf, WadupError } from '../errors.ts';
import type { ResolvedLimits } from '../options.ts';
import type { PreparedModule } from '../protocol.ts';
import { CodeCache } from './code-cache.ts';
import { allowInliningOfMeteredCode } from './compiler-flags.ts';
import { contractProblem, entryPointsOf } from './contract.ts';
import { shareData } from './initial-memory.ts';

const PAGE = 65_536;
const KIB = 1024;

/** Bytes of data from which on the host writes it into memory itself: little is gained by little. */
const WORTH_SPLITTING = 65_536;

/**
 * Bytes of stack. A guest can keep exceptions of seventy times that size on it, so that with more stack it is looked
 * after, which takes counting.
 */
const DEEP_STACK = 16_777_216;

/** While a module is prepared it takes four times its size in memory; V8 takes none above 1 GiB at all. */
const LARGEST_FILE = 536_870_912;

const DIRECTORY_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'is no directory; name the directory that the module is in',
  EACCES: 'may not be read (permission denied)',
};
const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist, or is a link that leads nowhere',
  EACCES: 'may not be read (permission denied)',
};

/** The import through which an instance gets the memory that the host made for it. */
export const MEMORY_IMPORT: { readonly module: string; readonly name: string } = { module: 'wadup', name: 'memory' };

/** One module file as read. */
export interface ModuleFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Of the file, in hex. */
  readonly sha256: string;
}

/**
 * The `.wasm` files of a directory, in name order.
 * @throws {WadupError} code `module` when the directory cannot be read or holds none.
 */
export function readModules(directory: string): ModuleFile[] {
  let names: string[];
  try {
    names = readdirSync(directory).filter((name) => name.endsWith('.wasm'));
  } catch (error) {
    const reason = DIRECTORY_PROBLEMS[systemCodeOf(error)] ?? `cannot be read: ${messageOf(error)}`;
    throw new WadupError('module', `The directory of modules '${directory}' ${reason}.`, { cause: error });
  }
  if (names.length === 0) throw new WadupError('module', `There is no '.wasm' file in '${directory}'.`);
  return names.sort().map((name) => {
    const path = join(directory, name);
    const bytes = readModuleFile(path);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { name: name.slice(0, -'.wasm'.length), path, bytes, sha256 };
  });
}

/**
 * The bytes of one module. Never waits: a FIFO or a device is refused before it is opened.
 * @throws {WadupError} code `module`.
 */
export function readModuleFile(path: string): Uint8Array {
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) throw new WadupError('module', `Module '${path}' is a directory; name a file.`);
    if (!stats.isFile()) throw new WadupError('module', `Module '${path}' is no regular file.`);
    if (stats.size > LARGEST_FILE) {
      throw new WadupError('module', `Module '${path}' has ${stats.size} bytes; the most is ${LARGEST_FILE}.`);
    }
    return readFileSync(path);
  } catch (error) {
    if (error instanceof WadupError) throw error;
    const reason = FILE_PROBLEMS[systemCodeOf(error)] ?? `cannot be read: ${messageOf(error)}`;
    throw new WadupError('module', `Module '${path}' ${reason}.`, { cause: error });
  }
}

/** Which of the limits need the module's code changed. */
export interface PreparationLimits extends Pick<ResolvedLimits, 'fuel' | 'timeout' | 'maxMemory' | 'maxTableElements'> {
  readonly maxStack?: number | undefined;
  /** Count fuel even when nothing limits it. */
  readonly countFuel?: boolean;
}

/** A module that keeps to the limits, not compiled yet. */
export interface RewrittenModule extends Omit<PreparedModule, 'module'> {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Checks and rewrites for the limits that are on.
 * @param problemOf what the module must look like, see contract.ts
 * @throws {WadupError} code `module`, naming the file and what is wrong with it.
 */
export function rewriteModule(
  file: Pick<ModuleFile, 'name' | 'path' | 'bytes'>,
  limits: PreparationLimits,
  problemOf: (facts: ModuleFacts) => string | null = contractProblem,
): RewrittenModule {
  try {
    const facts = inspect(file.bytes);
    const problem = problemOf(facts) ?? memoryProblem(facts, limits.maxMemory);
    if (problem !== null) throw refusal(file.path, problem);
    return { name: file.name, path: file.path, ...rewriteChecked(file.bytes, facts, limits) };
  } catch (error) {
    throw error instanceof WadupError ? error : refusal(file.path, messageOf(error), error);
  }
}

/**
 * @param codeCache where code of earlier runs may be
 * @throws {WadupError} code `module`, naming the file and what is wrong with it.
 */
export function compileModule(rewritten: RewrittenModule, codeCache: CodeCache = new CodeCache(null)): PreparedModule {
  const { bytes, path, ...prepared } = rewritten;
  if (prepared.fuelGlobal !== null) allowInliningOfMeteredCode();
  try {
    return { ...prepared, module: codeCache.compile(bytes) };
  } catch (error) {
    if (!(error instanceof WebAssembly.CompileError)) throw refusal(path, messageOf(error), error);
    const why = error.message.replace(/^WebAssembly\.Module\(\): /, '');
    throw refusal(path, `is not valid WebAssembly: ${why}`, error);
  }
}

function refusal(path: string, why: string, cause?: unknown): WadupError {
  return new WadupError('module', `Module '${path}' ${why}.`, { cause });
}

function memoryProblem({ memories }: ModuleFacts, maxMemory: number | undefined): string | null {
  const needed = (memories[0]?.minimum ?? 0) * PAGE;
  if (maxMemory === undefined || needed <= maxMemory) return null;
  return `needs ${needed} bytes of memory from the start, and --max-memory is ${maxMemory}; give at least ${needed / KIB}KiB`;
}

function rewriteChecked(
  file: Uint8Array,
  facts: ModuleFacts,
  limits: PreparationLimits,
): Omit<RewrittenModule, 'name' | 'path'> {
  const mayFillHeap = facts.usesExceptions && (limits.maxStack ?? 0) > DEEP_STACK;
  const metered = limits.countFuel === true || limits.fuel !== undefined || limits.timeout !== undefined || mayFillHeap;
  const memory = facts.memories[0]!;
  const maximumPages = limits.maxMemory === undefined ? undefined : Math.floor(limits.maxMemory / PAGE);
  // Modules of an interpreted language differ in their data alone: without it they are one module to V8, which then
  // keeps one copy of its machine code, and to the cache of optimized code.
  const split = splitData(file, facts, WORTH_SPLITTING);
  const bytes = rewrite(split?.bytes ?? file, {
    fuel: metered,
    maxTableElements: limits.maxTableElements,
    importMemory: MEMORY_IMPORT,
    deferStart: true,
    ...(maximumPages === undefined ? {} : { maxMemoryPages: maximumPages, noteRefusedGrow: true }),
  });
  const lowest = Math.min(memory.maximum ?? Infinity, maximumPages ?? Infinity);
  return {
    bytes,
    entryPoints: entryPointsOf(facts),
    memory: {
      minimum: memory.minimum,
      maximum: lowest === Infinity ? null : lowest,
      data: split && shareData(split.data),
    },
    fuelGlobal: metered ? FUEL_EXPORT : null,
    usesExceptions: facts.usesExceptions,
    growRefusedGlobal: maximumPages === undefined ? null : GROW_REFUSED_EXPORT,
  };
}
