import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { declaredProjectName, readProject } from './project.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wadup-project-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function project(text: string | Uint8Array): ReturnType<typeof readProject> {
  writeFileSync(join(folder, 'pyproject.toml'), text);
  return readProject(folder);
}

const WHOLE = `[project]
name = "My.Module"
version = "1.2"
requires-python = ">=3.11,<4"
dependencies = ["Chardet[x]>=5 ; python_version > '3'", "colorama; sys_platform == 'win32'"]
[tool.other]
x = 1
[tool.wadup]
entry-point = "pack_age.größe"
c-extensions = ["pandas", "numpy", "pandas"]
snapshot = false
`;

const MINIMAL = '[project]\nname = "m"\n[tool.wadup]\nentry-point = "m"\n';

describe('pyproject.toml', () => {
  it('is read with everything that it may say', () => {
    expect(project(WHOLE)).toEqual({
      name: 'My.Module',
      version: '1.2',
      entryPoint: 'pack_age.größe',
      dependencies: [{ name: 'chardet', extras: '[x]', specifier: '>=5', url: null, holds: true }],
      cExtensions: ['numpy', 'pandas'],
      snapshot: false,
    });
    expect(declaredProjectName(folder)).toBe('My.Module');
  });

  it('needs a name and an entry point, and takes a snapshot unless told otherwise', () => {
    expect(project(MINIMAL)).toMatchObject({ version: '0', dependencies: [], cExtensions: [], snapshot: true });
  });

  it.each([
    ['', 'pyproject.toml has no [project] table; write one with a name.'],
    ['[project]\nname = "m"', 'has no [tool.wadup] table'],
    ['project = 1', '[project] is no table'],
    ['tool = []', '[tool] is no table'],
    ['[project]\n[tool.wadup]', 'pyproject.toml: project.name is missing.'],
    ['[project]\nname = 3\n[tool.wadup]', 'project.name must be a text'],
    ['[project]\nname = "../x"\n[tool.wadup]', 'project.name must be a text'],
    ['[project]\nname = "m"\nversion = "new"\n[tool.wadup]', 'project.version is no version'],
    [
      '[project]\nname = "m"\n[tool.wadup]',
      'tool.wadup.entry-point is missing: it names the package in src/ with main()',
    ],
    ['[project]\nname = "m"\n[tool.wadup]\nentry-point = "a-b"', 'entry-point must be the name of a module'],
    ['[project]\nname = "m"\n[tool.wadup]\nentry-point = "a:main"', 'its main() is called; name no function'],
    ['[project]\nname = "m"\n[tool.wadup]\nentry-point = ["a"]', 'entry-point must be the name of a module'],
    [
      MINIMAL.replace('[tool', 'depends = ["six"]\n[tool'),
      "[project] has no key 'depends'; packages are in dependencies",
    ],
    [
      `${MINIMAL}entrypoint = "x"`,
      "[tool.wadup] has no key 'entrypoint'; there are entry-point, c-extensions, snapshot",
    ],
    [`${MINIMAL}c-extensions = "numpy"`, 'tool.wadup.c-extensions must be a list of texts'],
    [`${MINIMAL}snapshot = "no"`, 'tool.wadup.snapshot must be true or false'],
    [MINIMAL.replace('[tool', 'dependencies = "a"\n[tool'), 'project.dependencies must be a list of texts'],
    [MINIMAL.replace('[tool', 'dependencies = [1]\n[tool'), 'project.dependencies must be a list of texts'],
    [MINIMAL.replace('[tool', 'dynamic = ["dependencies"]\n[tool'), 'project.dependencies is dynamic'],
    [MINIMAL.replace('[tool', 'requires-python = ">=3.14"\n[tool'), 'and modules run on Python 3.13'],
    [MINIMAL.replace('[tool', 'requires-python = 3\n[tool'), 'requires-python is no version range'],
    ['[project]\nname = "m\n', 'pyproject.toml:2:10: control characters are not allowed in strings'],
    ['[project]\nname = "m"\nname = "n"', 'pyproject.toml:3:1: '],
    [Uint8Array.of(0xff, 0xfe, 0x00), 'pyproject.toml is not UTF-8.'],
  ])('says what is wrong with %j', (text, message) => {
    expect(() => project(text)).toThrow(message);
  });

  it.each([
    ['--index-url=https://evil.example/', 'is not a requirement'],
    ['-r other.txt', 'is not a requirement'],
    ['a\\n--index-url=x', 'contains a control character or $'],
    ['a @ https://example.org/${HOME}/a-1-py3-none-any.whl', 'contains a control character or $'],
    ['a @ git+https://example.org/a', 'is not a wheel of pure Python'],
    ['a @ https://example.org/a-1.tar.gz', 'is not a wheel of pure Python'],
    ['a @ ../../a-1-py3-none-any.whl', 'is not a wheel of pure Python'],
    ['a => 3', 'has a version that cannot be understood: => 3'],
    ['a; colour == 1', 'has an environment marker that cannot be understood: colour == 1'],
    ['', 'is not a requirement'],
  ])('does not hand "%s" on to an installer', (dependency, message) => {
    const text = MINIMAL.replace('[tool', `dependencies = ["${dependency}"]\n[tool`);
    expect(() => project(text)).toThrow(message);
  });

  it('takes a wheel of pure Python by its address', () => {
    const address = 'file:///opt/a-1.0-py3-none-any.whl';
    const { dependencies } = project(
      MINIMAL.replace('[tool', `dependencies = ["a @ ${address} ; os_name == 'posix'"]\n[tool`),
    );
    expect(dependencies).toEqual([{ name: 'a', extras: '', specifier: '', url: address, holds: true }]);
  });

  it('is not read without end', () => {
    expect(() => project(`x = ${'['.repeat(200_000)}`)).toThrow('pyproject.toml:1:');
    expect(() => project(`# ${'x'.repeat(1_100_000)}`)).toThrow('more than a manifest ever needs');
  });

  it('must be a file that can be read', () => {
    expect(() => readProject(folder)).toThrow('pyproject.toml cannot be read: there is no such file or folder');
    expect(declaredProjectName(folder)).toBeUndefined();
    symlinkSync('pyproject.toml', join(folder, 'pyproject.toml'));
    expect(() => readProject(folder)).toThrow('cannot be read: its links lead round in a circle.');
    rmSync(join(folder, 'pyproject.toml'));
    mkdirSync(join(folder, 'pyproject.toml'));
    expect(() => readProject(folder)).toThrow('is no regular file');
  });
});
