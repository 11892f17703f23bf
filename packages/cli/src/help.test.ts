import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BUILD, EXEC, NEW, RUN, TEST } from './flags.ts';
import { formatHelp } from './help.ts';

const GOLDEN = join(import.meta.dirname, '../../../tests/golden');

/** Compares with a golden file; BLESS=1 writes it anew. */
function expectGolden(name: string, text: string): void {
  const path = join(GOLDEN, name);
  if (process.env['BLESS'] === '1') writeFileSync(path, text);
  expect(text).toBe(existsSync(path) ? readFileSync(path, 'utf8') : '');
}

it('shows the help of the main job as blessed', () => {
  expectGolden('help.txt', formatHelp(RUN, undefined));
});

it('shows the help of exec as blessed', () => {
  expectGolden('help-exec.txt', formatHelp(EXEC, undefined));
});

it.each([NEW, BUILD, TEST])('shows the help of $name as blessed, with an example', (command) => {
  expectGolden(`help-${command.name.replace('wadup ', '')}.txt`, formatHelp(command, undefined));
  expect(formatHelp(command, undefined)).toContain(`Example: ${command.name} `);
});

it('lists every command in the main help', () => {
  for (const { name } of [NEW, BUILD, TEST, EXEC]) expect(formatHelp(RUN, undefined)).toContain(`\n  ${name} `);
});

it('shows help on a narrow terminal as blessed', () => {
  expectGolden('help-narrow.txt', formatHelp(RUN, 50));
});

it.each([20, 40, 60, 80, 100, 500])('keeps every line of help within the width at %d columns', (columns) => {
  const width = Math.max(40, Math.min(columns, 100));
  for (const command of [RUN, EXEC, NEW, BUILD, TEST]) {
    const tooLong = formatHelp(command, columns)
      .split('\n')
      // The usage line is one line, so that it can be copied.
      .filter((line) => line.length > width && !line.startsWith('Usage: '));
    expect(tooLong).toEqual([]);
  }
});
