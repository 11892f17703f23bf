import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VERSION } from '@wadup/engine/version';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXEC, RUN } from './flags.ts';
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
  ])('answers %j on stdout', (argv, text) => {
    const { status, stdout, stderr } = wadup(...argv);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: text, stderr: '' });
  });

  it.each([
    [['--thread', '3'], 'wadup: There is no option --thread. Did you mean --threads?\nAll options: wadup --help\n'],
    [['exce'], "wadup: There is no command 'exce'. Did you mean 'wadup exec'?\nAll options: wadup --help\n"],
    [['run', '--fuel', 'x'], /^wadup: --fuel must be a whole number .*, not 'x'\.\nAll options: wadup --help\n$/],
    [[], /^wadup: --modules, --input and --output are missing\. Usage: wadup .*\nAll options: wadup --help\n$/],
    [['exec'], /^wadup: No module .*MODULE\.wasm.*\nAll options: wadup exec --help\n$/],
    [['exec', '--banana'], 'wadup: There is no option --banana.\nAll options: wadup exec --help\n'],
    [['constructor'], /^wadup: There is no command 'constructor'\. Usage: /],
  ])('ends with 2 and a sentence for %j', (argv, sentence) => {
    const { status, stdout, stderr } = wadup(...argv);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
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
