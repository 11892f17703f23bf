import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseRequirement, type Requirement } from './requirement.ts';
import { readWheel } from './wheel.ts';
import { readWheelFolder } from './wheel-folder.ts';
import { zipStored } from './zip.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wadup-wheels-'));
  mkdirSync(join(folder, 'wheels'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function wheel(name: string, version: string, metadata = '', tag = 'py3-none-any'): void {
  const info = `${name}-${version}.dist-info`;
  const files = {
    [`${name}/__init__.py`]: '',
    [`${name}-${version}.data/purelib/${name}/moved.py`]: '',
    [`${name}-${version}.data/scripts/run`]: '',
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n${metadata}\nA text: Requires-Dist: no\n`,
    [`${info}/RECORD`]: '',
    [`${info}/WHEEL`]: '',
  };
  const bytes = zipStored(new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])));
  writeFileSync(join(folder, 'wheels', `${name}-${version}-${tag}.whl`), bytes);
}

function read(...dependencies: string[]): string[] | undefined {
  const parsed = dependencies.map((dependency) => parseRequirement(dependency) as Requirement);
  const files = readWheelFolder(folder, parsed, [{ name: 'numpy', version: '2.4.6' }]);
  return files === null ? undefined : [...files.keys()];
}

describe('a folder of wheels', () => {
  it('gives the packages that are needed, and those that they need', () => {
    wheel(
      'One',
      '1.0',
      "Requires-Dist: two_b[more]>=2 ; python_version > '3'\nRequires-Dist: absent ; sys_platform == 'win32'\n",
    );
    wheel(
      'two_b',
      '2.1',
      "Requires-Dist: three ; extra == 'more'\nRequires-Dist: absent ; extra == 'other'\nRequires-Dist: numpy>=2\n",
    );
    wheel('three', '3', 'Requires-Dist: one\nRequires-Python: >=3.8\n');
    wheel('idle', '4');
    expect(read('one')).toEqual([
      'One-1.0.dist-info/METADATA',
      'One/__init__.py',
      'One/moved.py',
      'three-3.dist-info/METADATA',
      'three/__init__.py',
      'three/moved.py',
      'two_b-2.1.dist-info/METADATA',
      'two_b/__init__.py',
      'two_b/moved.py',
    ]);
  });

  it('is not needed', () => {
    rmSync(join(folder, 'wheels'), { recursive: true });
    expect(read('one')).toBeUndefined();
  });

  it.each([
    ['other', 'wheels/ has no wheel of other, which pyproject.toml asks for'],
    ['one>=2', 'pyproject.toml asks for one >=2, and there is 1.0'],
    ['needy', 'wheels/ has no wheel of missing, which needy-1.0-py3-none-any.whl asks for'],
    ['old', 'wheels/old-1.0-py3-none-any.whl is for Python <3.0, and modules run on 3.13'],
    ['numpy>=3', 'pyproject.toml asks for numpy >=3, and there is 2.4.6'],
  ])('lacks what %s needs', (dependency, message) => {
    wheel('one', '1.0');
    wheel('needy', '1.0', 'Requires-Dist: missing>=1\n');
    wheel('old', '1.0', 'Requires-Python: <3.0\n');
    expect(() => read(dependency)).toThrow(message);
  });

  it('has each package once, as pure Python', () => {
    wheel('fast', '1.0', '', 'cp313-cp313-manylinux_2_17_x86_64');
    expect(() => read('fast')).toThrow('fast is compiled for particular machines (fast-1.0-cp313');
    rmSync(join(folder, 'wheels'), { recursive: true });
    mkdirSync(join(folder, 'wheels'));
    wheel('one', '1.0');
    wheel('one', '1.1');
    expect(() => read('one')).toThrow(
      'wheels/ has two wheels of one: one-1.0-py3-none-any.whl and one-1.1-py3-none-any.whl',
    );
    writeFileSync(join(folder, 'wheels', 'a.whl'), '');
    expect(() => read('one')).toThrow('wheels/a.whl is not named as wheels are');
  });
});

describe('a wheel', () => {
  const sample = (name: string, bytes: Uint8Array): Buffer => Buffer.from(zipStored(new Map([[name, bytes]])));
  const central = (zip: Buffer): number => zip.readUInt32LE(zip.length - 6);

  it('may be packed', () => {
    const packed = deflateRawSync(Buffer.alloc(1000, 65));
    const zip = sample('a.py', packed);
    zip.writeUInt16LE(8, central(zip) + 10);
    zip.writeUInt32LE(1000, central(zip) + 24);
    expect(readWheel('w', zip).get('a.py')).toEqual(Buffer.alloc(1000, 65));
    zip.writeUInt32LE(900, central(zip) + 24);
    expect(() => readWheel('w', zip)).toThrow('w cannot be read');
    zip.writeUInt32LE(0xffff_fff0, central(zip) + 24);
    expect(() => readWheel('w', zip)).toThrow('unpacks to more than 256 MiB');
  });

  it('is refused when it is none, damaged, or leads elsewhere', () => {
    const whole = sample('a.py', Buffer.from('text'));
    expect(() => readWheel('w', Buffer.from('no archive'))).toThrow('w cannot be read: it is no ZIP archive');
    for (const name of ['../up.py', '/etc/x', 'a/../../b', 'a\\b']) {
      expect(() => readWheel('w', sample(name, Buffer.of()))).toThrow(`it has a file '${name}'`);
    }
    for (let length = 0; length < whole.length; length++) {
      expect(() => readWheel('w', whole.subarray(0, length))).toThrow('w cannot be read');
    }
    for (let at = 0; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged[at] = damaged[at]! ^ 0xff;
      try {
        readWheel('w', damaged);
      } catch (thrown) {
        expect((thrown as Error).name).toBe('BuildError');
      }
    }
  });
});
