/** Reads a hostile module and what its header says about how it is run and what must come of it. */
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LIMITS, type LimitName } from '../../packages/engine/src/options.ts';

const FOLDER = join(import.meta.dirname, 'modules');
const UNITS: Readonly<Record<string, number>> = { KiB: 1024, MiB: 1_048_576, GiB: 1_073_741_824 };

/** What a header may say; README.md explains each. */
const FIELDS = ['with', 'limits', 'expect', 'prints', 'query', 'resident', 'seconds', 'beside'] as const;
type Field = (typeof FIELDS)[number];

export interface HostileCase {
  readonly name: string;
  /** What the module tries. */
  readonly title: string;
  readonly limits: { readonly [K in LimitName]?: number };
  /** `refused`: the run ends before it begins. Otherwise how every input ends. */
  readonly outcome: 'success' | 'failed' | 'refused' | 'mixed';
  /** Each must be in the error message of every failed content. */
  readonly messages: readonly string[];
  /** Must be in what the module printed for every input. */
  readonly prints: readonly string[];
  /** SQL, and its first value as text. */
  readonly queries: readonly (readonly [string, string])[];
  /** Bytes that the whole process may have had in memory. */
  readonly resident: number;
  /** After which it counts as hung. */
  readonly seconds: number;
  /** Another hostile module that runs after it. */
  readonly beside: string | null;
}

/** Files of modules/, in name order. */
export function hostileFiles(): string[] {
  return globSync('*.{wat,ts}', { cwd: FOLDER }).sort();
}

export function readCase(file: string): HostileCase {
  const header = headerOf(file);
  const title: string[] = [];
  const fields: Partial<Record<Field, string[]>> = {};
  for (const line of header) {
    const [, name, value] = /^([a-z]+): (.+)$/.exec(line) ?? [];
    if (name === undefined || !isField(name)) title.push(line);
    else (fields[name] ??= []).push(value!);
  }
  const [outcome, ...message] = (fields.expect?.[0] ?? '').split(' ');
  if (!isOutcome(outcome)) throw new Error(`${file} does not say what to expect`);
  const messages = [message.join(' '), ...(fields.expect ?? []).slice(1)].filter((words) => words !== '');
  return {
    name: basename(file).replace(/\.\w+$/, ''),
    title: title.join(' '),
    limits: readLimits(fields.limits?.join(' ') ?? ''),
    outcome,
    messages,
    prints: fields.prints ?? [],
    queries: (fields.query ?? []).map((line) => line.split(' => ') as [string, string]),
    resident: readNumber(fields.resident?.[0] ?? '300MiB'),
    seconds: Number(fields.seconds?.[0] ?? 60),
    beside: fields.beside?.[0] ?? null,
  };
}

/** The module's bytes. */
export async function buildModule(
  file: string,
  compileText: (text: string) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const path = join(FOLDER, file);
  if (file.endsWith('.wat')) return await compileText(withPrelude(readFileSync(path, 'utf8')));
  const { build } = (await import(pathToFileURL(path).href)) as { build: () => Uint8Array | string };
  const built = build();
  return typeof built === 'string' ? await compileText(built) : built;
}

function withPrelude(text: string): string {
  const [, prelude] = /^;; with: (\w+)$/m.exec(text) ?? [];
  if (prelude === undefined) return text;
  const fields = readFileSync(join(FOLDER, '..', `${prelude}.wat`), 'utf8');
  return text.replace(/^\(module$/m, () => `(module\n${fields}`);
}

/** The lines of the comment on top. */
function headerOf(file: string): string[] {
  const lines = readFileSync(join(FOLDER, file), 'utf8').split('\n');
  const mark = file.endsWith('.wat') ? ';; ' : '// ';
  const end = lines.findIndex((line) => !line.startsWith(mark));
  return lines.slice(0, end).map((line) => line.slice(mark.length).trim());
}

function readLimits(text: string): HostileCase['limits'] {
  const limits: { [K in LimitName]?: number } = {};
  for (const setting of text.split(' ').filter((word) => word !== '')) {
    const [name, value] = setting.split('=');
    if (name === undefined || !(name in LIMITS)) throw new Error(`there is no limit '${name}'`);
    limits[name as LimitName] = readNumber(value!);
  }
  return limits;
}

function readNumber(text: string): number {
  const [, digits, unit] = /^([\d.]+)([KMG]iB)?$/.exec(text.replaceAll('_', '')) ?? [];
  if (digits === undefined) throw new Error(`'${text}' is no number`);
  return Number(digits) * (unit === undefined ? 1 : UNITS[unit]!);
}

function isField(name: string): name is Field {
  return (FIELDS as readonly string[]).includes(name);
}

function isOutcome(word: string | undefined): word is HostileCase['outcome'] {
  return word === 'success' || word === 'failed' || word === 'refused' || word === 'mixed';
}
