// `npm start`: sets up, makes a little data of every kind, runs the example modules over it and shows what came out.
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DEMO_MODULES, DEMO_PYTHON_MODULE } from './demo-modules.mjs';
import { setup } from './setup.mjs';
import { fail, root, runNode } from './toolchain.mjs';

const DATABASE = 'demo/wadup.db';
const NEXT_QUERY =
  'SELECT c.filename, p.filename AS inside, c.status FROM __wadup_content c ' +
  'JOIN __wadup_content p ON p.uuid = c.parent_uuid';

function step(command, args) {
  const status = runNode([command, ...args]);
  if (status !== 0) fail(`${command} ended with status ${status} (see above).`);
}

/** A fresh demo/: a second start must not append to the database of the first. */
function prepareDemo() {
  rmSync(join(root, 'demo'), { recursive: true, force: true });
  mkdirSync(join(root, 'demo/modules'), { recursive: true });
  for (const name of DEMO_MODULES) {
    const source = join(root, 'examples', name, `${name}.wasm`);
    if (!existsSync(source)) fail(`examples/${name}/${name}.wasm is missing: run \`npm run build:examples\`.`);
    copyFileSync(source, join(root, 'demo/modules', `${name}.wasm`));
  }
  // A module in Python is made from its source in a second, and would be 15 MB if it were kept.
  step('scripts/examples/build-project.mjs', [
    'python',
    `examples/${DEMO_PYTHON_MODULE}`,
    `demo/modules/${DEMO_PYTHON_MODULE}.wasm`,
  ]);
  step('scripts/sample-data.mjs', ['demo/input']);
}

setup();
prepareDemo();
process.stderr.write(`\n$ npx wadup --modules demo/modules --input demo/input --output ${DATABASE}\n`);
step('packages/cli/bin/wadup.js', ['--modules', 'demo/modules', '--input', 'demo/input', '--output', DATABASE]);
process.stdout.write('\n');
step('scripts/query.mjs', [DATABASE]);
process.stdout.write(
  `The database is ${join(root, DATABASE)} (SQLite: any program that reads it will do).\n` +
    `Next, ask what was inside what:\n\n  npm run -s query -- ${DATABASE} "${NEXT_QUERY}"\n`,
);
