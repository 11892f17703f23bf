import { describe, expect, it } from 'vitest';
import { missingOptionals } from './complete-lock.mjs';
import { missingPackages } from './setup.mjs';

const ENTRY = { version: '1.0.0', integrity: 'sha512-a' };

describe('missingPackages', () => {
  it('finds what is not installed, or installed in another version', () => {
    const wanted = { '': {}, 'packages/cli': {}, 'node_modules/a': ENTRY, 'node_modules/b': ENTRY };
    expect(missingPackages(wanted, { 'node_modules/a': ENTRY, 'node_modules/b': ENTRY })).toEqual([]);
    expect(missingPackages(wanted, { 'node_modules/a': ENTRY })).toEqual(['b']);
    const older = { ...ENTRY, version: '0.9.0' };
    expect(missingPackages(wanted, { 'node_modules/a': older, 'node_modules/b': ENTRY })).toEqual(['a']);
    const republished = { ...ENTRY, integrity: 'sha512-b' };
    expect(missingPackages(wanted, { 'node_modules/a': republished, 'node_modules/b': ENTRY })).toEqual(['a']);
  });

  it('does not miss packages for other systems', () => {
    const wanted = { 'node_modules/a': { ...ENTRY, optional: true } };
    expect(missingPackages(wanted, {})).toEqual([]);
    expect(missingPackages(wanted, { 'node_modules/a': { ...ENTRY, version: '0.9.0' } })).toEqual(['a']);
  });

  it('misses a new package of the repository', () => {
    const wanted = { 'node_modules/@wadup/engine': { resolved: 'packages/engine', link: true } };
    expect(missingPackages(wanted, {})).toEqual(['@wadup/engine']);
    expect(missingPackages(wanted, { ...wanted })).toEqual([]);
  });
});

it('missingOptionals finds optional packages without an entry', () => {
  const packages = {
    'node_modules/tool': { optionalDependencies: { '@tool/linux-x64': '1.0.0', '@tool/win32-x64': '1.0.0' } },
    'node_modules/@tool/linux-x64': ENTRY,
  };
  expect(missingOptionals(packages)).toEqual([
    { path: 'node_modules/tool', name: '@tool/win32-x64', version: '1.0.0' },
  ]);
});
