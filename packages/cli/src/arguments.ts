/** From argv to checked values. Every complaint says what is wrong and what to write instead. */
import { parseArgs } from 'node:util';
import { LIMITS, type LimitName, type LimitSpec } from '@wadup/engine/options';
import { type CommandSpec, type Flag, formatLimit } from './flags.ts';
import { nearest } from './nearest.ts';
import { UsageError } from './usage-error.ts';

export interface Arguments {
  /** Values of each flag that was given, in order; a switch has one empty value. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
  /** The positional argument that ends the flags and all that follows it, untouched. */
  readonly rest: readonly string[];
  /** Positional arguments of the command's own. */
  readonly operands: readonly string[];
}

/** @throws {UsageError} */
export function parseArguments(command: CommandSpec, argv: readonly string[]): Arguments {
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(command.flags.map((flag) => [flag.name, parseArgsOption(flag)])),
    allowPositionals: true,
    // The complaints of the strict mode do not say what to write.
    strict: false,
    tokens: true,
  });
  const flags = new Map<string, string[]>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      if (command.positional !== undefined) return { flags, rest: argv.slice(token.index), operands };
      if (operands.length >= (command.operands ?? []).length) throw unexpected(command, token.value);
      operands.push(token.value);
      continue;
    }
    const flag = findFlag(command, token.name, token.rawName);
    const values = flags.get(flag.name) ?? [];
    if (values.length > 0 && flag.repeated !== true && flag.value !== undefined) {
      throw new UsageError(`--${flag.name} is given twice. Write it once.`);
    }
    values.push(checkPresence(flag, token.value, token.inlineValue === true));
    flags.set(flag.name, values);
  }
  return { flags, rest: [], operands };
}

function parseArgsOption(flag: Flag): { type: 'string' | 'boolean'; multiple: boolean; short?: string } {
  const option = { type: flag.value === undefined ? 'boolean' : 'string', multiple: true } as const;
  return flag.short === undefined ? option : { ...option, short: flag.short };
}

function findFlag(command: CommandSpec, name: string, written: string): Flag {
  const flag = command.flags.find((candidate) => candidate.name === name);
  if (flag !== undefined) return flag;
  const suggestion = nearest(
    name,
    command.flags.map((candidate) => candidate.name),
  );
  const hint = suggestion === undefined ? '' : ` Did you mean --${suggestion}?`;
  throw new UsageError(`There is no option ${written}.${hint}`);
}

/** A value that looks like a flag is a forgotten value: `--output --threads 2`. */
function checkPresence(flag: Flag, value: string | undefined, inline: boolean): string {
  if (flag.value === undefined) {
    if (value !== undefined) throw new UsageError(`--${flag.name} takes no value. Write only --${flag.name}.`);
    return '';
  }
  if (value === undefined || (!inline && /^-\D/.test(value))) {
    const instead = value === undefined ? '' : `, and ${value} follows`;
    throw new UsageError(`--${flag.name} needs a value${instead}. Write --${flag.name} ${flag.value}.`);
  }
  if (value === '') throw new UsageError(`The value of --${flag.name} is empty. Write --${flag.name} ${flag.value}.`);
  return value;
}

function unexpected(command: CommandSpec, argument: string): UsageError {
  const hint = command.operands === undefined ? 'Write --input before every path.' : `Usage: ${command.usage}`;
  return new UsageError(`'${argument}' belongs to no option. ${hint}`);
}

/** One value for each of the command's operands, in order. @throws {UsageError} when one is missing. */
export function readOperands(command: CommandSpec, given: Arguments): readonly string[] {
  return (command.operands ?? []).map(({ name, fallback }, index) => {
    const value = given.operands[index] ?? fallback;
    if (value === undefined) throw new UsageError(`${name} is missing. Usage: ${command.usage}`);
    if (value === '') throw new UsageError(`${name} is empty. Usage: ${command.usage}`);
    return value;
  });
}

/** Complains about all required flags that are missing at once. */
export function requireFlags(command: CommandSpec, given: Arguments): void {
  const missing = command.flags.filter((flag) => flag.required === true && !given.flags.has(flag.name));
  if (missing.length === 0) return;
  const names = missing.map((flag) => `--${flag.name}`);
  const last = names.pop();
  const list = names.length === 0 ? `${last} is` : `${names.join(', ')} and ${last} are`;
  throw new UsageError(`${list} missing. Usage: ${command.usage}`);
}

/** Values of the numeric flags, by option name. @throws {UsageError} */
export function readLimits(given: Arguments, names: readonly LimitName[]): Partial<Record<LimitName, number>> {
  const limits: Partial<Record<LimitName, number>> = {};
  for (const name of names) {
    const text = given.flags.get(LIMITS[name].flag)?.[0];
    if (text !== undefined) limits[name] = readLimit(LIMITS[name], text);
  }
  return limits;
}

const PATTERNS = {
  count: /^\d+$/,
  bytes: /^(\d+(?:\.\d+)?)([kmg](?:i?b)?)$|^\d+$/i,
  seconds: /^\d+(?:\.\d+)?$/,
} as const;

/** As GNU's tools have them. */
const FACTORS: Readonly<Record<string, number>> = {
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
  kb: 1000,
  mb: 1000 ** 2,
  gb: 1000 ** 3,
};

const KINDS = {
  count: 'a whole number',
  bytes: 'a size in bytes, or one like 64KiB, 64MiB, 1GiB,',
  seconds: 'a number of seconds',
} as const;

function readLimit(spec: LimitSpec, text: string): number {
  const match = PATTERNS[spec.unit].exec(text);
  const unit = match?.[2];
  const value = unit === undefined ? Number(text) : Number(match?.[1]) * (FACTORS[unit.toLowerCase()] ?? Number.NaN);
  const exact = spec.unit === 'seconds' ? Number.isFinite(value) : Number.isSafeInteger(value);
  if (match === null || !exact || value < spec.min || value > spec.max) {
    const range = `from ${formatLimit(spec, spec.min)} to ${formatLimit(spec, spec.max)}`;
    throw new UsageError(`--${spec.flag} must be ${KINDS[spec.unit]} ${range}, not '${text}'.`);
  }
  return value;
}
