import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { run } from '../../packages/engine/src/index.ts';
import { buildPythonExample, isPythonExample } from './python-example.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const EXAMPLES = join(ROOT, 'examples');

/** `BLESS=1 npx vitest run tests/golden/examples.test.ts` writes what is found as what is expected. */
const BLESS = process.env['BLESS'] === '1';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

const examples = readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, 'tests', 'query.sql')));

test.each(examples)('%s gives the expected rows for its input', async (name) => {
  const tests = join(EXAMPLES, name, 'tests');
  const folder = mkdtempSync(join(tmpdir(), 'wadup-example-'));
  made.push(folder);
  const output = join(folder, 'out.db');
  const query = readFileSync(join(tests, 'query.sql'), 'utf8');
  const modules = join(folder, 'modules');
  mkdirSync(modules);
  for (const module of [name, ...companions(query)]) {
    const path = join(modules, `${module}.wasm`);
    if (isPythonExample(module)) writeFileSync(path, await buildPythonExample(module));
    else symlinkSync(join(EXAMPLES, module, `${module}.wasm`), path);
  }
  await run({ modules, input: join(tests, 'input'), output, threads: 2 });
  const found = rowsAsLines(output, query);
  const expectation = join(tests, 'expected.txt');
  if (BLESS) writeFileSync(expectation, found);
  expect(found).toBe(readFileSync(expectation, 'utf8'));
});

const checksums = globSync(['examples/*/*.wasm.sha256', 'tests/fixtures/modules/*/*.wasm.sha256'], { cwd: ROOT });

test.each(checksums)('the module beside %s has that checksum', (path) => {
  const [checksum, name] = readFileSync(join(ROOT, path), 'utf8').trim().split('  ');
  expect(`${name}.sha256`).toBe(basename(path));
  const module = join(ROOT, dirname(path), name!);
  const bytes = existsSync(module) ? readFileSync(module) : gunzipSync(readFileSync(`${module}.gz`));
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(checksum);
});

/** Other examples that a query needs: `-- with byte-counter, …` is its first line. */
function companions(query: string): string[] {
  return /^-- with (.+)/.exec(query)?.[1]?.split(', ') ?? [];
}

/** A row on each line, as JSON. */
function rowsAsLines(path: string, query: string): string {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const statement = database.prepare(query);
    statement.setReturnArrays(true);
    return statement
      .all()
      .map((row) => `${JSON.stringify(row)}\n`)
      .join('');
  } finally {
    database.close();
  }
}
