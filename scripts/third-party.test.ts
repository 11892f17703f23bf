/** THIRD_PARTY.md names what Cargo.lock builds into the examples, with the versions that it builds. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
/** Run while building, and no part of what is built. */
const BUILD_TOOLS = ['cc', 'find-msvc-tools', 'pkg-config', 'shlex', 'vcpkg'];

it('names every crate that is compiled into an example, and no other', () => {
  const locked = [
    ...readFileSync(join(ROOT, 'Cargo.lock'), 'utf8').matchAll(/name = "(.+)"\nversion = "(.+)"\nsource = /g),
  ]
    .filter(([, name = '']) => !BUILD_TOOLS.includes(name))
    .map(([, name, version]) => `${name} ${version}`);
  const named = [...readFileSync(join(ROOT, 'THIRD_PARTY.md'), 'utf8').matchAll(/^\| ([\w-]+) \| (\d[\w.]*) \|/gm)]
    .map(([, name, version]) => `${name} ${version}`)
    // SQLite comes inside libsqlite3-sys.
    .filter((crate) => !crate.startsWith('SQLite '));
  expect(named.sort()).toEqual(locked.sort());
});

it('names every Go module that is compiled into an example, and no other', () => {
  // golang.org/x/sys is for other systems than wasip1.
  const required = globSync('examples/*/go.mod', { cwd: ROOT })
    .flatMap((path) => [...readFileSync(join(ROOT, path), 'utf8').matchAll(/^\t(\S+) (v\S+)/gm)])
    .filter(([, name]) => name !== 'wadup' && name !== 'golang.org/x/sys')
    .map(([, name, version]) => `${name} ${version}`);
  const named = [...readFileSync(join(ROOT, 'THIRD_PARTY.md'), 'utf8').matchAll(/^\| (\S+\/\S+) \| (v\S+) \|/gm)];
  expect(named.map(([, name, version]) => `${name} ${version}`).sort()).toEqual([...new Set(required)].sort());
  expect(required.length).toBeGreaterThan(0);
});
