/** The package as people get it: packed, installed into an empty folder, used as a library and as a command. */
import { execFileSync, type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import { LANGUAGES } from '@wadup/builder';
import { VERSION } from '@wadup/engine/version';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const MODULES = join(ROOT, 'examples/byte-counter');
const INSTALLED = 'node_modules/wadup';
/** Languages that need no toolchain. */
const MADE_HERE = LANGUAGES.map(({ name }) => name).filter((name) => name !== 'rust' && name !== 'go');
const COMPILERS = ['esbuild', '@yowasp/clang'];

interface Dependencies {
  readonly dependencies: object;
  readonly optionalDependencies: object;
}

let project: string;

/** npm runs on the Node that these tests run on, whatever the machine has. */
function npm(cwd: string, ...argv: string[]): void {
  const PATH = dirname(process.execPath) + delimiter + (process.env['PATH'] ?? '');
  execFileSync('npm', argv, { cwd, env: { ...process.env, PATH }, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** With a cache of its own: what an earlier build kept would be no test of this one. */
function node(...argv: string[]): SpawnSyncReturns<string> {
  const cache = join(project, 'cache');
  const env = { ...process.env, XDG_CACHE_HOME: cache, LOCALAPPDATA: cache };
  return spawnSync(process.execPath, argv, { cwd: project, env, encoding: 'utf8' });
}

function rowsOf(database: string): unknown[] {
  using db = new DatabaseSync(join(project, database), { readOnly: true });
  return db.prepare('SELECT filename, size_bytes FROM file_sizes JOIN __wadup_content ON uuid = content_uuid').all();
}

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'wadup-package-'));
  npm(join(ROOT, 'packages/cli'), 'pack', '--loglevel=error', '--pack-destination', project);
  const [tarball = ''] = readdirSync(project).filter((name) => name.endsWith('.tgz'));
  // No registry is asked: what the package depends on is the repository's own copy.
  const dependencies = Object.fromEntries(COMPILERS.map((name) => [name, `file:${join(ROOT, 'node_modules', name)}`]));
  writeFileSync(join(project, 'package.json'), JSON.stringify({ type: 'module', private: true, dependencies }));
  npm(project, 'install', '--offline', '--no-audit', '--no-fund', '--loglevel=error', `./${tarball}`);
  mkdirSync(join(project, 'input'));
  writeFileSync(join(project, 'input/hello.txt'), 'hello');
});

afterAll(() => {
  rmSync(project, { recursive: true, force: true });
});

describe('the installed package', () => {
  it('is the bundles, their types, what modules are built from and the texts, and depends on compilers alone', () => {
    const files = readdirSync(join(project, INSTALLED), { recursive: true }).map(String);
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'THIRD_PARTY.md', 'bin/wadup.js']));
    expect(files).toEqual(
      expect.arrayContaining(['dist/main.js', 'dist/index.js', 'dist/worker.js', 'dist/exec-worker.js']),
    );
    for (const library of ['rust/Cargo.toml', 'rust/src/lib.rs', 'go/go.mod', 'go/wadup.go', 'c/wadup.h']) {
      expect(files).toContain(join('shipped/guest', library));
    }
    expect(
      files.filter((name) => name.startsWith('src') || /[.]test[.]/.test(name) || name.endsWith('.tsbuildinfo')),
    ).toEqual([]);
    const installed = readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'));
    expect(installed).toEqual(['@yowasp', 'esbuild', 'wadup']);
    const manifest = JSON.parse(readFileSync(join(project, INSTALLED, 'package.json'), 'utf8')) as Dependencies;
    expect(Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }).sort()).toEqual(
      COMPILERS.sort(),
    );
  });

  it('has a command that does the main job', () => {
    expect(node('node_modules/.bin/wadup', '--version').stdout).toBe(`wadup ${VERSION}\n`);
    const job = ['--modules', MODULES, '--input', 'input', '--output', 'command.db'];
    const { status, stdout, stderr } = node('node_modules/.bin/wadup', ...job);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toContain('Processed 1 content ');
    expect(rowsOf('command.db')).toEqual([{ filename: 'hello.txt', size_bytes: 5 }]);
  });

  it.each(MADE_HERE)('makes, builds and tests a project in %s', { timeout: 240_000 }, (language) => {
    const folder = `a new ${language}`;
    expect(node('node_modules/.bin/wadup', 'new', language, folder)).toMatchObject({ status: 0, stderr: '' });
    expect(node('node_modules/.bin/wadup', 'build', folder)).toMatchObject({ status: 0, stderr: '' });
    expect(existsSync(join(project, folder, `a-new-${language}.wasm`))).toBe(true);
    const { status, stdout } = node('node_modules/.bin/wadup', 'test', folder);
    expect({ status, stdout }).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^ok {4}tests\/sample\.txt\n/),
    });
  });

  it('has a library that does the main job', () => {
    writeFileSync(
      join(project, 'library.mjs'),
      `import { run, WadupError } from 'wadup';
       const running = run({ modules: ${JSON.stringify(MODULES)}, input: 'input', output: 'library.db' });
       let last;
       for await (const progress of running) last = progress;
       const summary = await running;
       const refused = await run({ modules: 'nowhere', input: 'input', output: 'other.db' }).catch((error) => error);
       console.log(JSON.stringify([summary.status, summary.contents, last.contentsDone, refused instanceof WadupError]));`,
    );
    const { status, stdout, stderr } = node('library.mjs');
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '["completed",1,1,true]\n', stderr: '' });
    expect(rowsOf('library.db')).toEqual([{ filename: 'hello.txt', size_bytes: 5 }]);
  });

  it('has types that a strict project compiles with, and that know a wrong option', () => {
    writeFileSync(
      join(project, 'typed.ts'),
      `import { type RunOptions, type RunProgress, type RunSummary, run, WadupError } from 'wadup';
       const options: RunOptions = { modules: 'm', input: ['a', 'b'], output: 'o', threads: 2 };
       export async function main(signal: AbortSignal): Promise<number> {
         const running = run({ ...options, signal });
         for await (const progress of running) console.log((progress satisfies RunProgress).contentsDone);
         const summary: RunSummary = await running;
         // @ts-expect-error there is no such option
         run({ modules: 'm', input: 'i', output: 'o', thread: 2 });
         return new WadupError('option', 'x').code === 'option' ? summary.contents : 0;
       }`,
    );
    writeFileSync(
      join(project, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          strict: true,
          exactOptionalPropertyTypes: true,
          module: 'nodenext',
          target: 'es2024',
          lib: ['es2024', 'dom', 'dom.asynciterable', 'esnext.disposable'],
          types: [],
          noEmit: true,
          skipLibCheck: false,
        },
        files: ['typed.ts'],
      }),
    );
    const { status, stdout } = node(join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', project);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });
});
