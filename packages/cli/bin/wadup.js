#!/usr/bin/env node
// Only checks that this Node can run WADUP, then loads it. Must parse on Node versions that cannot.
import { existsSync } from 'fs';
import { dirname, join } from 'path';
import { fileURLToPath, pathToFileURL } from 'url';

const version = process.versions.node.split('.').map(Number);
const main = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist', 'main.js');

if (version[0] < 22 || (version[0] === 22 && version[1] < 18)) {
  process.stderr.write(
    'wadup needs Node 22.18 or newer, and this is ' + process.versions.node + ' (' + process.execPath + ').\n',
  );
  process.exitCode = 1;
} else if (!existsSync(main)) {
  process.stderr.write('wadup is not built yet: run `npm run build` in its repository first.\n');
  process.exitCode = 1;
} else {
  import(pathToFileURL(main).href);
}
