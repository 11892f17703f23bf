/** What an installer put into a folder, as files of a module. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuildError } from '../errors.ts';
import { compiledOnly } from './refusals.ts';
import { MOST_BYTES } from './sources.ts';
import { isStub } from './stub-wheels.ts';

/** Scripts for a shell, and what tools noted: some of it names folders of this machine. */
const LEFT_OUT =
  /^bin\/|(?:^|\/)__pycache__\/|\.pyc$|^[^/]+\.dist-info\/(?:RECORD|INSTALLER|REQUESTED|WHEEL|direct_url\.json|uv_cache\.json)$|^\.lock$/;
const WHEEL_FACTS = /^([^/]+)\.dist-info\/WHEEL$/;

/**
 * All files that belong into a module, by path.
 * @throws {BuildError} when a package is not pure Python, or it is all too much.
 */
export function readInstalled(folder: string): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  let total = 0;
  for (const path of filesUnder(folder)) {
    const bytes = readFileSync(join(folder, path));
    const wheel = WHEEL_FACTS.exec(path)?.[1];
    if (wheel !== undefined) checkPure(wheel, bytes.toString('utf8'));
    if (isLeftOut(path) || isStub(path.split('/', 1)[0] ?? '')) continue;
    total += bytes.length;
    if (total > MOST_BYTES) {
      throw new BuildError(`The dependencies have more than ${MOST_BYTES / 1024 ** 2} MiB: too much for one module.`);
    }
    files.set(path, bytes);
  }
  return files;
}

/** Whether a file of an installed package has no place in a module. */
export function isLeftOut(path: string): boolean {
  return LEFT_OUT.test(path);
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath.slice(folder.length)}/${entry.name}`.replaceAll('\\', '/').replace(/^\/+/, ''))
    .sort();
}

function checkPure(wheel: string, facts: string): void {
  const tags = [...facts.matchAll(/^Tag:\s*(\S+)/gm)].map(([, tag = '']) => tag);
  const foreign = tags.find((tag) => !tag.endsWith('-none-any'));
  if (foreign !== undefined)
    throw new BuildError(compiledOnly(wheel.replace(/-[^-]*$/, ''), `${wheel}-${foreign}.whl`));
}
