/** New projects, what is found in a folder, and where modules go; building itself is in end-to-end tests. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LANGUAGE_NAMES } from '../language-names.ts';
import { LANGUAGES } from '../languages/index.ts';
import { locateShipped } from '../shipped.ts';
import { parseExpectation } from '../trial/expectation.ts';
import { formatExpectation } from '../trial/expectation-text.ts';
import { findProject } from './build.ts';
import { createProject } from './create.ts';
import { detectLanguage, languageNamed } from './detect.ts';
import { outputPath, writeModule, writeWhole } from './write.ts';

const SHIPPED = locateShipped(import.meta.dirname);
let directory: string;

beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'wadup-project-')));
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

function write(path: string, text = ''): void {
  mkdirSync(join(directory, path, '..'), { recursive: true });
  writeFileSync(join(directory, path), text);
}

it('knows the names of all languages without loading them', () => {
  expect(LANGUAGES.map(({ name, aliases }) => [name, aliases])).toEqual(Object.entries(LANGUAGE_NAMES));
});

describe.each(LANGUAGES.map((language) => [language.name, language] as const))('a new project in %s', (_, language) => {
  it('has its entry file, a sample with its expectation, and is found to be in that language', () => {
    const folder = join(directory, 'deep', 'My Module');
    const { moduleName, entryFile } = createProject(language, folder, SHIPPED);
    expect(moduleName).toBe('my-module');
    expect(existsSync(join(folder, entryFile))).toBe(true);
    expect(detectLanguage(folder, folder)).toBe(language);
    expect(findProject({ directory: folder, language: undefined }).name).toBe('my-module');
    const expectation = readFileSync(join(folder, 'tests/sample.txt.expected.json'), 'utf8');
    expect(formatExpectation(parseExpectation(expectation, 'sample'))).toBe(expectation);
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain('# my-module\n');
  });

  it.each(['fn', 'test', 'wadup', 'json', '7zip', '日本', 'class', 'a b', 'import'])(
    'has a valid name in a folder called %s',
    (name) => {
      const folder = join(directory, name);
      createProject(language, folder, SHIPPED);
      expect(findProject({ directory: folder, language: undefined }).name).toMatch(/^[a-z][a-z0-9-]*$/);
    },
  );

  it('carries its guest library, and none of its tests', () => {
    createProject(language, join(directory, 'new'), SHIPPED);
    const { carried } = language;
    const files = carried === undefined ? [] : readdirSync(join(directory, 'new', carried.to), { recursive: true });
    expect(files.length > 0).toBe(carried !== undefined);
    expect(files.filter((name) => /_test|\.md$/.test(String(name)))).toEqual([]);
  });
});

describe('createProject', () => {
  const [language] = LANGUAGES;

  it('takes an empty folder, also one where git has begun', () => {
    mkdirSync(join(directory, '.git'));
    expect(createProject(language!, directory, SHIPPED).moduleName).toMatch(/^wadup-project-/);
  });

  it('refuses a folder with anything in it, and writes nothing', () => {
    write('notes.txt');
    expect(() => createProject(language!, directory, SHIPPED)).toThrow(/is not empty \(it has 'notes\.txt'\)/);
    expect(readdirSync(directory)).toEqual(['notes.txt']);
  });

  it.each(['file', 'file/below', 'link'])('refuses %s with a sentence', (path) => {
    write('file');
    symlinkSync('link', join(directory, 'link'));
    expect(() => createProject(language!, join(directory, path), SHIPPED)).toThrow(/cannot be (?:used|made)/);
  });
});

it.runIf(process.platform === 'linux')('ends where a system refuses new folders as if they were missing', () => {
  expect(() => createProject(LANGUAGES[0]!, '/proc/wadup/new', SHIPPED)).toThrow(
    /cannot be made in '\/proc\/wadup\/new'/,
  );
});

describe('detectLanguage', () => {
  it('says what could be there when nothing is', () => {
    mkdirSync(join(directory, 'main.go'));
    expect(() => detectLanguage('x', directory)).toThrow(
      /^'x' has no module: there is none of .*src\/lib\.rs \(rust\).* src\/module\.c or src\/module\.cc or src\/module\.cpp \(c\)/,
    );
  });

  it('says which languages could be meant when it is more than one', () => {
    write('main.go');
    write('src/lib.rs');
    expect(() => detectLanguage('x', directory)).toThrow(
      "'x' may be rust (src/lib.rs) or go (main.go): say which with --language.",
    );
  });

  it.each([
    ['Rust', 'rust'],
    ['golang', 'go'],
    ['C++', 'c'],
  ])('knows %s', (name, language) => {
    expect(languageNamed(name)?.name).toBe(language);
  });
});

describe('findProject', () => {
  it.each([
    ['src/lib.rs', 'Cargo.toml', '[package]\nname = "../../evil"\n', 'evil'],
    ['src/lib.rs', 'Cargo.toml', 'no toml = = =', 'folder-name'],
    ['main.go', 'go.mod', 'module example.org/somebody/png-images/v2\n', 'png-images'],
    ['src/module.c', 'ignored', '', 'folder-name'],
  ])('names a project with %s by its %s, or by its folder', (entry, manifest, text, name) => {
    write(`Folder Name/${entry}`);
    write(`Folder Name/${manifest}`, text);
    expect(findProject({ directory: join(directory, 'Folder Name'), language: undefined }).name).toBe(name);
  });

  it.each([
    ['nowhere', /there is no such file or folder/],
    ['file', /is no folder/],
    ['loop', /links lead round in a circle/],
  ])('says what is wrong with %s', (path, problem) => {
    write('file');
    symlinkSync('loop', join(directory, 'loop'));
    expect(() => findProject({ directory: join(directory, path), language: undefined })).toThrow(problem);
  });
});

describe('outputPath and writeWhole', () => {
  it('write beside the project, to the file that is named, or into the folder that is', () => {
    expect(outputPath(undefined, 'demo', 'x')).toBe(join('demo', 'x.wasm'));
    expect(outputPath('m.wasm', 'demo', 'x')).toBe('m.wasm');
    expect(outputPath(directory, 'demo', 'x')).toBe(join(directory, 'x.wasm'));
    expect(outputPath('new/', 'demo', 'x')).toBe(join('new', 'x.wasm'));
  });

  it('replace a file at once and leave nothing else behind', () => {
    write('x.wasm', 'old');
    writeWhole(join(directory, 'x.wasm'), 'new');
    expect(readFileSync(join(directory, 'x.wasm'), 'utf8')).toBe('new');
    expect(readdirSync(directory)).toEqual(['x.wasm']);
  });

  it('put a module over a module or nothing, never over a source', () => {
    const module = Buffer.from('\0asm\u0001', 'latin1');
    write('empty.wasm');
    for (const name of ['new.wasm', 'new.wasm', 'empty.wasm']) writeModule(join(directory, name), module);
    for (const text of ['int process(void);', 'x']) {
      write('module.c', text);
      expect(() => writeModule(join(directory, 'module.c'), module)).toThrow(/exists and is no module/);
      expect(readFileSync(join(directory, 'module.c'), 'utf8')).toBe(text);
    }
  });

  it('write through a link', () => {
    write('real.wasm', 'old');
    symlinkSync('real.wasm', join(directory, 'x.wasm'));
    writeWhole(join(directory, 'x.wasm'), 'new');
    expect(readFileSync(join(directory, 'real.wasm'), 'utf8')).toBe('new');
  });

  it('never replace what is no regular file', () => {
    const pipe = join(directory, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(() => writeWhole(pipe, 'new')).toThrow(/is no regular file/);
    expect(statSync(pipe).isFIFO()).toBe(true);
  });

  it('say that the folder is missing', () => {
    expect(() => writeWhole(join(directory, 'none/x.wasm'), 'new')).toThrow(/there is no folder '.*none'/);
  });
});
