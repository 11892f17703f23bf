import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { avoiding, folderModuleName, moduleNameOf } from './module-name.ts';

it.each([
  ['demo', 'demo'],
  ['My Module', 'my-module'],
  ['  tabs\tand_underscores  ', 'tabs-and-underscores'],
  ['7zip', 'module-7zip'],
  ['Prüfung Größe', 'prufung-gro-e'],
  ['mp3.tags', 'mp3-tags'],
  ['日本語', 'module'],
  ['..', 'module'],
  ['../../etc/passwd', 'etc-passwd'],
  ['--help', 'help'],
  ['', 'module'],
  ['NUL', 'module-nul'],
  ['a\'b"c$(d)', 'a-b-c-d'],
  ['x'.repeat(300), 'x'.repeat(64)],
])('makes of %j the module name %s', (text, name) => {
  expect(moduleNameOf(text)).toBe(name);
});

it('makes a name that is valid everywhere of any text, and the same of that name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const name = moduleNameOf(text);
      expect(name).toMatch(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/);
      expect(moduleNameOf(name)).toBe(name);
    }),
    { numRuns: 200, seed: 20_261_122 },
  );
});

it('takes the last part of a path', () => {
  expect(folderModuleName('/somewhere/Word Counter')).toBe('word-counter');
  expect(folderModuleName('/')).toBe('module');
});

it('avoids names that a language keeps for itself', () => {
  expect(avoiding(new Set(['fn']), 'fn')).toBe('fn-module');
  expect(avoiding(new Set(['fn']), 'func')).toBe('func');
});
