/** The committed runtimes with NumPy and pandas: their bytes, and what a snapshot must not repeat. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { python } from '../../../packages/builder/src/languages/python.ts';
import { rehearse } from '../../../packages/engine/src/rehearsal/index.ts';

const ROOT = resolve(import.meta.dirname, '..', '..', '..');
/** Another folder with runtime/python and guest, to try runtimes before they are committed. */
const SHIPPED = process.env['WADUP_SHIPPED'] ?? ROOT;
const RUNTIMES = join(SHIPPED, 'runtime', 'python');

const folder = mkdtempSync(join(tmpdir(), 'wadup-numpy-'));
afterAll(() => rmSync(folder, { recursive: true }));

it.each(['python-numpy', 'python-numpy-pandas'])('%s.wasm.br has the checksum beside it', (name) => {
  const [expected] = readFileSync(join(RUNTIMES, `${name}.wasm.sha256`), 'utf8').split(' ');
  const runtime = brotliDecompressSync(readFileSync(join(RUNTIMES, `${name}.wasm.br`)));
  expect(createHash('sha256').update(runtime).digest('hex')).toBe(expected);
});

/** A module whose first lines, and whose main(), are these. */
async function build(name: string, extensions: readonly string[], lines: readonly string[]): Promise<Uint8Array> {
  const directory = join(folder, name);
  mkdirSync(join(directory, 'src'), { recursive: true });
  writeFileSync(
    join(directory, 'pyproject.toml'),
    `[project]\nname = "${name}"\nversion = "1"\n[tool.wadup]\nentry-point = "module"\nc-extensions = ${JSON.stringify(extensions)}\n`,
  );
  writeFileSync(join(directory, 'src', 'module.py'), `${lines.join('\n')}\n`);
  const cache = join(ROOT, 'target', 'cache');
  return await python.build({
    directory,
    shipped: SHIPPED,
    environment: { ...process.env, XDG_CACHE_HOME: cache, LOCALAPPDATA: cache },
    signal: new AbortController().signal,
    say: () => {},
  });
}

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

it('gives each instance random numbers of its own, and the same ones to what the author seeded', async () => {
  const module = await build(
    'randomness',
    ['numpy'],
    [
      'import numpy as np',
      'early = np.random.default_rng()',
      'child = early.spawn(1)[0]',
      'np.random.rand(3)',
      'seeded = np.random.default_rng(1)',
      'legacy = np.random.RandomState(1)',
      'def main():',
      '    print(early.integers(2**62), child.integers(2**62), np.random.randint(2**31 - 1), np.random.default_rng().integers(2**62))',
      '    print(seeded.integers(2**62), legacy.randint(2**31 - 1))',
    ],
  );
  const [one, other] = [await printed(module, 1), await printed(module, 2)];
  const [fresh, seeded] = one.trim().split('\n');
  const [otherFresh, otherSeeded] = other.trim().split('\n');
  expect(seeded).toMatch(/^\d+ \d+$/);
  expect(otherSeeded).toBe(seeded);
  const numbers = `${fresh} ${otherFresh}`.split(' ');
  expect(numbers).toHaveLength(8);
  expect(new Set(numbers).size).toBe(8);
});

it('keeps what numpy.random.seed was given at the top level', async () => {
  const module = await build(
    'legacy-seed',
    ['numpy'],
    ['import numpy as np', 'np.random.seed(42)', 'def main():', '    print(np.random.randint(2**31 - 1))'],
  );
  expect(await printed(module, 1)).toMatch(/^\d+\n$/);
  expect(await printed(module, 2)).toBe(await printed(module, 1));
});

it('raises errors that say what is wrong, and goes on', async () => {
  const module = await build(
    'errors',
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
      '    attempt(lambda: np.linalg.inv(np.zeros((2, 2))))',
      '    attempt(lambda: np.fft.fft(np.zeros((3, 0))))',
      '    attempt(lambda: np.fromfile("/data.bin", dtype=np.uint8).sum())',
      '    np.arange(3).tofile("/tmp/numbers")',
      '    attempt(lambda: np.fromfile("/tmp/numbers", dtype=int))',
    ],
  );
  expect((await printed(module, 1)).split('\n')).toEqual([
    'MemoryError',
    'ModuleNotFoundError',
    'LinAlgError',
    'ValueError',
    '6',
    '[0 1 2]',
    '',
  ]);
});

it('reads, groups, rolls and localizes with pandas', async () => {
  const module = await build(
    'frames',
    ['numpy', 'pandas'],
    [
      'import io',
      'import pandas as pd',
      'def main():',
      '    frame = pd.read_csv(io.StringIO("day,kind,value\\n2024-03-30,a,1\\n2024-03-31,b,2\\n2024-04-01,a,4\\n"), parse_dates=["day"])',
      '    print(frame.groupby("kind")["value"].sum().to_dict(), frame["value"].rolling(2).mean().tolist()[1:])',
      '    print(frame["day"].dt.tz_localize("Europe/Berlin").dt.tz_convert("UTC").iloc[1].isoformat())',
      '    for attempt in (lambda: frame["value"].rolling(-1).sum(), lambda: pd.read_csv("/data.bin", memory_map=True)):',
      '        try:',
      '            attempt()',
      '        except Exception as error:',
      '            print(type(error).__name__)',
    ],
  );
  expect(await printed(module, 1)).toBe(
    "{'a': 5, 'b': 2} [1.5, 3.0]\n2024-03-30T23:00:00+00:00\nValueError\nModuleNotFoundError\n",
  );
});
