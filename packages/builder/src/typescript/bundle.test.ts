/** What authors are told when their sources cannot be bundled. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BuildError } from '../errors.ts';
import { locateShipped } from '../shipped.ts';
import { bundle } from './bundle.ts';

const GUEST = join(locateShipped(import.meta.dirname), 'guest', 'typescript');
let directory: string;

beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'wadup-bundle-')));
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
}

const bundled = (entryFile = 'src/index.ts') => bundle({ directory, entryFile, guest: GUEST });

const MISTAKES: readonly (readonly [string, string, string])[] = [
  [
    'a syntax error',
    'export function process() {\n  const x = ;\n}\n',
    'src/index.ts:2:13: Unexpected ";"\n    const x = ;',
  ],
  [
    'no process',
    'export function proces() {}\n',
    "src/index.ts has no function 'process': write export function process() { … } in it.",
  ],
  [
    'a package that is not installed',
    "import { x } from '@scope/name/part';\nexport const process = x;\n",
    'src/index.ts:1:19: Could not resolve "@scope/name/part"\n    import { x } from \'@scope/name/part\';\n    is it installed? npm install @scope/name',
  ],
  [
    'a file that is not there',
    "import { x } from './other.ts';\nexport const process = x;\n",
    'src/index.ts:1:19: Could not resolve "./other.ts"\n    import { x } from \'./other.ts\';',
  ],
  [
    'a module of Node that no sandbox has',
    "import { get } from 'node:http';\nexport const process = get;\n",
    'src/index.ts:1:21: Could not resolve "node:http"\n    import { get } from \'node:http\';\n    a module runs in a sandbox, without Node: of its modules there are node:buffer, node:crypto, node:events,',
  ],
  [
    'a part of a module of Node',
    "import { setTimeout } from 'timers/promises';\nexport const process = setTimeout;\n",
    'src/index.ts:1:28: Could not resolve "timers/promises"\n    import { setTimeout } from \'timers/promises\';\n    a module runs in a sandbox, without Node: of its modules there are node:buffer,',
  ],
  [
    'a name that the library does not have',
    "import { definetable } from 'wadup-guest';\nexport const process = definetable;\n",
    'src/index.ts:1:10: No matching export in "wadup-guest" for import "definetable"\n',
  ],
];

describe('a bundle', () => {
  it.each(MISTAKES)('cannot be made of %s', async (_, source, message) => {
    write({ 'src/index.ts': source });
    const error: unknown = await bundled().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BuildError);
    expect((error as BuildError).message.slice(0, message.length)).toBe(message);
    expect((error as BuildError).message).not.toContain(directory);
  });

  it('is the same in any folder, and names sources relative to the project', async () => {
    const source = "import { double } from './double.ts';\nexport const process = () => double(1);\n";
    write({ 'src/index.ts': source, 'src/double.ts': 'export const double = (n: number): number => 2 * n;\n' });
    const first = await bundled();
    const other = join(directory, 'other');
    write({
      'other/src/index.ts': source,
      'other/src/double.ts': 'export const double = (n: number): number => 2 * n;\n',
    });
    const second = await bundle({ directory: other, entryFile: 'src/index.ts', guest: GUEST });
    // Comments say where the library was.
    const code = ({ text }: { text: string }): string => text.replace(/^\/\/ .*$/gm, '//');
    expect(code(second)).toBe(code(first));
    expect(second.map).toEqual(first.map);
    expect(first.map.sources).toContain('src/double.ts');
    expect(first.map.sources).toContain('wadup-guest/src/globals/console.ts');
  });

  it('names a package the same wherever it is installed', async () => {
    write({
      'project/src/index.ts': "export { process } from 'package';\n",
      'node_modules/package/package.json': '{ "main": "lib.js" }',
      'node_modules/package/lib.js': 'export const process = () => 1;\n',
    });
    const { map } = await bundle({ directory: join(directory, 'project'), entryFile: 'src/index.ts', guest: GUEST });
    expect(map.sources).toContain('node_modules/package/lib.js');
  });

  it('prefers what a package has for browsers, which need no Node either', async () => {
    write({
      'src/index.ts': "import { kind } from 'package';\nexport const process = () => kind;\n",
      'node_modules/package/package.json':
        '{ "main": "node.js", "browser": { "./node.js": "./browser.js", "stream": false } }',
      'node_modules/package/node.js': "require('stream');\nexports.kind = 'for Node';\n",
      'node_modules/package/browser.js': "require('stream');\nexports.kind = 'for browsers';\n",
    });
    expect((await bundled()).text).toContain('for browsers');
  });

  it('takes wadup-guest from wadup, whatever is installed under that name', async () => {
    write({
      'src/index.ts': "import { flush } from 'wadup-guest';\nexport const process = flush;\n",
      'node_modules/wadup-guest/package.json': '{ "main": "index.js" }',
      'node_modules/wadup-guest/index.js': "export const flush = () => 'the wrong one';\n",
    });
    expect((await bundled()).text).not.toContain('the wrong one');
  });
});
