// `npm run build`: everything that can be built, in order; each step skips what is up to date.
import { bundle } from './bundle.mjs';
import { copyDeclarations } from './declarations.mjs';
import { fail, runNode, toolPath } from './toolchain.mjs';

const STEPS = [
  {
    name: 'types',
    build: () => (runNode([toolPath('typescript', 'tsc'), '-b']) === 0 ? 'checked' : undefined),
  },
  {
    name: 'bundle',
    build: async () => describeChange(await bundle()),
  },
  {
    name: 'declarations',
    build: () => describeChange(copyDeclarations()),
  },
  {
    name: 'examples',
    build: () => (runNode(['scripts/build-examples.mjs']) === 0 ? 'built' : undefined),
  },
];

function describeChange(written) {
  return written === 0 ? 'up to date' : `${written} files written`;
}

for (const { name, build } of STEPS) {
  const outcome = await build();
  if (outcome === undefined) fail(`build: ${name} failed (see above)`);
  process.stderr.write(`build: ${name}: ${outcome}\n`);
}
