/** The committed runtimes with NumPy and pandas: their bytes, and what a snapshot must not repeat. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { rehearse } from '../../../packages/engine/src/rehearsal/index.ts';
import { Job, untilProgress } from '../../../tests/job/job.ts';
import { buildModule, SHIPPED } from '../built-module.ts';

const RUNTIMES = join(SHIPPED, 'runtime', 'python');

it.each(['python-numpy', 'python-numpy-pandas'])('%s.wasm.br has the checksum beside it', (name) => {
  const [expected] = readFileSync(join(RUNTIMES, `${name}.wasm.sha256`), 'utf8').split(' ');
  const runtime = brotliDecompressSync(readFileSync(join(RUNTIMES, `${name}.wasm.br`)));
  expect(createHash('sha256').update(runtime).digest('hex')).toBe(expected);
});

/** What a fresh instance prints on its first content; `entropy` is what its random source begins with. */
async function printed(module: Uint8Array, entropy: number): Promise<string> {
  const files = new Map([['/data.bin', Uint8Array.of(1, 2, 3)]]);
  const { outcome, stdout, stderr } = await rehearse({
    module,
    calls: ['process'],
    files,
    seed: Buffer.of(entropy),
    timeout: 60,
    maxMemory: 2 ** 29,
  });
  return outcome.kind === 'ok' ? stdout : `${JSON.stringify(outcome)}\n${stderr}`;
}

/** A row has what was drawn, and by which instance; a content that is a gate is held until it is opened. */
const DRAWING = [
  'import os, time',
  'import numpy as np',
  'import wadup',
  'early = np.random.default_rng()',
  'child = early.spawn(1)[0]',
  'np.random.rand(3)',
  'seeded, legacy = np.random.default_rng(1), np.random.RandomState(1)',
  "draws = wadup.define_table('draws', {'instance': str, 'number': int, 'kind': str, 'drawn': int})",
  'instance, number = None, 0',
  'def main():',
  '    global instance, number',
  '    instance, number = instance or os.urandom(8).hex(), number + 1',
  // Much more than the byte, so that no buffer on the way answers instead of the file.
  '    while wadup.content.read(1_048_576, 1_048_576).startswith(bytes(1)):',
  '        time.sleep(0.01)',
  "    for kind, source in ('early', early), ('child', child), ('new', np.random.default_rng()), ('seeded', seeded):",
  '        draws.insert([instance, number, kind, source.integers(2**62)])',
  "    draws.insert([instance, number, 'global', np.random.randint(2**62, dtype=np.int64)])",
  "    draws.insert([instance, number, 'legacy', legacy.randint(2**62, dtype=np.int64)])",
];

/** Two threads draw: one is held inside a content until the other has done all the others. Gives the rows. */
async function drawOnTwoThreads(module: Uint8Array): Promise<(string | number | bigint | null)[][]> {
  using job = new Job({ module }, { 1: 'a', 2: 'b', 3: 'c' });
  // Found first, so that whoever takes it leaves all others to the other thread.
  const gate = job.addGate('0', '');
  const running = job.run({ threads: 2 });
  await untilProgress(running, ({ contentsDone }) => contentsDone === 3);
  gate.open();
  await running;
  expect(job.errors()).toEqual({ 0: null, 1: null, 2: null, 3: null });
  return job.rows('SELECT instance, number, kind, drawn FROM draws');
}

it('gives two threads and two runs random numbers of their own, and the same ones to what the author seeded', async () => {
  const module = await buildModule(['numpy'], DRAWING);
  const rows = [...(await drawOnTwoThreads(module)), ...(await drawOnTwoThreads(module))];
  // Two runs of two threads: one had three contents, the other one.
  expect(new Set(rows.map(([instance]) => instance)).size).toBe(4);
  expect(rows).toHaveLength(2 * 4 * 6);
  const fresh = rows.filter(([, , kind]) => kind !== 'seeded' && kind !== 'legacy');
  expect(new Set(fresh.map((row) => row[3])).size).toBe(2 * 4 * 4);
  for (const wanted of ['seeded', 'legacy']) {
    const firsts = rows.filter(([, number, kind]) => kind === wanted && number === 1).map((row) => row[3]);
    expect(firsts, wanted).toHaveLength(4);
    expect(new Set(firsts).size, wanted).toBe(1);
  }
});

it('keeps what numpy.random.seed was given at the top level', async () => {
  const module = await buildModule(
    ['numpy'],
    ['import numpy as np', 'np.random.seed(42)', 'def main():', '    print(np.random.randint(2**31 - 1))'],
  );
  expect(await printed(module, 1)).toMatch(/^\d+\n$/);
  expect(await printed(module, 2)).toBe(await printed(module, 1));
});

it('raises errors that say what is wrong, and goes on', async () => {
  const module = await buildModule(
    ['numpy'],
    [
      'import numpy as np',
      'def attempt(function):',
      '    try:',
      '        print(function())',
      '    except Exception as error:',
      '        print(type(error).__name__)',
      'def main():',
      '    attempt(lambda: np.ones((20000, 10000)))',
      '    attempt(lambda: np.memmap("/data.bin"))',
      '    attempt(lambda: np.memmap("/data.bin", np.uint8, "r")[:2].tolist())',
      '    attempt(lambda: np.linalg.inv(np.zeros((2, 2))))',
      '    attempt(lambda: np.fft.fft(np.zeros((3, 0))))',
      '    attempt(lambda: np.fromfile("/data.bin", dtype=np.uint8).sum())',
      '    np.arange(3).tofile("/tmp/numbers")',
      '    attempt(lambda: np.fromfile("/tmp/numbers", dtype=int))',
    ],
  );
  expect((await printed(module, 1)).split('\n')).toEqual([
    'MemoryError',
    'PermissionError',
    '[1, 2]',
    'LinAlgError',
    'ValueError',
    '6',
    '[0 1 2]',
    '',
  ]);
});

it('reads, groups, rolls and localizes with pandas', async () => {
  const module = await buildModule(
    ['numpy', 'pandas'],
    [
      'import io',
      'import pandas as pd',
      'def main():',
      '    frame = pd.read_csv(io.StringIO("day,kind,value\\n2024-03-30,a,1\\n2024-03-31,b,2\\n2024-04-01,a,4\\n"), parse_dates=["day"])',
      '    print(frame.groupby("kind")["value"].sum().to_dict(), frame["value"].rolling(2).mean().tolist()[1:])',
      '    print(frame["day"].dt.tz_localize("Europe/Berlin").dt.tz_convert("UTC").iloc[1].isoformat())',
      '    try:',
      '        frame["value"].rolling(-1).sum()',
      '    except ValueError as error:',
      '        print(type(error).__name__)',
      '    frame.to_csv("/tmp/t.csv", index=False)',
      '    print(pd.read_csv("/tmp/t.csv", memory_map=True)["value"].tolist())',
    ],
  );
  expect(await printed(module, 1)).toBe(
    "{'a': 5, 'b': 2} [1.5, 3.0]\n2024-03-30T23:00:00+00:00\nValueError\n[1, 2, 4]\n",
  );
});

it('gets back what pandas pickled, also categoricals, periods, strings and times with a zone', async () => {
  const module = await buildModule(
    ['pandas'],
    [
      'import pickle',
      'import pandas as pd',
      'def main():',
      '    frame = pd.DataFrame({',
      '        "kind": pd.Categorical(["a", "b"]), "month": pd.period_range("2024-01", periods=2, freq="M"),',
      '        "text": pd.array(["x", None], dtype="string"), "at": pd.date_range("2024", periods=2, tz="Europe/Berlin"),',
      '        "number": pd.array([1, None], dtype="Int64"), "span": pd.interval_range(0, 2)})',
      '    pd.testing.assert_frame_equal(pickle.loads(pickle.dumps(frame)), frame)',
      '    frame.to_pickle("/tmp/frame.pickle")',
      '    print(*pd.read_pickle("/tmp/frame.pickle").dtypes)',
    ],
  );
  expect(await printed(module, 1)).toBe(
    'category period[M] string datetime64[ns, Europe/Berlin] Int64 interval[int64, right]\n',
  );
});
