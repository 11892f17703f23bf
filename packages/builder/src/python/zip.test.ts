import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { zipStored } from './zip.ts';

const hasPython = spawnSync('python3', ['--version']).status === 0;

it.runIf(hasPython)('writes archives that Python reads', () => {
  const files = new Map([
    ['b/größe.txt', Buffer.from('two')],
    ['a', Buffer.alloc(0)],
    ['c', Buffer.alloc(70_000, 7)],
  ]);
  const program = `
import io, sys, zipfile
archive = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))
assert archive.testzip() is None
print([(one.filename, one.file_size, one.date_time[0]) for one in archive.infolist()], archive.read('b/größe.txt'))`;
  const { stdout } = spawnSync('python3', ['-X', 'utf8', '-c', program], { input: zipStored(files), encoding: 'utf8' });
  expect(stdout).toBe("[('a', 0, 1980), ('b/größe.txt', 3, 1980), ('c', 70000, 1980)] b'two'\n");
});

it('depends on the files alone, not on their order', () => {
  const [one, other] = [Buffer.from('1'), Buffer.from('2')];
  const forwards = zipStored(
    new Map([
      ['x', one],
      ['y', other],
    ]),
  );
  expect(
    zipStored(
      new Map([
        ['y', other],
        ['x', one],
      ]),
    ),
  ).toEqual(forwards);
});

it('refuses more files than an archive can list', () => {
  const files = new Map(Array.from({ length: 65_535 }, (_, index) => [String(index), Buffer.of()]));
  expect(() => zipStored(files)).toThrow('has 65535 files with its dependencies; the most is 65534');
});
