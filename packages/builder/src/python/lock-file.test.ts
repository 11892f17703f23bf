import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LockFile, readLockFile } from './lock-file.ts';
import { parseRequirement, type Requirement } from './requirement.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wadup-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function lock(file: string, text: string, ...dependencies: string[]): LockFile | null {
  writeFileSync(join(folder, file), text);
  const parsed = dependencies.map((dependency) => parseRequirement(dependency) as Requirement);
  return readLockFile(folder, 'My_Module', parsed);
}

const UV_LOCK = `version = 1
revision = 3
requires-python = ">=3.11"

[[package]]
name = "my-module"
version = "0.1.0"
source = { virtual = "." }
dependencies = [
    { name = "requests", extra = ["socks"] },
    { name = "colorama", marker = "sys_platform == 'win32'" },
    { name = "split", marker = "python_full_version >= '3.12'" },
]
[package.dev-dependencies]
dev = [{ name = "pytest" }]

[[package]]
name = "requests"
version = "2.34.2"
source = { registry = "https://example.org/simple" }
dependencies = [{ name = "idna" }]
wheels = [{ url = "https://example.org/requests-2.34.2-py3-none-any.whl", hash = "sha256:aa", size = 1 }]
[package.optional-dependencies]
socks = [{ name = "pysocks" }]

[[package]]
name = "pysocks"
version = "1.7.1"
wheels = [
    { url = "https://example.org/PySocks-1.7.1-py27-none-any.whl", hash = "sha256:b1" },
    { url = "https://example.org/PySocks-1.7.1-py3-none-any.whl", hash = "sha256:b2" },
    { url = "https://example.org/PySocks-1.7.1-cp313-cp313-linux_x86_64.whl", hash = "sha256:b3" },
]
[[package]]
name = "idna"
version = "3.1"
wheels = [{ url = "https://example.org/idna-3.1-py3-none-any.whl" }]
dependencies = [{ name = "requests" }]
[[package]]
name = "split"
version = "1.0"
resolution-markers = ["python_full_version < '3.12'"]
wheels = [{ url = "split-1.0-py3-none-any.whl" }]
[[package]]
name = "split"
version = "2.0"
resolution-markers = ["python_full_version >= '3.12'"]
wheels = [{ url = "split-2.0-py3-none-any.whl" }]
[[package]]
name = "colorama"
version = "0.4"
[[package]]
name = "pytest"
version = "9"
`;

const PYLOCK = `lock-version = "1.0"
created-by = "somebody"
[[packages]]
name = "Chardet"
version = "5.2.0"
wheels = [{ name = "chardet-5.2.0-py3-none-any.whl", url = "https://example.org/x", hashes = { sha256 = "cc" } }]
[[packages]]
name = "dev-only"
version = "1"
marker = "'dev' in dependency_groups"
[[packages]]
name = "tomli"
version = "2"
marker = "python_version < '3.11'"
`;

const REQUIREMENTS = `# made by a tool
chardet==5.2.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via my-module
colorama==0.4 ; sys_platform == 'win32'
Text_Unidecode===1.3  # via slugify
`;

describe('a lock file', () => {
  it('of uv gives what this project needs here, with the wheels that fit', () => {
    expect(lock('uv.lock', UV_LOCK, 'requests[socks]>=2')).toEqual({
      file: 'uv.lock',
      pins: [
        { name: 'idna', version: '3.1', hashes: [] },
        { name: 'pysocks', version: '1.7.1', hashes: ['sha256:b1', 'sha256:b2'] },
        { name: 'requests', version: '2.34.2', hashes: ['sha256:aa'] },
        { name: 'split', version: '2.0', hashes: [] },
      ],
    });
  });

  it('of the standard gives what is no extra and no group', () => {
    const pins = [{ name: 'chardet', version: '5.2.0', hashes: ['sha256:cc'] }];
    expect(lock('pylock.toml', PYLOCK, 'chardet')).toEqual({ file: 'pylock.toml', pins });
  });

  it('of lines gives those whose markers hold', () => {
    expect(lock('requirements.lock', REQUIREMENTS)?.pins).toEqual([
      { name: 'chardet', version: '5.2.0', hashes: ['sha256:aa', 'sha256:bb'] },
      { name: 'text-unidecode', version: '1.3', hashes: [] },
    ]);
  });

  it('is not needed', () => {
    expect(readLockFile(folder, 'm', [])).toBeNull();
  });

  it.each([
    ['requirements.lock', REQUIREMENTS, 'humanize', 'requirements.lock lacks humanize'],
    [
      'requirements.lock',
      REQUIREMENTS,
      'chardet>=6',
      'has chardet 5.2.0, and pyproject.toml asks for >=6: make it anew',
    ],
    [
      'requirements.lock',
      '--index-url https://example.org',
      'a',
      "requirements.lock: '--index-url https://example.org' is an option",
    ],
    ['requirements.lock', 'a>=1', 'a', "'a>=1' fixes no version"],
    ['requirements.lock', 'a==1.*', 'a', "'a==1.*' fixes no version"],
    ['requirements.lock', 'git+https://example.org/a', 'a', 'has a version that cannot be understood'],
    ['uv.lock', 'version = 2', 'a', 'uv.lock: its version is not 1'],
    ['uv.lock', 'version = 1', 'a', 'uv.lock: it has no entry for the project my-module'],
    ['uv.lock', 'version = [', 'a', 'uv.lock: Invalid TOML document'],
    ['uv.lock', UV_LOCK.replaceAll('py3-none-any', 'cp313-cp313-win32'), 'a', 'has no wheel of pure Python'],
    ['pylock.toml', 'x = 1', 'a', 'its lock-version is not 1.x'],
    ['pylock.toml', 'lock-version = "1.0"\n[[packages]]\nname = "a"', 'a', 'a has no version'],
    [
      'pylock.toml',
      PYLOCK.replace('none-any', 'cp313-linux_x86_64'),
      'a',
      'pylock.toml: Chardet has no wheel of pure Python',
    ],
    [
      'pylock.toml',
      PYLOCK.replace('"Chardet"', '"a\\n-e git+https://example.org"'),
      'a',
      'the name, version or hash of "a',
    ],
    [
      'pylock.toml',
      PYLOCK.replace('"5.2.0"', '"5 --index-url=x"'),
      'a',
      'the name, version or hash of "chardet" is none',
    ],
    [
      'pylock.toml',
      PYLOCK.replace('"cc"', '"cc --index-url=x"'),
      'a',
      'the name, version or hash of "chardet" is none',
    ],
  ])('%s is refused with a sentence', (file, text, dependency, message) => {
    expect(() => lock(file, text, dependency)).toThrow(message);
  });
});
