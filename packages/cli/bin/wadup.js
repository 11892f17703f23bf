#!/usr/bin/env node
// Only checks that this Node can run WADUP, then loads it. Must parse on Node versions that cannot.
import { existsSync, realpathSync } from 'fs';
import { dirname, join } from 'path';
import { fileURLToPath, pathToFileURL } from 'url';

const launcher = fileURLToPath(import.meta.url);
const version = process.versions.node.split('.').map(Number);
const main = join(dirname(launcher), '..', 'dist', 'main.js');

if (version[0] < 22 || (version[0] === 22 && version[1] < 18)) {
  const node = installedNode();
  if (node === undefined) refuse();
  else runWith(node);
} else if (!existsSync(main)) {
  process.stderr.write('wadup is not built yet: run `npm run build` in its repository first.\n');
  process.exitCode = 1;
} else {
  import(pathToFileURL(main).href);
}

/** The Node that npm installed beside this package; one that is too old itself finds only itself. */
function installedNode() {
  const program =
    process.platform === 'win32' ? join('node-win-' + process.arch, 'bin', 'node.exe') : join('.bin', 'node');
  for (let folder = dirname(launcher); ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', program);
    if (existsSync(path)) return realpathSync(path) === realpathSync(process.execPath) ? undefined : path;
    if (folder === dirname(folder)) return undefined;
  }
}

function refuse() {
  process.stderr.write(
    'wadup needs Node 22.18 or newer, and this is ' + process.versions.node + ' (' + process.execPath + ').\n',
  );
  process.exitCode = 1;
}

/** The same command again; signals and how it ends are passed on. */
async function runWith(node) {
  const { spawn } = await import('child_process');
  const child = spawn(node, [launcher].concat(process.argv.slice(2)), { stdio: 'inherit' });
  const forward = (signal) => child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM'];
  for (const signal of signals) process.on(signal, forward);
  child.on('error', refuse);
  child.on('exit', (status, signal) => {
    for (const name of signals) process.removeListener(name, forward);
    if (signal === null) process.exitCode = status;
    else process.kill(process.pid, signal);
  });
}
