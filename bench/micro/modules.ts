/** What happens to a module before it runs: looked at, rewritten for fuel, compiled. */
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { inspect, rewrite } from '../../packages/wasm/src/index.ts';
import { type MicroBenchmark, type MicroGroup, repeated } from './timing.ts';

const ROOT = join(import.meta.dirname, '../..');

/** A custom section with a counter: V8 would give the code of an equal module that it has compiled before. */
const COUNTER_SECTION = [0, 6, 1, 0x6e];

function compile(name: string, module: Uint8Array): MicroBenchmark {
  const bytes = Buffer.concat([module, Buffer.from([...COUNTER_SECTION, 0, 0, 0, 0])]);
  let counter = 0;
  return {
    name: `compile ${name}`,
    bytes: bytes.length,
    run: (times) => {
      for (let done = 0; done < times; done++) {
        bytes.writeUInt32LE(counter++, bytes.length - 4);
        void new WebAssembly.Module(bytes);
      }
    },
  };
}

export const modules: MicroGroup = {
  name: 'modules',
  make: async () =>
    globSync('examples/{byte-counter,sqlite-parser}/*.wasm', { cwd: ROOT })
      .sort()
      .flatMap((path): MicroBenchmark[] => {
        const bytes = readFileSync(join(ROOT, path));
        const name = basename(path, '.wasm');
        return [
          { name: `inspect ${name}`, bytes: bytes.length, run: repeated(() => inspect(bytes)) },
          {
            name: `rewrite ${name} for fuel`,
            bytes: bytes.length,
            run: repeated(() => rewrite(bytes, { fuel: true })),
          },
          compile(name, bytes),
          compile(`${name}, rewritten for fuel`, rewrite(bytes, { fuel: true })),
        ];
      }),
};
