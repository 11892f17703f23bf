// Adds to package-lock.json the optional packages for other systems that npm left out. npm does so when the registry
// in use does not have them, and `npm ci` then refuses the file everywhere. Run after every `npm install`; a test
// notices when it was forgotten.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMain, root } from './toolchain.mjs';

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

/** `[parent path, package name, version]` of every optional dependency that has no entry. */
export function missingOptionals(packages) {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => packages[`node_modules/${name}`] === undefined)
      .map(([name, version]) => ({ path, name, version })),
  );
}

/** Such packages name their system: `binding-linux-arm64-musl`, `cli-win32-x64`. */
function entryFor({ name, version }, parent) {
  const words = name.split(/[-/]/);
  const system = words.find((word) => SYSTEMS.includes(word));
  const processor = words.find((word) => PROCESSORS.includes(word));
  if (system === undefined || processor === undefined || !/^\d+\.\d+\.\d+$/.test(version)) {
    throw new Error(`${name}@${version}: the name tells no system and processor, or the version is not exact`);
  }
  const libc = words.includes('musl') ? 'musl' : 'glibc';
  return {
    version,
    cpu: [processor],
    ...(parent.dev === true ? { dev: true } : {}),
    ...(system === 'linux' && words.some((word) => /^(musl|gnu)/.test(word)) ? { libc: [libc] } : {}),
    ...(parent.license === undefined ? {} : { license: parent.license }),
    optional: true,
    os: [system],
  };
}

function completeLock() {
  const path = join(root, 'package-lock.json');
  const lock = JSON.parse(readFileSync(path, 'utf8'));
  for (const missing of missingOptionals(lock.packages)) {
    lock.packages[`node_modules/${missing.name}`] = entryFor(missing, lock.packages[missing.path]);
  }
  lock.packages = Object.fromEntries(
    Object.entries(lock.packages).sort(([one], [other]) => one.localeCompare(other, 'en')),
  );
  writeFileSync(path, `${JSON.stringify(lock, undefined, 2)}\n`);
}

if (isMain(import.meta.url)) completeLock();
