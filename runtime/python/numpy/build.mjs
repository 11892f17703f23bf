/**
 * Builds a variant of the Python runtime:
 * node runtime/python/numpy/build.mjs [--with pandas] [--base FOLDER] [--work FOLDER] [--seconds N] [--check]
 *
 * The plain runtime must have been built in the folder of --base (by default target/python). See README.md.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { workplace } from '../build/workplace.mjs';
import { assemble, compare, publish } from './variant.mjs';

const PYTHON_FOLDER = resolve(import.meta.dirname, '..');
const TARGET = resolve(PYTHON_FOLDER, '..', '..', 'target');

const { values } = parseArgs({
  options: {
    with: { type: 'string' },
    base: { type: 'string', default: join(TARGET, 'python') },
    work: { type: 'string', default: join(TARGET, 'python-numpy') },
    seconds: { type: 'string' },
    check: { type: 'boolean' },
    tests: { type: 'boolean' },
  },
});
const base = resolve(values.base);
const work = resolve(values.work);
if (values.with !== undefined && values.with !== 'pandas') throw new Error('--with pandas is the only other variant');
const name = values.with === undefined ? 'python-numpy' : 'python-numpy-pandas';

const script = join(PYTHON_FOLDER, values.with ?? 'numpy', 'build.py');
const options = [
  ...(values.seconds === undefined ? [] : ['--seconds', values.seconds]),
  ...(values.tests === true ? ['--with-tests'] : []),
];
const done = spawnSync('python3', ['-B', script, work, '--base', base, ...options], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
});
if (done.status !== 0) process.exit(done.status ?? 1);
const variant = JSON.parse(done.stdout.trim().split('\n').at(-1));

const runtime = assemble(workplace(base), join(work, name), variant);
if (values.tests === true) writeFileSync(join(work, name, 'with-tests.wasm'), runtime);
else if (values.check === true) process.exitCode = compare(runtime, PYTHON_FOLDER, name) ? 0 : 1;
else publish(runtime, PYTHON_FOLDER, name);
