import { expect, it } from 'vitest';
import { satisfies } from './version.ts';

it.each([
  ['3.13', '>=3.9', true],
  ['3.13', '>=3.9,<3.13', false],
  ['3.13', '>=3.9, !=3.9.*, <4', true],
  ['3.13', '>=3.14', false],
  ['3.13', '~=3.9', true],
  ['3.13', '~=3.9.1', false],
  ['3.13.5', '~=3.13.1', true],
  ['3.13', '==3.13.*', true],
  ['3.13.5', '!=3.13.*', false],
  ['3.13', '==3.13.0', true],
  ['1!1.0', '>2024', true],
  ['1.0rc1', '<1.0', true],
  ['1.0.dev1', '<1.0a1', true],
  ['1.0.post1', '>1.0', true],
  ['1.0a2.dev3', '<1.0a2', true],
  ['1.10', '>1.9', true],
  ['2.4.6+wadup', '==2.4.6', true],
  ['3.13', '', true],
  ['1.0', '===1.0', true],
])('%s is allowed by "%s": %s', (version, specifier, allowed) => {
  expect(satisfies(version, specifier)).toBe(allowed);
});

it.each(['three', '>=', '>=1.*', '=> 3', '>=3.9 <4', '3.13'])('does not take "%s" for a specifier', (specifier) => {
  expect(satisfies('3.13', specifier)).toBeNull();
});
