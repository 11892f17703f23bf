import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { toDisplayPath } from './input-paths.ts';
import { InputWalk } from './input-walk.ts';
import { RealRoots } from './real-roots.ts';

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

/** The real path, as the one of the temporary directory may itself go through links. */
function inside(name: string): string {
  return join(fs.realpathSync(root), name);
}

const LEADS_OUT = 'it is a link that leads out of the inputs';

test('links that lead out of the inputs are passed over, whatever way they take', () => {
  write('in/file', 'in/sub/deep', 'in2/file', 'outside/file', 'secret');
  const link = (target: string, name: string): void => fs.symlinkSync(target, join(root, 'in', name));
  link('/etc/passwd', 'absolute');
  link('../secret', 'relative');
  link('../outside', 'directory');
  link('..', 'above');
  link('/', 'everything');
  link('../in2/file', 'like-the-input');
  link('relative', 'link-to-link');
  link('sub/../../outside/../secret', 'round-about');
  link('directory/file', 'through-a-link');
  fs.symlinkSync('../../secret', join(root, 'in/sub/deeper'));
  const stays = { chain: 'good', good: '../in/file', whole: inside('in/sub'), 'out-and-in': '../outside/back' };
  for (const [name, target] of Object.entries(stays)) link(target, name);
  fs.symlinkSync('../in/file', join(root, 'outside/back'));
  const { files, skipped } = walk([join(root, 'in')]);
  expect(files).toEqual(['chain', 'file', 'good', 'out-and-in', 'sub/deep', 'whole/deep']);
  const out = ['above', 'absolute', 'directory', 'everything', 'like-the-input', 'link-to-link', 'relative'];
  expect(skipped).toEqual(
    [...out, 'round-about', 'sub/deeper', 'through-a-link', 'whole/deeper'].map((name) => `in/${name}: ${LEADS_OUT}`),
  );
});

test('a link may lead into another input: anywhere into a directory, to a file only itself', () => {
  write('one/a', 'two/sub/b', 'files/named', 'files/other');
  for (const [target, name] of [
    ['../two/sub', 'to-directory'],
    ['../two', 'to-whole'],
    ['../files/named', 'to-named'],
    ['../files/other', 'to-other'],
    ['../files', 'to-files'],
  ] as const) {
    fs.symlinkSync(target, join(root, 'one', name));
  }
  expect(walk(['one', 'two/', 'files/named'].map((name) => join(root, name)))).toEqual({
    files: ['', 'a', 'sub/b', 'to-directory/b', 'to-named', 'to-whole/sub/b'],
    skipped: [`one/to-files: ${LEADS_OUT}`, `one/to-other: ${LEADS_OUT}`],
  });
});

test('an input that is itself a link is followed, and links in it may lead anywhere in its target', () => {
  write('real/a', 'real/sub/b', 'beside', 'single');
  fs.symlinkSync('real', join(root, 'named'));
  fs.symlinkSync('single', join(root, 'named-file'));
  fs.symlinkSync(inside('real/a'), join(root, 'real/good'));
  fs.symlinkSync('../beside', join(root, 'real/bad'));
  fs.symlinkSync('../single', join(root, 'real/single'));
  expect(walk([join(root, 'named'), join(root, 'named-file')])).toEqual({
    files: ['', 'a', 'good', 'single', 'sub/b'],
    skipped: [`named/bad: ${LEADS_OUT}`],
  });
});

test('links are judged by bytes: names that are no UTF-8 are not taken for one another', () => {
  const at = (...parts: (string | number)[]): Buffer =>
    Buffer.concat(
      [`${root}/`, ...parts].map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(part))),
    );
  write('in/é/file', 'in/linked/file');
  fs.mkdirSync(at('in/', 0xff));
  fs.writeFileSync(at('in/', 0xff, '/file'), '');
  fs.mkdirSync(at('out', 0xfe));
  fs.writeFileSync(at('out', 0xfe, '/file'), '');
  fs.symlinkSync(Buffer.from([0xff]), at('in/good'));
  fs.symlinkSync(Buffer.concat([Buffer.from('../out'), Buffer.of(0xfe)]), at('in/bad', 0xfd));
  fs.symlinkSync('é', at('in/text', 0xfc));
  expect(walk([join(root, 'in')])).toEqual({
    files: ['good/file', 'linked/file', 'text\\xfc/file', '\\xff/file', 'é/file'].toSorted(),
    skipped: [`in/bad\\xfd: ${LEADS_OUT}`],
  });
  fs.mkdirSync(at('in/', 0xff, '/sub'));
  fs.symlinkSync('../file', at('in/', 0xff, '/sub/up'));
  fs.symlinkSync('../../../beside', at('in/', 0xff, '/sub/out'));
  write('beside');
  expect(walk([join(root, 'in')]).files).toContain('\\xff/sub/up');
  expect(walk([join(root, 'in')]).skipped).toContain(`in/\\xff/sub/out: ${LEADS_OUT}`);
});

test('when the whole filesystem is the input, no link leads out', () => {
  const roots = new RealRoots();
  expect(roots.hold(root)).toBe(false);
  roots.add('/', true);
  expect([roots.hold(root), roots.hold('/')]).toEqual([true, true]);
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
  for (let n = 0; n < 10_030; n++) fs.symlinkSync('n', join(root, `broken${n}`));
  const walked = new InputWalk([root]);
  expect(walked.next()).toBe(false);
  expect(walked.skipped).toBe(10_030);
  expect(walked.notices).toHaveLength(10_000);
});

test('fewer notices are kept where paths are long', () => {
  // Each byte is shown as four characters: 16 KiB for a path.
  const directory = Buffer.concat([Buffer.from(root), Buffer.from(`/${'\xff'.repeat(200)}`.repeat(18), 'latin1')]);
  fs.mkdirSync(directory, { recursive: true });
  for (let n = 0; n < 400; n++) fs.symlinkSync('n', Buffer.concat([directory, Buffer.from(`/${n}`)]));
  const walked = new InputWalk([root]);
  expect(walked.next()).toBe(false);
  expect(walked.skipped).toBe(400);
  const characters = walked.notices.reduce((sum, { path }) => sum + path.length, 0);
  expect(characters).toBeGreaterThan(4_194_304);
  expect(characters).toBeLessThan(4_194_304 + 20_000);
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
