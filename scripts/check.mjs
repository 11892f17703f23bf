// Types, lint and format of the whole repository. All three are run, so that one look shows everything.
import { isMain, runNode, toolPath } from './toolchain.mjs';

const CHECKS = [
  { name: 'types', tool: ['typescript', 'tsc'], args: ['-b'] },
  { name: 'lint', tool: ['oxlint'], args: ['.'] },
  { name: 'format', tool: ['@biomejs/biome', 'biome'], args: ['format', '.'] },
];

/** Gives the names of the checks that failed. */
export function check() {
  return CHECKS.filter(({ tool, args }) => runNode([toolPath(...tool), ...args]) !== 0).map(({ name }) => name);
}

if (isMain(import.meta.url)) {
  const failed = check();
  if (failed.length > 0) process.stderr.write(`check: ${failed.join(', ')} failed (see above)\n`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}
