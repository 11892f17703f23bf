/** The programs that are compared, and how each is started. */
import { basename, join } from 'node:path';
import type { ChosenModule } from './modules.ts';
import type { Work } from './works.ts';

/** Never runs out: what is left is the cost of counting. */
export const FUEL = 1_000_000_000_000_000;

/** Another program that does the same job, from `--against NAME=CMD`. */
export interface OtherHost {
  readonly name: string;
  /** The command's words with their placeholders. */
  readonly words: readonly string[];
}

/** One column of a comparison. */
export interface Variant {
  readonly label: string;
  readonly host: string;
  readonly threads: number;
  readonly fuel: boolean;
  /** Name of the module set; `null` for the native floor. */
  readonly set: string | null;
  readonly command: (output: string) => readonly string[];
}

export interface Contestants {
  /** Absolute path of the repository. */
  readonly root: string;
  readonly threads: readonly number[];
  readonly fuel: boolean;
  readonly others: readonly OtherHost[];
  /** Path of the floor's program, where there is one. */
  readonly floor: string | undefined;
  /** For `{cache}`: kept from run to run. */
  readonly cache: string;
}

/** Words of a command line: quotes keep spaces, nothing else is special. */
export function splitWords(command: string): string[] {
  return Array.from(command.matchAll(/"([^"]*)"|'([^']*)'|\S+/g), (match) => match[1] ?? match[2] ?? match[0]);
}

const REQUIRED_PLACEHOLDERS = ['{modules}', '{input}', '{output}'];
const FUEL_PLACEHOLDER = /^\{fuel:(.+)\}$/;

/** @throws {Error} naming what is missing. */
export function parseOtherHost(argument: string): OtherHost {
  const named = /^([\w-]+)=(.*)$/s.exec(argument);
  const words = splitWords(named?.[2] ?? argument);
  for (const placeholder of REQUIRED_PLACEHOLDERS) {
    if (!words.some((word) => word.includes(placeholder))) {
      throw new Error(`--against: the command says nowhere ${placeholder}: ${argument}`);
    }
  }
  return { name: named?.[1] ?? basename(words[0]!), words };
}

/** The command with its placeholders filled in; `{fuel:--flag}` becomes `--flag N`, or nothing without fuel. */
export function fillWords(
  { words }: OtherHost,
  values: { modules: string; input: string; output: string; threads: number; cache: string; fuel: boolean },
): string[] {
  return words.flatMap((word) => {
    const flag = FUEL_PLACEHOLDER.exec(word)?.[1];
    if (flag !== undefined) return values.fuel ? [flag, String(FUEL)] : [];
    return [
      word.replaceAll(/\{(modules|input|output|threads|cache)\}/g, (_, name: keyof typeof values) =>
        String(values[name]),
      ),
    ];
  });
}

function label(host: string, threads: number, fuel: boolean, set: string | null): string {
  return `${host} t${threads}${fuel ? ' fuel' : ''}${set === null ? '' : ` [${set}]`}`;
}

function wadupCommand(root: string, module: ChosenModule, input: string, threads: number, fuel: boolean) {
  const program = [process.execPath, join(root, 'packages/cli/bin/wadup.js')];
  const paths = ['--modules', module.directory, '--input', input];
  const limits = ['--threads', String(threads), ...(fuel ? ['--fuel', String(FUEL)] : [])];
  return (output: string): string[] => [...program, ...paths, '--output', output, ...limits];
}

/** All variants of one work, ours first, and what is left out, each with the reason. */
export function variantsOf(
  work: Work,
  input: string,
  modules: readonly ChosenModule[],
  { root, threads, fuel, others, floor, cache }: Contestants,
): { variants: Variant[]; leftOut: string[] } {
  const variants: Variant[] = [];
  const leftOut: string[] = [];
  const counts = threads.filter((count) => work.threads === 'any' || work.threads.includes(count));
  for (const module of modules) {
    for (const count of counts) {
      for (const fueled of fuel ? [false, true] : [false]) {
        const command = wadupCommand(root, module, input, count, fueled);
        const name = label('wadup', count, fueled, module.set);
        variants.push({ label: name, host: 'wadup', threads: count, fuel: fueled, set: module.set, command });
      }
    }
  }
  for (const other of others) {
    for (const module of modules) {
      if (!module.portable) {
        leftOut.push(`${other.name} with the modules '${module.set}': the module imports more than WASI`);
        continue;
      }
      const fuels = fuel && other.words.some((word) => FUEL_PLACEHOLDER.test(word)) ? [false, true] : [false];
      for (const count of counts) {
        for (const fueled of fuels) {
          const values = { modules: module.directory, input, threads: count, cache, fuel: fueled };
          const command = (output: string): string[] => fillWords(other, { ...values, output });
          const name = label(other.name, count, fueled, module.set);
          variants.push({ label: name, host: other.name, threads: count, fuel: fueled, set: module.set, command });
        }
      }
    }
  }
  for (const task of floor === undefined ? [] : (work.floor ?? [])) {
    const host = task === 'stat' ? 'floor-stat' : 'floor';
    for (const count of counts) {
      const command = (output: string): string[] => [floor!, task, input, output, String(count)];
      variants.push({ label: label(host, count, false, null), host, threads: count, fuel: false, set: null, command });
    }
  }
  return { variants, leftOut };
}
