import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { run } from '@wadup/engine';
import { inspect } from '@wadup/wasm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { python } from './python.ts';

const ROOT = join(import.meta.dirname, '../../../..');
/** Shared by all tests, so that the compiler is made once; a test that is about it takes another. */
const CACHE = join(ROOT, 'target', 'cache');

const MANIFEST = '[project]\nname = "my-module"\nversion = "1.5"\n[tool.wadup]\nentry-point = "m"\n';

let folder: string;
let said: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wadup-python-test-'));
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

async function build(files: Readonly<Record<string, string | Uint8Array>>, cache = CACHE): Promise<Uint8Array> {
  write({ 'project/pyproject.toml': MANIFEST });
  for (const [path, content] of Object.entries(files)) write({ [`project/${path}`]: content });
  return await python.build({
    directory: join(folder, 'project'),
    shipped: ROOT,
    // No installer is found, and none is needed.
    environment: { PATH: '', XDG_CACHE_HOME: cache, LOCALAPPDATA: cache },
    signal: new AbortController().signal,
    say: (line) => void said.push(line),
  });
}

/** What the module printed for an input, and whether it succeeded. */
async function printed(
  module: Uint8Array,
): Promise<{ readonly status: unknown; readonly stdout: unknown; readonly stderr: unknown }> {
  write({ 'modules/m.wasm': module, 'input/text': 'some content' });
  const output = join(folder, 'out.db');
  await run({ modules: join(folder, 'modules'), input: join(folder, 'input'), output, threads: 1 });
  const database = new DatabaseSync(output);
  try {
    const query =
      'SELECT status, stdout, stderr FROM __wadup_content LEFT JOIN __wadup_module_output ON content_uuid = uuid';
    const row = database.prepare(query).get()!;
    return { status: row['status'], stdout: row['stdout'], stderr: row['stderr'] };
  } finally {
    database.close();
  }
}

const exportsOf = (module: Uint8Array): string[] => inspect(module).exports.map(({ name }) => name);

describe('a Python module', () => {
  it('has its files, its metadata and what is imported late, with the top level run once', async () => {
    const module = await build({
      'src/m/__init__.py': `
import importlib.metadata
import importlib.resources
import time
from . import early
BUILT = time.time()
print("at the top level")
def main():
    from .deep import late
    print(early.VALUE + late.VALUE, importlib.resources.files(__package__).joinpath("data/größe.txt").read_text())
    print(importlib.metadata.version("my-module"), __file__, int(BUILT))
    print(open("/data.bin").read())
`,
      'src/m/early.py': 'VALUE = 40\n',
      'src/m/deep/__init__.py': '',
      'src/m/deep/late.py': 'VALUE = 2\n',
      'src/m/data/größe.txt': 'carried',
    });
    expect(said).toEqual(['(top level) at the top level']);
    expect(exportsOf(module)).not.toContain('_initialize');
    expect(await printed(module)).toEqual({
      status: 'success',
      stdout: '42 carried\n1.5 /module/m/__init__.py 315532800\nsome content\n',
      stderr: null,
    });
  });

  it('is the same in another folder, with nothing kept from earlier builds', async () => {
    const files = {
      'src/m/__init__.py': 'import random, tempfile, uuid\nfrom . import a, b\ndef main(): pass\n',
      'src/m/a.py': 'SET = {"x", "y", "z"}\nORDER = list(SET)\n',
      'src/m/b.py': 'CHANCE = [object() for _ in range(3)]\n',
    };
    const first = await build(files);
    rmSync(join(folder, 'project'), { recursive: true });
    const again = await build(files, join(folder, 'cache'));
    expect(Buffer.compare(first, again)).toBe(0);
  });

  it('starts with each thread when it is not to have a snapshot', async () => {
    const module = await build({
      'pyproject.toml': `${MANIFEST}snapshot = false\n`,
      'src/m.py': 'import time\nYEAR = time.gmtime().tm_year\ndef main(): print(YEAR > 2000)\n',
    });
    expect(exportsOf(module)).toContain('_initialize');
    expect(await printed(module)).toEqual({ status: 'success', stdout: 'True\n', stderr: null });
  });

  it('has its errors with file and line, and warnings are told', async () => {
    const broken = build({ 'src/m/__init__.py': 'def main(:\n', 'src/m/other.py': 'x = 1\n  y = 2\n' });
    await expect(broken).rejects.toThrow(
      'src/m/__init__.py:1:10: SyntaxError: invalid syntax\n    def main(:\nsrc/m/other.py:2:2: IndentationError: unexpected indent\n    y = 2',
    );
    await build({ 'src/m/__init__.py': 'def main(): return "\\d"\n', 'src/m/other.py': '' });
    expect(said).toEqual(["src/m/__init__.py:1: SyntaxWarning: invalid escape sequence '\\d'"]);
    const failing = build({ 'src/m/__init__.py': 'def helper():\n    return 1 / 0\nhelper()\n' });
    await expect(failing).rejects.toThrow(
      'Traceback (most recent call last):\n  File "/module/m/__init__.py", line 3, in <module>\n  File "/module/m/__init__.py", line 2, in helper\nZeroDivisionError: division by zero',
    );
    const early = build({ 'src/m/__init__.py': 'TEXT = open("/data.bin").read()\n' });
    await expect(early).rejects.toThrow('There is no content yet when the top level runs: read it in main()');
    await expect(build({ 'src/m/__init__.py': 'main = 1\n' })).rejects.toThrow('has no function main()');
  });

  it('carries no code twice under one name', async () => {
    const wheels = join(ROOT, 'examples/python-multi-file/wheels');
    const [wheel] = ['text_unidecode-1.3-py2.py3-none-any.whl'];
    const files = {
      'pyproject.toml': MANIFEST.replace('[tool', 'dependencies = ["text-unidecode"]\n[tool'),
      [`wheels/${wheel}`]: readFileSync(join(wheels, wheel!)),
      'src/m.py': 'import text_unidecode\ndef main(): print(text_unidecode.unidecode("Žluťoučký"))\n',
    };
    expect(await printed(await build(files))).toMatchObject({ stdout: 'Zlutoucky\n' });
    const twice = build({ ...files, 'src/text_unidecode/__init__.py': '' });
    await expect(twice).rejects.toThrow('src/text_unidecode/__init__.py has the name of a file of a dependency');
  });

  it('is told when packages must be fetched and nothing can do that', async () => {
    const dependencies = MANIFEST.replace('[tool', 'dependencies = ["chardet"]\n[tool');
    const missing = build({ 'pyproject.toml': dependencies, 'src/m.py': '' }, join(folder, 'cache'));
    await expect(missing).rejects.toThrow(
      /^The module has dependencies, and fetching them needs a recent uv .*, or Python 3\.9/,
    );
  });

  it('names compiled packages that there are, or that this installation lacks', async () => {
    const extensions = (list: string): Promise<Uint8Array> =>
      build({ 'pyproject.toml': `${MANIFEST}c-extensions = ${list}\n`, 'src/m.py': '' });
    await expect(extensions('["numpi"]')).rejects.toThrow(
      'c-extensions has "numpi"; compiled packages that a module can have are numpy, pandas',
    );
    if (!existsSync(join(ROOT, 'runtime/python/python-numpy-pandas.wasm.br'))) {
      await expect(extensions('["pandas"]')).rejects.toThrow('no Python runtime with numpy and pandas');
    }
  });
});
