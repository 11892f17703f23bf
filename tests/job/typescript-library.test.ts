/** The guest library for TypeScript beyond what all languages have: files as in Node, pieces, and what is printed. */
import { expect, test } from 'vitest';
import { Job } from './job.ts';
import { buildTypescript } from './typescript-project.ts';

async function printed(
  source: string,
  content: Uint8Array | string = 'content',
): Promise<{ out: unknown; err: unknown }> {
  using job = new Job({ m: await buildTypescript({ 'src/index.ts': source }) }, { content });
  await job.run();
  expect(job.errors()).toEqual({ content: null });
  const [[out, err] = []] = job.rows('SELECT stdout, stderr FROM __wadup_module_output');
  return { out, err };
}

test('files are there as in node:fs', async () => {
  const { out } = await printed(`
import * as fs from 'node:fs';
import { readFile } from 'node:fs/promises';
export async function process() {
  fs.mkdirSync('/tmp/a/b', { recursive: true });
  fs.writeFileSync('/tmp/a/b/text', 'žluť');
  fs.appendFileSync('/tmp/a/b/text', new Uint8Array([33]));
  fs.copyFileSync('/tmp/a/b/text', '/tmp/copy');
  fs.renameSync('/tmp/copy', '/tmp/moved');
  const fd = fs.openSync('/tmp/moved', 'r+');
  const bytes = new Uint8Array(4);
  console.log(fs.readSync(fd, bytes, 1, 2, 5), [...bytes], fs.fstatSync(fd).size, fs.writeSync(fd, 'Ž', 0));
  fs.closeSync(fd);
  console.log(fs.readFileSync('/tmp/moved', 'utf8'), await readFile('/data.bin', 'latin1'));
  console.log(fs.readdirSync('/tmp', { recursive: true }), fs.statSync('/tmp/a').isDirectory(), fs.existsSync('/nothing'));
  console.log(fs.statSync('/nothing', { throwIfNoEntry: false }));
  fs.symlinkSync('moved', '/tmp/link');
  console.log(fs.readlinkSync('/tmp/link'), fs.lstatSync('/tmp/link').isSymbolicLink(), fs.statSync('/tmp/link').size);
  fs.truncateSync('/tmp/moved', 2);
  fs.rmSync('/tmp/a', { recursive: true });
  console.log(fs.readFileSync('/tmp/moved').length, fs.readdirSync('/tmp'));
  for (const call of [() => fs.readFileSync('/nothing'), () => fs.writeFileSync('/data.bin', ''), () => fs.rmdirSync('/tmp/moved')]) {
    try {
      call();
    } catch (error) {
      console.log(error.code, error.syscall, error.path);
    }
  }
}
`);
  expect(out).toBe(`2 [0, 165, 33, 0] 7 2
Žluť! content
['a', 'moved', 'a/b', 'a/b/text'] true false
undefined
moved true 7
2 ['link', 'moved']
ENOENT open /nothing
EROFS open /data.bin
ENOTDIR rmdir /tmp/moved
`);
});

test('content is read whole, in pieces, into bytes, and as text of an encoding', async () => {
  const { out } = await printed(
    `
import { content } from 'wadup-guest';
export function process() {
  console.log(content.size, content.bytes().length, content.text('windows-1250').slice(0, 3), content.path);
  console.log([...content.pieces()].map((piece) => piece.length), [...content.pieces(90000)].map((piece) => piece.length));
  const into = new Uint8Array(4);
  console.log(content.readInto(99998n, into), [...into], content.read(5, 0).length, content.read(1e15, 5).length);
  for (const wrong of [-1, 0.5, NaN, '1']) {
    try {
      content.read(wrong as number, 1);
    } catch (error) {
      console.log(String(error));
    }
  }
}
`,
    new Uint8Array(100_000).fill(0x9e),
  );
  expect(out).toBe(`100000 100000 žžž /data.bin
[65536, 34464] [90000, 10000]
2 [158, 158, 0, 0] 0 0
RangeError: the offset is -1: a whole number from 0 on is expected
RangeError: the offset is 0.5: a whole number from 0 on is expected
RangeError: the offset is nan: a whole number from 0 on is expected
TypeError: the offset is no number
`);
});

test('values are printed for people, on stdout or stderr, and none is endless', async () => {
  const { out, err } = await printed(`
export function process() {
  console.log('%s is %d, %i%%, %j', 'it', 1.5, 2.9, { a: 1 }, 'more', [undefined, null, -0, 1n, Symbol('s')]);
  console.log({ text: "it's", nested: { list: [[[1]]], map: new Map([['k', new Set([1])]]) } }, () => 1, class A {});
  const cyclic: Record<string, unknown> = { date: new Date(0), bytes: new Uint8Array(3), get now() { return 1; } };
  cyclic.self = cyclic;
  console.log(cyclic);
  console.log(Array.from({ length: 130 }, (_, n) => n));
  console.group('group');
  console.info('inside\\nof it');
  console.groupEnd();
  console.error(new RangeError('with a cause', { cause: 'the cause' }));
  console.warn('warned');
  console.assert(1 > 2, 'one', 2);
}
`);
  expect(out).toBe(`it is 1.5, 2%, {"a":1} more [undefined, null, -0, 1n, Symbol(s)]
{ text: 'it\\'s', nested: { list: [[Array]], map: Map(1) { 'k' => [Set] } } } [Function (anonymous)] [Function: A]
{
  date: 1970-01-01T00:00:00.000Z,
  bytes: Uint8Array(3) [0, 0, 0],
  now: [Getter],
  self: [circular]
}
[
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
  21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39,
  40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58,
  59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77,
  78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94, 95, 96,
  97, 98, 99, … 30 more
]
group
  inside
  of it
`);
  expect(String(err).replace(/:\d+\)/g, ')')).toMatch(
    /^RangeError: with a cause\n {4}at process \(src\/index\.ts:12.*\)\ncause: 'the cause'\nwarned\nAssertion failed: one 2\n$/,
  );
});
