/** The README's table of options is the one of the program. BLESS=1 writes it anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Flag, RUN } from './flags.ts';

const README = join(import.meta.dirname, '../../../README.md');
const TABLE = /(?<=<!-- options -->\n)[^]*(?=<!-- \/options -->)/;

function row(flag: Flag): string {
  const short = flag.short === undefined ? '' : `\`-${flag.short}\`, `;
  const value = flag.value === undefined ? '' : ` ${flag.value}`;
  const fallback = flag.required === true ? 'required' : (flag.fallback ?? (flag.value === undefined ? '' : 'none'));
  const range = flag.range?.join(' to ') ?? '';
  return `| ${short}\`--${flag.name}${value}\` | ${flag.doc} | ${fallback} | ${range} |\n`;
}

function optionsTable(): string {
  return `| option | meaning | default | range |\n|---|---|---|---|\n${RUN.flags.map(row).join('')}`;
}

it('has the options of the program in the README', () => {
  const readme = readFileSync(README, 'utf8');
  if (process.env['BLESS'] === '1')
    writeFileSync(README, readme.replace(TABLE, optionsTable().replaceAll('$', '$$$$')));
  expect(TABLE.exec(readFileSync(README, 'utf8'))?.[0]).toBe(optionsTable());
});
