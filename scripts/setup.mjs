// Makes a clone ready to run: installs what package-lock.json names when it is not there, then bundles the command.
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fail, isMain, readJson, root, run, runNode } from './toolchain.mjs';

/**
 * What the lock file asks for and node_modules does not have. npm's own record of what it installed is compared, so
 * neither dates nor a stamp can be wrong. Packages for other systems are optional and may be absent.
 */
export function missingPackages(wanted, installed) {
  return Object.entries(wanted)
    .filter(([path]) => path.startsWith('node_modules/'))
    .filter(([path, entry]) => {
      const present = installed[path];
      if (present === undefined) return entry.optional !== true && entry.devOptional !== true && entry.peer !== true;
      return present.version !== entry.version || present.integrity !== entry.integrity || present.link !== entry.link;
    })
    .map(([path]) => path.slice('node_modules/'.length));
}

function isInstalled() {
  if (!existsSync(join(root, 'node_modules/.package-lock.json'))) return false;
  const wanted = readJson('package-lock.json').packages;
  return missingPackages(wanted, readJson('node_modules/.package-lock.json').packages).length === 0;
}

function install() {
  process.stderr.write('Installing what package-lock.json names (npm ci)…\n');
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  const status =
    npm !== undefined && basename(npm) === 'npm-cli.js'
      ? run(process.execPath, [npm, ...args])
      : run('npm', args, { shell: process.platform === 'win32' });
  if (status !== 0) fail('npm ci failed (see above). Is the network reachable?');
}

export function setup() {
  if (!isInstalled()) install();
  // Also after `npm ci`: a machine may be set to run no install scripts.
  if (runNode(['scripts/bundle.mjs']) !== 0) fail('The command could not be bundled (see above).');
}

if (isMain(import.meta.url)) setup();
