// Makes packages/cli complete for `npm pack` and `npm publish`: fresh bundles, types, the guest libraries and
// runtimes, and the texts that belong to every copy of the software.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.mjs';
import { copyDeclarations } from './declarations.mjs';
import { copyShipped } from './shipped.mjs';
import { fail, root, runNode, toolPath } from './toolchain.mjs';

if (runNode([toolPath('typescript', 'tsc'), '-b', 'packages/cli']) !== 0)
  fail('prepack: the types are wrong (see above)');
await bundle();
copyDeclarations();
copyShipped();
for (const name of ['README.md', 'LICENSE', 'THIRD_PARTY.md']) {
  copyFileSync(join(root, name), join(root, 'packages/cli', name));
}
