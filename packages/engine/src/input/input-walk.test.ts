import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { toDisplayPath } from './input-paths.ts';
import { InputWalk } from './input-walk.ts';

let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(join(tmpdir(), 'walk-'));
});
afterEach(() => fs.rmSync(root, { recursive: true }));

function write(...names: string[]): void {
  for (const name of names) {
    fs.mkdirSync(join(root, name, '..'), { recursive: true });
    fs.writeFileSync(join(root, name), name);
  }
}

function walk(inputs: string[] = [root], excluded: string[] = []): { files: string[]; skipped: string[] } {
  const walked = new InputWalk(inputs, excluded);
  const files: string[] = [];
  while (walked.next()) files.push(toDisplayPath(walked.path));
  const skipped = walked.notices.map(({ path, why }) => `${path.slice(root.length + 1)}: ${why}`);
  return { files: files.toSorted(), skipped: skipped.toSorted() };
}

test('all files of all levels are found, hidden and strangely named ones too', () => {
  write('a', 'b/c/d', 'b/.hidden', 'new\nline', 'é/ü', "q'uote");
  fs.mkdirSync(join(root, 'empty'));
  fs.writeFileSync(Buffer.concat([Buffer.from(`${root}/bad`), Buffer.from([0xff])]), '');
  expect(walk()).toEqual({
    files: ['a', 'b/c/d', 'b/.hidden', 'new\nline', 'é/ü', "q'uote", 'bad\\xff'].toSorted(),
    skipped: [],
  });
});

test('a directory whose name is no UTF-8 is walked', () => {
  const directory = Buffer.concat([Buffer.from(`${root}/bad`), Buffer.from([0xff])]);
  fs.mkdirSync(directory);
  fs.writeFileSync(Buffer.concat([directory, Buffer.from([0x2f, 0xfe])]), '');
  expect(walk().files).toEqual(['bad\\xff/\\xfe']);
});

test('several inputs, among them a single file, come one after the other', () => {
  write('one/a', 'two/a', 'three');
  const walked = new InputWalk([join(root, 'one'), join(root, 'three'), join(root, 'two/')]);
  const found: [number, string][] = [];
  while (walked.next()) found.push([walked.root, walked.path]);
  expect(found).toEqual([
    [0, 'a'],
    [1, ''],
    [2, 'a'],
  ]);
});

test('links are followed, to directories unless that goes round in a circle', () => {
  write('data/file', 'elsewhere');
  fs.symlinkSync('data', join(root, 'link-to-directory'));
  fs.symlinkSync('elsewhere', join(root, 'link-to-file'));
  fs.symlinkSync('..', join(root, 'data/loop'));
  fs.symlinkSync('nowhere', join(root, 'broken'));
  fs.symlinkSync('self', join(root, 'self'));
  expect(walk()).toEqual({
    files: ['data/file', 'elsewhere', 'link-to-directory/file', 'link-to-file'],
    skipped: [
      'broken: it is a link to nothing',
      'data/loop: it is a link to a directory that it is itself inside of',
      'link-to-directory/loop: it is a link to a directory that it is itself inside of',
      'self: the link leads nowhere: its symbolic links go round in a circle (ELOOP)',
    ],
  });
});

test('directories of links to directories of links do not double the work at every level', () => {
  for (let level = 0; level < 30; level++) {
    write(`${level}/file`);
    for (const name of ['x', 'y']) fs.symlinkSync(`../${level + 1}`, join(root, `${level}/${name}`));
  }
  write('30/file');
  const walked = new InputWalk([root]);
  let files = 0;
  while (files < 5000 && walked.next()) files++;
  expect(files).toBeGreaterThanOrEqual(31);
  expect(files).toBeLessThan(31 * 31 * 3);
});

test('what is neither file nor directory is passed over with a notice', () => {
  write('file');
  execFileSync('mkfifo', [join(root, 'fifo')]);
  fs.symlinkSync('fifo', join(root, 'link'));
  fs.symlinkSync('/dev/null', join(root, 'null'));
  expect(walk()).toEqual({
    files: ['file'],
    skipped: ['fifo: it is a FIFO', 'link: it is a link to a FIFO', 'null: it is a link to a device'],
  });
});

test('only the first notices are kept, all are counted', () => {
  for (let n = 0; n < 30; n++) fs.symlinkSync('nowhere', join(root, `broken${n}`));
  const walked = new InputWalk([root]);
  expect(walked.next()).toBe(false);
  expect(walked.skipped).toBe(30);
  expect(walked.notices).toHaveLength(20);
});

test('the output and what SQLite puts beside it are not processed, whatever way leads there', () => {
  write('out.db', 'out.db-wal', 'out.db-shm', 'out.dbx', 'sub/out.db', 'sub/file');
  fs.symlinkSync('out.db', join(root, 'link'));
  fs.symlinkSync('sub/file', join(root, 'out.db-journal'));
  expect(walk([root], [join(root, 'out.db')])).toEqual({ files: ['out.dbx', 'sub/file', 'sub/out.db'], skipped: [] });
});

test('directories nested beyond the longest path end in a notice', () => {
  const name = 'd'.repeat(200);
  const script = `process.chdir(process.argv[1]);
for (let n = 0; n < 25; n++) {
  require('fs').writeFileSync('f', '');
  require('fs').mkdirSync('${name}');
  process.chdir('${name}');
}`;
  execFileSync(process.execPath, ['-e', script, root]);
  const { files, skipped } = walk();
  expect(files.length).toBeGreaterThan(15);
  expect(skipped).toHaveLength(1);
  expect(skipped[0]).toMatch(/the directory cannot be listed: its path is too long \(ENAMETOOLONG\)$/);
  execFileSync('rm', ['-rf', join(root, name)]);
});

test('directories deeper than the number that is held open are walked too', () => {
  write(`${'d/'.repeat(150)}file`, `${'d/'.repeat(100)}other`);
  expect(walk().files).toEqual([`${'d/'.repeat(150)}file`, `${'d/'.repeat(100)}other`]);
});

test('an input that cannot be used is refused before anything is walked', () => {
  write('file');
  execFileSync('mkfifo', [join(root, 'fifo')]);
  const refusal = (input: string, excluded: string[] = []): string => {
    try {
      return `accepted: ${new InputWalk([root, input], excluded).skipped}`;
    } catch (thrown) {
      expect(thrown).toMatchObject({ name: 'WadupError', code: 'input' });
      return (thrown as Error).message;
    }
  };
  expect(refusal(join(root, 'none'))).toBe(
    `The input '${root}/none' cannot be used: it does not exist (any more) (ENOENT).`,
  );
  expect(refusal(join(root, 'fifo'))).toBe(`The input '${root}/fifo' is a FIFO: name a directory or a file.`);
  expect(refusal(join(root, 'file'), [join(root, 'file')])).toBe(`The input '${root}/file' is the output itself.`);
  expect(refusal(join(root, 'file'))).toBe('accepted: 0');
});
