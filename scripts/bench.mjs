// `npm run bench`: sets up, then measures wadup beside a native floor and other hosts. Arguments go to bench/harness.ts.
// `npm run bench -- micro` times the layers instead.
import { setup } from './setup.mjs';
import { runNode } from './toolchain.mjs';

const [first, ...rest] = process.argv.slice(2);
setup();
process.exitCode = runNode(
  first === 'micro' ? ['bench/micro/main.ts', ...rest] : ['bench/harness.ts', ...process.argv.slice(2)],
);
