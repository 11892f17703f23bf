import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { missingOptionals } from './complete-lock.mjs';
import {
  cycleComplaints,
  exampleComplaints,
  fileLengthComplaints,
  importComplaints,
  machineComplaints,
  nameComplaints,
  type RepositoryFile,
  syntaxComplaints,
  tidy,
} from './tidy.ts';

const root = join(import.meta.dirname, '..');

/** What git has, or would add. */
function repositoryFiles(): RepositoryFile[] {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  return list
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(root, path)))
    .map((path) => ({ path, bytes: readFileSync(join(root, path)) }));
}

function file(path: string, text: string): RepositoryFile {
  return { path, bytes: new TextEncoder().encode(text) };
}

function statements(count: number): string {
  return 'f();\n'.repeat(count);
}

function resolvedFrom(host: string): { path: string; text: string } {
  return { path: 'package-lock.json', text: `"resolved": "https://${host}/a/-/a-1.0.0.tgz"` };
}

function importing(path: string, ...specifiers: string[]): { path: string; text: string } {
  return { path, text: specifiers.map((specifier) => `import '${specifier}';\n`).join('') };
}

it('finds nothing to complain about in this repository', () => {
  expect(tidy(repositoryFiles())).toEqual([]);
});

it('finds every optional package of other systems in package-lock.json', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: object };
  expect(missingOptionals(lock.packages), 'run `node scripts/complete-lock.mjs`').toEqual([]);
});

describe('imports', () => {
  it.each([
    ['packages/engine/src/input/walk.ts', '../store/writer.ts'],
    ['packages/engine/src/input/walk.ts', '../scheduler/queue.ts'],
    ['packages/engine/src/vfs/filesystem.ts', '../wasi/errno.ts'],
    ['packages/engine/src/store/writer.ts', '../collect/batch.ts'],
    ['packages/engine/src/instance/runner.ts', '../store/writer.ts'],
    ['packages/engine/src/wasi/clock.ts', '../instance/runner.ts'],
    ['packages/engine/src/exec/run.ts', '../store/writer.ts'],
    ['packages/engine/src/store/writer.ts', '../engine.ts'],
    ['packages/engine/src/store/writer.ts', '@wadup/wasm'],
    ['packages/engine/src/protocol.ts', './store/writer.ts'],
    ['packages/engine/src/engine.ts', 'wadup'],
    ['packages/engine/src/engine.test.ts', '../../cli/src/flags.ts'],
    ['packages/wasm/src/reader.ts', 'node:fs'],
    ['packages/wasm/src/reader.ts', '../../engine/src/errors.ts'],
    ['packages/engine/src/novelty/thing.ts', '../errors.ts'],
  ])('of %s from %s are refused', (path, specifier) => {
    expect(importComplaints([importing(path, specifier)])).toHaveLength(1);
  });

  it.each([
    ['packages/engine/src/scheduler/queue.ts', '../input/walk.ts'],
    ['packages/engine/src/worker/main.ts', '../store/writer.ts'],
    ['packages/engine/src/wasi/clock.ts', '../vfs/filesystem.ts'],
    ['packages/engine/src/input/walk.ts', '../vfs/errno.ts'],
    ['packages/engine/src/store/writer.ts', '../errors.ts'],
    ['packages/engine/src/store/writer.ts', './schema.ts'],
    ['packages/engine/src/store/writer.ts', 'node:sqlite'],
    ['packages/engine/src/engine.ts', './store/writer.ts'],
    ['packages/engine/src/store/writer.test.ts', '../collect/batch.ts'],
    ['packages/cli/src/main.ts', '@wadup/engine'],
    ['packages/wasm/src/passes/fuel.ts', '../leb128.ts'],
  ])('of %s from %s are allowed', (path, specifier) => {
    expect(importComplaints([importing(path, specifier)])).toEqual([]);
  });

  it('are seen in every form', () => {
    const path = 'packages/wasm/src/reader.ts';
    for (const text of [
      "import { a } from 'node:fs';",
      "import type { A } from 'node:fs';",
      "export * from 'node:fs';",
      "export { a } from 'node:fs';",
      "const a = await import('node:fs');",
      "let a: import('node:fs').Stats;",
    ]) {
      expect(importComplaints([{ path, text }]), text).toHaveLength(1);
    }
  });
});

it('complains about imports that go round, also by types', () => {
  const files = [
    { path: 'a/one.ts', text: "import type { A } from '../b/two.ts';" },
    importing('b/two.ts', './three.ts'),
    importing('b/three.ts', '../a/one.ts'),
  ];
  expect(cycleComplaints(files)).toEqual(['imports go round: a/one.ts → b/two.ts → b/three.ts → a/one.ts']);
  expect(cycleComplaints(files.slice(0, 2))).toEqual([]);
});

it('complains about names that say nothing', () => {
  const paths = ['src/utils/a.ts', 'src/helpers.ts', 'a/common.test.ts', 'a/misc/b.rs', 'a/util.go', 'src/uncommon.ts'];
  expect(nameComplaints(paths).map((complaint) => complaint.split(':')[0])).toEqual(paths.slice(0, 5));
});

describe('lengths', () => {
  it('complain about a file of more than 400 lines, unless its first line says why', () => {
    expect(fileLengthComplaints([{ path: 'a.ts', text: statements(400) }])).toEqual([]);
    expect(fileLengthComplaints([{ path: 'a.rs', text: statements(401) }])).toHaveLength(1);
    const excused = `// Long on purpose: one table.\n${statements(401)}`;
    expect(fileLengthComplaints([{ path: 'a.ts', text: excused }])).toEqual([]);
    expect(fileLengthComplaints([{ path: 'a.ts', text: `// A table.\n${statements(401)}` }])).toHaveLength(1);
  });

  it.each([
    ['function a(): void {', '}'],
    ['const a = (): void => {', '};'],
    ['class A { a(): void {', '} }'],
    ['export const a = { b: function () {', '} };'],
  ])('complain about more than 70 lines in %s', (head, tail) => {
    const path = 'a.ts';
    const of = (lines: number, first = ''): string => `${head}\n${first}${statements(lines - 2)}${tail}\n`;
    expect(syntaxComplaints({ path, text: of(70) })).toEqual([]);
    expect(syntaxComplaints({ path, text: of(71) })).toHaveLength(1);
    expect(syntaxComplaints({ path, text: of(90, '  // Long on purpose: one switch.\n') })).toEqual([]);
    expect(syntaxComplaints({ path, text: `// Long on purpose: one switch.\n${of(90)}` })).toEqual([]);
    expect(syntaxComplaints({ path, text: of(90, '  // One switch.\n') })).toHaveLength(1);
  });

  it('count lines right behind text that is not ASCII', () => {
    const text = `// ${'漢😀'.repeat(50)}\nfunction a() {\n${statements(68)}}\n`;
    expect(syntaxComplaints({ path: 'a.ts', text })).toEqual([]);
    expect(syntaxComplaints({ path: 'a.ts', text: text.replace('f();', 'f();\nf();') })).toHaveLength(1);
  });

  it('let describe have as many tests as it likes, but no single test', () => {
    const text = `describe('a', () => {\n  it('b', () => {\n${statements(60)}  });\n  it('c', () => {\n${statements(60)}  });\n});\n`;
    expect(syntaxComplaints({ path: 'a.test.ts', text })).toEqual([]);
    expect(syntaxComplaints({ path: 'a.ts', text })).toHaveLength(1);
    expect(syntaxComplaints({ path: 'a.test.ts', text: text.replace('f();', statements(70)) })).toHaveLength(1);
  });
});

it('complains about any and about default exports, except in the configuration of tools', () => {
  expect(syntaxComplaints({ path: 'a.ts', text: 'let a: any;' })).toEqual(['a.ts:1: any']);
  expect(syntaxComplaints({ path: 'a.ts', text: '\nexport default 1;' })).toHaveLength(1);
  expect(syntaxComplaints({ path: 'vitest.config.ts', text: 'export default 1;' })).toEqual([]);
  expect(syntaxComplaints({ path: 'a.ts', text: "let any = 'any'; // any" })).toEqual([]);
});

/** In parts, because this file is looked at too. */
const NPM_REGISTRY = ['registry', 'npmjs', 'org'].join('.');

describe('traces of a machine', () => {
  it.each([
    `see /${'work'}/main/README.md`,
    "open('/home/somebody/data')",
    '/Users/somebody/project',
    `"/${'root'}/.cargo/registry"`,
    'C:\\Users\\somebody',
    `curl https://${NPM_REGISTRY}/left-pad`,
    `GOPROXY=https://${['proxy', 'golang', 'org'].join('.')}`,
  ])('are found in: %s', (text) => {
    expect(machineComplaints({ path: 'a.md', text: `\n${text}` })).toHaveLength(1);
    expect(machineComplaints({ path: 'a.md', text: `\n${text}` })[0]).toMatch(/^a\.md:2: /);
  });

  it.each(['/data.bin', '/tmp/x', 'framework/main', '~/project/main', '/home', 'https://docs.rs/x'])(
    'are not seen in: %s',
    (text) => {
      expect(machineComplaints({ path: 'a.md', text })).toEqual([]);
    },
  );

  it('are found in a lock file that was made with a registry of one’s own', () => {
    expect(machineComplaints(resolvedFrom(NPM_REGISTRY))).toEqual([]);
    expect(machineComplaints(resolvedFrom('packages.example'))).toHaveLength(1);
    expect(machineComplaints({ path: 'package-lock.json', text: '"resolved": "packages/cli"' })).toEqual([]);
  });
});

describe('examples', () => {
  const wasm = file('examples/a/a.wasm', 'module');
  const checksum = file('examples/a/a.wasm.sha256', `${createHash('sha256').update('module').digest('hex')}  a.wasm\n`);

  it('have a module and its checksum', () => {
    expect(exampleComplaints([wasm, checksum])).toEqual([]);
    expect(exampleComplaints([wasm])).toHaveLength(1);
    expect(exampleComplaints([checksum])).toHaveLength(1);
    expect(exampleComplaints([file('examples/b/src/lib.rs', '')])).toHaveLength(1);
  });

  it('in Python are committed as sources alone', () => {
    const manifest = file('examples/p/pyproject.toml', '');
    expect(exampleComplaints([manifest])).toEqual([]);
    expect(exampleComplaints([manifest, file('examples/p/p.wasm', '')])).toHaveLength(1);
  });

  it('are noticed when the module is not the one of the checksum', () => {
    expect(exampleComplaints([file('examples/a/a.wasm', 'other'), checksum])).toHaveLength(1);
  });

  it('are noticed when a path of the machine that built them is inside', () => {
    const text = `panicked at /${'root'}/.cargo/registry/src`;
    const digest = createHash('sha256').update(text).digest('hex');
    const files = [file('examples/a/a.wasm', text), file('examples/a/a.wasm.sha256', `${digest}  a.wasm`)];
    expect(exampleComplaints(files)).toHaveLength(1);
  });
});

it('complains when there is no change log', () => {
  expect(tidy([])).toEqual(['CHANGELOG.md is missing']);
  expect(tidy([file('CHANGELOG.md', '')])).toEqual([]);
});
