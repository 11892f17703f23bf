/** Makes the archive of the standard library, package wadup and the zone files, compiled. */
import { cpSync, globSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildPythonProgram } from './fetch.mjs';
import { run } from './workplace.mjs';
import { zipFolder } from './zip.mjs';

const HERE = import.meta.dirname;
const PACKAGE = join(HERE, '..', '..', '..', 'guest', 'python', 'wadup');

/** Gives the archive's bytes. */
export function buildLibrary(place, folder, tzdataWheel) {
  const python = buildPythonProgram(place);
  const env = { PYTHONHASHSEED: '0' };
  const zones = join(place.root, 'build', 'tzdata');
  const facts = join(place.root, 'build', 'sysconfig');
  const compiled = join(place.root, 'build', 'library');
  for (const one of [zones, facts]) {
    rmSync(one, { recursive: true, force: true });
    mkdirSync(one, { recursive: true });
  }
  run('python3', ['-m', 'zipfile', '-e', tzdataWheel, zones]);
  const about = join(facts, '_sysconfigdata__wasi_wasm32-wasi.py');
  run(python, ['-I', join(HERE, 'sysconfig_data.py'), place.cpython, place.root, about], { env });
  const folders = [
    `${join(folder, 'Lib')}=`,
    `${join(HERE, '..', 'library')}=`,
    `${join(zones, 'tzdata')}=tzdata`,
    `${facts}=`,
    `${PACKAGE}=wadup`,
  ];
  run(python, ['-I', join(HERE, 'compile_library.py'), compiled, ...folders], { env });
  // importlib.metadata finds it, and with it the licence.
  for (const information of globSync(join(zones, '*.dist-info')))
    cpSync(information, join(compiled, basename(information)), { recursive: true });
  return zipFolder(compiled);
}
