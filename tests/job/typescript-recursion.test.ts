/** JavaScript's stack ends before V8's does, whatever recurses: an error that can be caught, and no trap. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Job } from './job.ts';
import { buildTypescriptIn } from './typescript-project.ts';

const PROJECT = join(import.meta.dirname, '../fixtures/typescript/recursion');

/** The names are the keys of `kinds` in the project. */
const KINDS = [
  'call',
  'call with much in it',
  'getter',
  'constructor',
  'callback of map',
  'callback of sort',
  'callback of replace',
  'apply',
  'bound function',
  'handler of a proxy',
  'chain of proxies',
  'toString',
  'conversion to a number',
  'toJSON',
  'generator',
  'iterator in an iterator',
  'error that caused an error',
  'JSON.parse of lists',
  'JSON.parse of objects',
  'JSON.stringify',
  'text of a list',
  'flat',
  'structuredClone',
  'code with parentheses',
  'code with lists',
  'code with functions',
  'code with signs',
  'code with blocks',
  'code with choices',
  'code with templates',
  'code with patterns',
  'code with classes',
  'expression with groups',
  'expression with choices',
  'expression that looks ahead',
  'expression with sets',
];
/** They need no stack, or so little that they come to their end. */
const HARMLESS = [
  'async function',
  'JSON.parse with a reviver',
  'console.log',
  'freeing of lists',
  'freeing of closures',
  'chain of promises',
  'chain of prototypes',
  'expression that goes back',
];

test.each([{}, { fuel: 1_000_000_000_000 }])('no way to recurse ends in a trap, with limits %j', async (limits) => {
  const kinds = [...KINDS, ...HARMLESS];
  const inputs = Object.fromEntries(kinds.map((kind, number) => [String(number), kind]));
  using job = new Job({ recursion: await buildTypescriptIn(PROJECT) }, inputs);
  await job.run(limits);
  expect(job.rows('SELECT filename, error_message FROM __wadup_content WHERE status <> ?', 'success')).toEqual([]);
  const endings = Object.fromEntries(job.rows('SELECT kind, ending FROM endings'));
  expect(Object.keys(endings).toSorted()).toEqual(kinds.toSorted());
  for (const kind of KINDS) expect(`${kind}: ${endings[kind]}`).toMatch(/(?:Range|Syntax)Error: |Error: caused/);
  for (const kind of HARMLESS) expect(`${kind}: ${endings[kind]}`).toBe(`${kind}: ended`);
});
