/** What an author reads when a TypeScript module fails: the reason, and where in their own files. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { Job } from './job.ts';
import { buildTypescript, buildTypescriptIn } from './typescript-project.ts';

const PROJECT = join(import.meta.dirname, '../fixtures/typescript/failures');
const MiB = 1_048_576;

let failures: Uint8Array;
beforeAll(async () => {
  failures = await buildTypescriptIn(PROJECT);
});

/** Error messages by content, without what is the same in all. */
async function messages(contents: readonly string[], limits = {}): Promise<Record<string, unknown>> {
  using job = new Job({ m: failures });
  job.addInputs(Object.fromEntries(contents.map((content, number) => [`${number}`, content])));
  // In the order in which they are named.
  await job.run({ ...limits, input: contents.map((_, number) => join(job.input, String(number))) });
  return Object.fromEntries(
    Object.entries(job.errors()).map(([number, message]) => [
      contents[Number(number)] ?? number,
      message === null ? null : withoutColumn(String(message).replace("module 'm': process returned 1: ", '')),
    ]),
  );
}

/** Which column of an expression is its position is not the same from one version of QuickJS to the next. */
function withoutColumn(message: string): string {
  return message.replace(/:\d+\)$/, '');
}

/** FILE:LINE of the only line with this text. */
function lineOf(file: string, text: string): string {
  const lines = readFileSync(join(PROJECT, file), 'utf8').split('\n');
  const [found = -1, ...others] = lines.flatMap((line, index) => (line.includes(text) ? [index] : []));
  expect([text, ...others]).toEqual([text]);
  return `${file}:${found + 1}`;
}

test('a throw is told with its message and the author’s own file and line', async () => {
  expect(
    await messages(['in another file', 'after a wait', 'nobody looks', 'cause', 'several', 'code that is made']),
  ).toEqual({
    'in another file': `SyntaxError: nothing at depth 0 (${lineOf('src/parse.ts', 'throw new SyntaxError')}`,
    'after a wait': `RangeError: too late (${lineOf('src/index.ts', 'throw new RangeError')}`,
    'nobody looks': `Error: not awaited (${lineOf('src/index.ts', 'void Promise.reject')}`,
    cause: `Error: cannot be read (${lineOf('src/index.ts', "throw new Error('cannot be read'")}`,
    several: `AggregateError: both failed (${lineOf('src/index.ts', 'throw new AggregateError')}`,
    'code that is made': expect.stringMatching(/^Error: made \(</),
  });
});

test('everything else that can go wrong has a sentence of its own', async () => {
  const contents = ['waits for nothing', 'text', 'object', 'wrong code', 'code 7', 'two definitions'];
  expect(await messages(contents)).toEqual({
    'waits for nothing': 'Error: it waits for a promise that nothing can settle any more',
    text: 'thrown, but no Error: only text',
    object: 'thrown, but no Error: {"why":"an object"}',
    'wrong code': 'TypeError: process() gave back one: nothing, or a whole number, is expected',
    'code 7': "module 'm': process returned 7",
    'two definitions': expect.stringMatching(
      /^TypeError: table 'rows' is defined already, as text String, whole Int64, float Float64, and now as text String \(src\/index\.ts:/,
    ),
  });
});

test('a row that does not fit its table is refused, with the table, the column and the value', async () => {
  const contents = ['no whole number', 'past 64 bits', 'past what is safe', 'number as text', 'no such column'];
  const told = Object.values(await messages(contents)).map((message) => String(message).replace(/ \(src.*/, ''));
  expect(told.toSorted()).toEqual([
    "TypeError: column 'text' of table 'rows' is String and takes a string or null, not 1",
    "TypeError: column 'whole' of table 'rows' is Int64 and takes 64 bits, not 9223372036854775808n",
    "TypeError: column 'whole' of table 'rows' is Int64 and takes a whole number (past 2^53 a bigint) or null, not 1.5",
    "TypeError: column 'whole' of table 'rows' is Int64 and takes a whole number (past 2^53 a bigint) or null, not 9007199254740992",
    "TypeError: table 'rows' has no column 'fload'",
  ]);
});

test('what is handled later is no failure, and a timer that nobody waits for is not called for another content', async () => {
  const contents = ['timer for nobody', 'somebody looks later'];
  expect(await messages(contents)).toEqual({ 'timer for nobody': null, 'somebody looks later': null });
});

test('the end of memory is an error that can be caught, and the instance goes on', async () => {
  const end =
    "module 'm': process returned 1 after it hit the memory limit of 24 MiB (--max-memory): InternalError: out of memory (src/index.ts:";
  const contents = ['memory in a list', 'memory let go', 'memory in text', 'memory in bytes', 'memory, caught'];
  expect(await messages(contents, { maxMemory: 24 * MiB })).toEqual({
    'memory in a list': expect.stringContaining(end),
    // The list is the one that the first content filled: the same instance.
    'memory let go': null,
    'memory in text': expect.stringMatching(/^InternalError: (?:out of memory|string too long) /),
    'memory in bytes': expect.stringContaining(end),
    'memory, caught': null,
  });
});

test('a row that inserts a row while it is read comes after it', async () => {
  using job = new Job({ failures }, { content: 'a getter that inserts' });
  await job.run();
  expect(job.errors()).toEqual({ content: null });
  expect(job.rows('SELECT text, whole FROM rows ORDER BY rowid')).toEqual([
    ['inner', 1],
    ['outer', 2],
  ]);
});

test('a name with a zero character keeps all of its other characters', async () => {
  using job = new Job({ failures }, { content: 'a name with a zero' });
  await job.run();
  expect(job.column('SELECT filename FROM __wadup_content ORDER BY 1')).toEqual(['a\ufffdb', 'content']);
});

test('a module that throws while it starts fails each content with that', async () => {
  const source =
    "const start = (): never => {\n  throw new Error('no start');\n};\nstart();\nexport function process() {}\n";
  using job = new Job({ m: await buildTypescript({ 'src/index.ts': source }) }, { a: '', b: '' });
  await job.run();
  const message = expect.stringContaining("module 'm': process returned 1: Error: no start (src/index.ts:2:");
  expect(job.errors()).toEqual({ a: message, b: message });
});

test('a module whose process is no function fails each content with that', async () => {
  const files = { 'src/index.js': "export const process = 'one';\n" };
  using job = new Job({ m: await buildTypescript(files) }, { a: '' });
  await job.run();
  expect(String(job.errors()['a'])).toContain('TypeError: process is no function, but string');
});

test('a module may wait while it starts', async () => {
  const source = `import { defineTable } from 'wadup-guest';
const waited = await new Promise<string>((settle) => setTimeout(() => settle('waited'), 1));
const table = defineTable('t', { text: 'String' });
export const process = () => table.insert({ text: waited });
`;
  using job = new Job({ m: await buildTypescript({ 'src/index.ts': source }) }, { a: '' });
  await job.run();
  expect(job.column('SELECT text FROM t')).toEqual(['waited']);
});
