import { DEFAULT_SLACK, rewriteWithSlack } from '../rewrite.ts';
import { VALUE } from '../value-types.ts';
import { TestInstance, accepts, outcome } from './engine.ts';
import { FuelHost } from './fuel-host.ts';
import { type RandomProgram, randomProgram } from './random-module.ts';
import { Random } from './random.ts';
import { REFERENCE_EXPORT, countEveryInstruction } from './reference-count.ts';

const EXACT = { ratio: 0, floor: 0 };
const PLENTY = 1n << 50n;
const CALLS = 6;
const STEPS = 300;
/** The import throws a JavaScript exception once in a while, which the guest may catch. */
const THROW_EVERY = 5;

interface Run {
  /** One line for each call and the state after it. */
  readonly lines: string[];
  /** Fuel of each call that did not trap. */
  readonly fuel: bigint[];
}

/**
 * Runs a random program as it is and rewritten, exactly counted, merged and with fuel in small slices. Returns what
 * differs from what should be, or undefined.
 */
export function differences(seed: number): string | undefined {
  const program = randomProgram(seed);
  const options = { fuel: true, noteRefusedGrow: true };
  const exact = rewriteWithSlack(program.bytes, options, EXACT);
  const merged = rewriteWithSlack(program.bytes, options, DEFAULT_SLACK);
  if (!accepts(exact) || !accepts(merged)) return 'the rewritten module is invalid';
  const original = run(program, program.bytes, seed, undefined);
  const counted = run(program, exact, seed, PLENTY);
  const cheap = run(program, merged, seed, PLENTY);
  const sliced = run(program, merged, seed, 97n);
  for (const other of [counted, cheap, sliced]) {
    const line = original.lines.findIndex((text, index) => text !== other.lines[index]);
    if (line >= 0) return `call ${line}: ${original.lines[line]} became ${other.lines[line]}`;
  }
  if (cheap.fuel.join() !== sliced.fuel.join()) return `fuel depends on slices: ${cheap.fuel} and ${sliced.fuel}`;
  const under = counted.fuel.findIndex((units, index) => units > cheap.fuel[index]!);
  if (program.plain) {
    const reference = run(program, countEveryInstruction(program.bytes), seed, undefined);
    if (reference.fuel.join() !== counted.fuel.join()) return `exact fuel ${counted.fuel}, but ${reference.fuel} ran`;
  }
  if (under >= 0) return `call ${under} is charged ${cheap.fuel[under]}, less than the exact ${counted.fuel[under]}`;
  return undefined;
}

function run(program: RandomProgram, bytes: Uint8Array, seed: number, slice: bigint | undefined): Run {
  let ticks = 0;
  const tick = (): void => {
    ticks++;
    if (!program.plain && ticks % THROW_EVERY === 0) throw new Error('tick');
  };
  const instance = new TestInstance(bytes, { host: { tick } });
  const host = slice === undefined ? undefined : new FuelHost(instance, slice);
  const counted = instance.exports[REFERENCE_EXPORT] === undefined ? { value: 0n } : instance.i64(REFERENCE_EXPORT);
  const random = new Random(seed ^ 0x5bd1e995);
  const lines: string[] = [];
  const fuel: bigint[] = [];
  for (let call = 0; call < CALLS; call++) {
    const { name, params } = random.pick(program.functions);
    const values = params.map((type) => argument(random, type));
    instance.global('g0').value = STEPS;
    host?.begin(PLENTY);
    counted.value = 0n;
    const result = outcome(() => instance.call(name, ...values));
    if (!result.startsWith('trap')) fuel.push(host?.used ?? counted.value);
    const globals = program.globals.map((global) => String(instance.global(global).value));
    lines.push(`${name}: ${result}; ${globals.join()}; ${ticks}; ${digest(instance.memory())}`);
  }
  return { lines, fuel };
}

function argument(random: Random, type: number): number | bigint {
  const small = random.below(20) - 5;
  if (type === VALUE.i64) return BigInt(small);
  return type === VALUE.i32 ? small : small / 4;
}

function digest(memory: Uint8Array): string {
  const words = new Int32Array(memory.buffer);
  let hash = 0;
  for (let n = 0; n < words.length; n++) hash = Math.imul(hash ^ words[n]!, 0x01000193);
  return `${words.length} words ${hash >>> 0}`;
}
