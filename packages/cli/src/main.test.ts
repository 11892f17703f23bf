import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VERSION } from '@wadup/engine/version';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUILD, EXEC, NEW, RUN, TEST } from './flags.ts';
import { formatHelp } from './help.ts';

const MAIN = join(import.meta.dirname, 'main.ts');

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'wadup-cli-'));
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

function wadup(...argv: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [MAIN, ...argv], { cwd: directory, encoding: 'utf8' });
}

describe('wadup', () => {
  it.each([
    [['--help'], formatHelp(RUN, undefined)],
    [['-h'], formatHelp(RUN, undefined)],
    [['run', '--help'], formatHelp(RUN, undefined)],
    [['--modules', 'nowhere', '--help'], formatHelp(RUN, undefined)],
    [['--version'], `wadup ${VERSION}\n`],
    [['exec', '--help'], formatHelp(EXEC, undefined)],
    [['new', '--help'], formatHelp(NEW, undefined)],
    [['build', '--help'], formatHelp(BUILD, undefined)],
    [['test', '-h'], formatHelp(TEST, undefined)],
    [['help'], formatHelp(RUN, undefined)],
    [['help', 'test'], formatHelp(TEST, undefined)],
    [['help', '--help'], formatHelp(RUN, undefined)],
    [['help', 'help'], formatHelp(RUN, undefined)],
  ])('answers %j on stdout', (argv, text) => {
    const { status, stdout, stderr } = wadup(...argv);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: text, stderr: '' });
  });

  it.each([
    [['--thread', '3'], 'wadup: There is no option --thread. Did you mean --threads?\nAll options: wadup --help\n'],
    [['exce'], "wadup: There is no command 'exce'. Did you mean 'wadup exec'?\nAll options: wadup --help\n"],
    [['hepl'], "wadup: There is no command 'hepl'. Did you mean 'wadup help'?\nAll options: wadup --help\n"],
    [['help', 'biuld'], /^wadup: There is no command 'biuld'\. Did you mean 'wadup build'\?\n/],
    [['help', 'new', 'c'], /^wadup: 'c' is too much\. Usage: wadup help \[COMMAND\]\n/],
    [['run', '--fuel', 'x'], /^wadup: --fuel must be a whole number .*, not 'x'\.\nAll options: wadup --help\n$/],
    [[], /^wadup: --modules, --input and --output are missing\. Usage: wadup .*\nAll options: wadup --help\n$/],
    [['exec'], /^wadup: No module .*MODULE\.wasm.*\nAll options: wadup exec --help\n$/],
    [['exec', '--banana'], 'wadup: There is no option --banana.\nAll options: wadup exec --help\n'],
    [['new'], 'wadup: LANGUAGE is missing. Usage: wadup new LANGUAGE DIR\nAll options: wadup new --help\n'],
    [['new', 'rust'], 'wadup: DIR is missing. Usage: wadup new LANGUAGE DIR\nAll options: wadup new --help\n'],
    [
      ['new', 'pyton', 'x'],
      /^wadup: There is no language 'pyton'\. Did you mean python\? There are rust, go, typescript, c, python\./,
    ],
    [['new', 'cobol', 'x'], /^wadup: There is no language 'cobol'\. There are rust, /],
    [['new', 'c', 'x', 'y'], /^wadup: 'y' belongs to no option\. Usage: wadup new LANGUAGE DIR\n/],
    [
      ['build', '--watsh'],
      /^wadup: There is no option --watsh\. Did you mean --watch\?\nAll options: wadup build --help/,
    ],
    [['test', '--fuel', 'x'], /^wadup: --fuel must be a whole number .*\nAll options: wadup test --help\n$/],
    [['build', '--language', 'd', '.'], /^wadup: There is no language 'd'\./],
    [['constructor'], /^wadup: There is no command 'constructor'\. Usage: /],
  ])('ends with 2 and a sentence for %j', (argv, sentence) => {
    const { status, stdout, stderr } = wadup(...argv);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    if (typeof sentence === 'string') expect(stderr).toBe(sentence);
    else expect(stderr).toMatch(sentence);
  });

  it.each([
    [['build', 'nowhere'], "wadup: The project's folder 'nowhere' cannot be used: there is no such file or folder.\n"],
    [['test', 'a-file'], "wadup: 'a-file' is no folder: name the folder of the project.\n"],
    [['build', 'nowhere', '--watch'], /^wadup: The project's folder 'nowhere' cannot be used/],
    [['build'], /^wadup: '\.' has no module: there is none of src\/lib\.rs \(rust\), main\.go \(go\), .*\n$/],
    [['new', 'c', 'a-file'], /^wadup: 'a-file' cannot be used: .*Name a new folder, or an empty one\.\n$/],
  ])('ends with 1 and a sentence for %j', (argv, sentence) => {
    writeFileSync(join(directory, 'a-file'), '');
    const { status, stdout, stderr } = wadup(...argv);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    if (typeof sentence === 'string') expect(stderr).toBe(sentence);
    else expect(stderr).toMatch(sentence);
  });

  it('has the version of its package', () => {
    const manifest: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'));
    expect(manifest).toMatchObject({ version: VERSION });
  });

  it('shows a name with control characters in an error so that it cannot move the cursor', () => {
    expect(wadup('\u001B[2J\n').stderr).toContain("There is no command '\\x1b[2J\\x0a'.");
  });

  it('ends with 1 and one sentence when the modules are nowhere', () => {
    writeFileSync(join(directory, 'input.txt'), 'x');
    const { status, stdout, stderr } = wadup('--modules', 'nowhere', '--input', 'input.txt', '--output', 'out.db');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^wadup: .*nowhere.*\n$/);
  });

  it('does not mind when nobody reads what it prints', async () => {
    const child = spawn(process.execPath, [MAIN, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    child.stderr.destroy();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
