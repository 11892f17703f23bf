// `npm run bench`: sets up, then measures wadup beside a native floor and other hosts. Arguments go to bench/harness.ts.
import { setup } from './setup.mjs';
import { runNode } from './toolchain.mjs';

setup();
process.exitCode = runNode(['bench/harness.ts', ...process.argv.slice(2)]);
