import { type BodyEntry, type TypeEntry, encodeModule } from '../encoder.ts';
import { signed64 } from '../leb128.ts';
import { OP } from '../opcodes.ts';
import { VALUE } from '../value-types.ts';
import { Random } from './random.ts';
import { RandomBody, type Surroundings } from './random-body.ts';

const NUMBERS = [VALUE.i32, VALUE.i64, VALUE.f32, VALUE.f64];
const PAGES = 2;
const IMPORTED = 1;

/** A valid module made from a seed, and the names and parameter types of the functions that it exports. */
export interface RandomProgram {
  readonly bytes: Uint8Array;
  readonly functions: readonly { readonly name: string; readonly params: readonly number[] }[];
  readonly globals: readonly string[];
  readonly plain: boolean;
}

/** Odd seeds give plain programs. Imports `host.tick () -> ()`; exports `memory`, its functions `f0` … and its globals `g0` …; g0 counts steps down. */
export function randomProgram(seed: number): RandomProgram {
  const random = new Random(seed);
  const types: TypeEntry[] = [{ params: [], results: [] }];
  for (let n = 2 + random.below(4); n > 0; n--) types.push(randomType(random));
  // Exceptions carry values but return none.
  types.push({ params: [random.pick(NUMBERS)], results: [] });
  const functions = [0];
  for (let n = 2 + random.below(5); n > 0; n--) functions.push(random.below(types.length));
  const globals: number[] = [VALUE.i32, VALUE.i32, VALUE.i64, random.pick(NUMBERS)];
  const around: Surroundings = {
    types,
    functions,
    imported: IMPORTED,
    globals,
    tags: [0, types.length - 1],
    tableSize: functions.length + 2,
    plain: seed % 2 === 1,
  };
  const bodies: BodyEntry[] = functions.slice(IMPORTED).map((type) => {
    const { locals, code } = new RandomBody(random, around, types[type]!, 20 + random.below(150));
    return { locals, code };
  });
  return encode(random, around, bodies);
}

function encode(random: Random, around: Surroundings, bodies: readonly BodyEntry[]): RandomProgram {
  const { types, functions, globals } = around;
  const all = functions.map((_, index) => index);
  const exported = all.slice(IMPORTED).map((index) => {
    return { name: `f${index}`, index, params: types[functions[index]!]!.params };
  });
  const bytes = encodeModule({
    types,
    imports: [{ module: 'host', name: 'tick', kind: 'function', type: 0 }],
    functions: functions.slice(IMPORTED),
    tables: [{ element: [VALUE.funcref], minimum: around.tableSize, maximum: around.tableSize + 4 }],
    memories: [{ minimum: PAGES, maximum: random.chance(50) ? PAGES + 2 : undefined }],
    tags: around.tags,
    globals: globals.map((type) => ({ type, mutable: true, init: zero(type) })),
    exports: [
      { name: 'memory', kind: 'memory', index: 0 },
      ...globals.map((_, index) => ({ name: `g${index}`, kind: 'global' as const, index })),
      ...exported.map(({ name, index }) => ({ name, kind: 'function' as const, index })),
    ],
    elements: [{ offset: 0, functions: all }, { functions: all }],
    bodies,
    data: [
      { offset: 100, bytes: Uint8Array.from({ length: 500 }, () => random.below(256)) },
      { bytes: new Uint8Array(12) },
    ],
  });
  return { bytes, functions: exported, globals: globals.map((_, index) => `g${index}`), plain: around.plain };
}

function randomType(random: Random): TypeEntry {
  const some = (most: number): number[] => Array.from({ length: random.below(most) }, () => random.pick(NUMBERS));
  return { params: some(4), results: some(3) };
}

function zero(type: number): number[] {
  switch (type) {
    case VALUE.i32:
      return [OP.i32Const, 0];
    case VALUE.i64:
      return [OP.i64Const, ...signed64(0n)];
    case VALUE.f32:
      return [OP.f32Const, 0, 0, 0, 0];
    default:
      return [OP.f64Const, 0, 0, 0, 0, 0, 0, 0, 0];
  }
}
