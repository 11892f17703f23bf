import { expect, test } from 'vitest';
import { fillWords, parseOtherHost, variantsOf } from './hosts.ts';
import { WORKS } from './works.ts';

const VALUES = { modules: '/m m', input: '/in', output: '/out', threads: 2, cache: '/c', fuel: false };

test('placeholders are filled in word by word, so that spaces in paths do no harm', () => {
  const host = parseOtherHost('peer=/bin/peer {modules} {input} {output} --threads={threads} "a b" --cache {cache}');
  expect(host.name).toBe('peer');
  expect(fillWords(host, VALUES)).toEqual(['/bin/peer', '/m m', '/in', '/out', '--threads=2', 'a b', '--cache', '/c']);
});

test('the fuel flag is there with fuel only', () => {
  const host = parseOtherHost('/bin/peer {modules} {input} {output} {fuel:--fuel}');
  expect(host.name).toBe('peer');
  expect(fillWords(host, VALUES)).not.toContain('--fuel');
  expect(fillWords(host, { ...VALUES, fuel: true }).slice(-2)).toEqual(['--fuel', '1000000000000000']);
});

test('a command that does not say where the output goes is refused', () => {
  expect(() => parseOtherHost('peer {modules} {input}')).toThrow('{output}');
});

test('others are not asked to run a module that imports more than WASI', () => {
  const work = WORKS.find(({ name }) => name === 'files-20k')!;
  const others = [parseOtherHost('peer {modules} {input} {output}')];
  const contestants = { root: '/r', threads: [1, 2], fuel: true, others, floor: '/floor', cache: '/c' };
  const modules = [
    { set: 'own', directory: '/own', bytes: 1, portable: false },
    { set: 'more', directory: '/more', bytes: 1, portable: true },
  ];
  const { variants, leftOut } = variantsOf(work, '/in', modules, contestants);
  expect(variants.map(({ label }) => label)).toEqual([
    'wadup t1 [own]',
    'wadup t1 fuel [own]',
    'wadup t2 [own]',
    'wadup t2 fuel [own]',
    'wadup t1 [more]',
    'wadup t1 fuel [more]',
    'wadup t2 [more]',
    'wadup t2 fuel [more]',
    'peer t1 [more]',
    'peer t2 [more]',
    'floor t1',
    'floor t2',
    'floor-stat t1',
    'floor-stat t2',
  ]);
  expect(leftOut).toEqual(["peer with the modules 'own': the module imports more than WASI"]);
});
