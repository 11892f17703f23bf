/**
 * Builds a variant of the Python runtime, with these extensions, those that others need first:
 * node runtime/python/extensions/build.mjs numpy [pandas …] [--base FOLDER] [--work FOLDER] [--seconds N] [--check]
 *
 * The plain runtime must have been built in the folder of --base (by default target/python). See README.md.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runtimeName } from '../../../packages/builder/src/python/variants.ts';
import { workplace } from '../build/workplace.mjs';
import { assemble, compare, publish } from './variant.mjs';

const PYTHON_FOLDER = resolve(import.meta.dirname, '..');
const TARGET = resolve(PYTHON_FOLDER, '..', '..', 'target');

const { values, positionals: extensions } = parseArgs({
  allowPositionals: true,
  options: {
    base: { type: 'string', default: join(TARGET, 'python') },
    work: { type: 'string', default: join(TARGET, 'python-extensions') },
    seconds: { type: 'string' },
    check: { type: 'boolean' },
    tests: { type: 'boolean' },
  },
});
const base = resolve(values.base);
const work = resolve(values.work);
const name = runtimeName(extensions.toSorted());

const options = [
  ...(values.seconds === undefined ? [] : ['--seconds', values.seconds]),
  ...(values.tests === true ? ['--with-tests'] : []),
];
const script = join(import.meta.dirname, 'build.py');
const done = spawnSync('python3', ['-B', script, work, ...extensions, '--base', base, ...options], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
});
if (done.status !== 0) process.exit(done.status ?? 1);
const variant = JSON.parse(done.stdout.trim().split('\n').at(-1));

const runtime = assemble(workplace(base), join(work, name), variant);
if (values.tests === true) writeFileSync(join(work, name, 'with-tests.wasm'), runtime);
else if (values.check === true) process.exitCode = compare(runtime, PYTHON_FOLDER, name) ? 0 : 1;
else publish(runtime, PYTHON_FOLDER, name);
