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

/**
 * Checks, rewrites for the limits that are on, and compiles.
 * @param codeCache where code of earlier runs may be
 * @param problemOf what the module must look like, see contract.ts
 * @throws {WadupError} code `module`, naming the file and what is wrong with it.
 */
export function prepareModule(
  file: Pick<ModuleFile, 'name' | 'path' | 'bytes'>,
  limits: PreparationLimits,
  codeCache: CodeCache = new CodeCache(null),
  problemOf: (facts: ModuleFacts) => string | null = contractProblem,
): PreparedModule {
  const refuse = (why: string, cause?: unknown): never => {
    throw new WadupError('module', `Module '${file.path}' ${why}.`, { cause });
  };
  try {
    const facts = inspect(file.bytes);
    const problem = problemOf(facts);
    if (problem !== null) return refuse(problem);
    return compile(file, facts, limits, codeCache);
  } catch (error) {
    if (error instanceof WadupError) throw error;
    if (error instanceof WebAssembly.CompileError) {
      return refuse(`is not valid WebAssembly: ${error.message.replace(/^WebAssembly\.Module\(\): /, '')}`, error);
    }
    return refuse(messageOf(error), error);
  }
}

function describeMemoryNeed({ memories }: ModuleFacts, maxMemory: number | undefined): string {
  const needed = (memories[0]?.minimum ?? 0) * PAGE;
  return `needs ${needed} bytes of memory from the start, and --max-memory is ${maxMemory}; give at least ${needed / KIB}KiB`;
}

function compile(
  file: Pick<ModuleFile, 'name' | 'path' | 'bytes'>,
  facts: ModuleFacts,
  limits: PreparationLimits,
  codeCache: CodeCache,
): PreparedModule {
  const mayFillHeap = facts.usesExceptions && (limits.maxStack ?? 0) > DEEP_STACK;
  const metered = limits.countFuel === true || limits.fuel !== undefined || limits.timeout !== undefined || mayFillHeap;
  if (metered) allowInliningOfMeteredCode();
  const memory = facts.memories[0]!;
  const maximumPages = limits.maxMemory === undefined ? undefined : Math.floor(limits.maxMemory / PAGE);
  if (maximumPages !== undefined && memory.minimum > maximumPages) {
    throw new WadupError('module', `Module '${file.path}' ${describeMemoryNeed(facts, limits.maxMemory)}.`);
  }
  // Modules of an interpreted language differ in their data alone: without it they are one module to V8, which then
  // keeps one copy of its machine code, and to the cache of optimized code.
  const split = splitData(file.bytes, facts, WORTH_SPLITTING);
  const bytes = rewrite(split?.bytes ?? file.bytes, {
    fuel: metered,
    maxTableElements: limits.maxTableElements,
    importMemory: MEMORY_IMPORT,
    deferStart: true,
    ...(maximumPages === undefined ? {} : { maxMemoryPages: maximumPages, noteRefusedGrow: true }),
  });
  const lowest = Math.min(memory.maximum ?? Infinity, maximumPages ?? Infinity);
  return {
    name: file.name,
    module: codeCache.compile(bytes),
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
