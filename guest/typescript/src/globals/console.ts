import { print } from 'wadup:host';
import { format, inspect } from './inspect.ts';

const STDOUT = 1;
const STDERR = 2;

let indentation = '';
const counts = new Map<string, number>();
const starts = new Map<string, number>();

function write(descriptor: number, values: readonly unknown[]): void {
  const text = format(...values);
  print(descriptor, `${indentation}${indentation === '' ? text : text.replaceAll('\n', `\n${indentation}`)}\n`);
}

const out = (...values: unknown[]): void => write(STDOUT, values);
const error = (...values: unknown[]): void => write(STDERR, values);

function since(label: string): string {
  const start = starts.get(label);
  return start === undefined ? `${label} was not started` : `${label}: ${(performance.now() - start).toFixed(3)} ms`;
}

/** What is printed belongs to the content: it is in `__wadup_module_output`. */
export const console = {
  log: out,
  info: out,
  debug: out,
  error,
  warn: error,
  trace(...values: unknown[]): void {
    const stack = (new Error().stack ?? '').split('\n').slice(1).join('\n');
    error(`Trace: ${format(...values)}\n${stack}`);
  },
  dir: (value: unknown): void => out(inspect(value)),
  table: (value: unknown): void => out(inspect(value)),
  assert(condition: unknown, ...values: unknown[]): void {
    if (!condition) error(`Assertion failed${values.length === 0 ? '' : `: ${format(...values)}`}`);
  },
  group(...values: unknown[]): void {
    if (values.length > 0) out(...values);
    indentation += '  ';
  },
  groupEnd(): void {
    indentation = indentation.slice(2);
  },
  count(label = 'default'): void {
    counts.set(label, (counts.get(label) ?? 0) + 1);
    out(`${label}: ${counts.get(label)}`);
  },
  countReset: (label = 'default'): boolean => counts.delete(label),
  time(label = 'default'): void {
    starts.set(label, performance.now());
  },
  timeLog: (label = 'default', ...values: unknown[]): void => out(since(label), ...values),
  timeEnd(label = 'default'): void {
    out(since(label));
    starts.delete(label);
  },
};
