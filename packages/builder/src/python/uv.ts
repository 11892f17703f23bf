import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandResult, runCommand } from '../command.ts';
import { BuildError, MissingToolError } from '../errors.ts';
import type { InstallRequest, Installer, InstallerContext } from './installer.ts';
import { TARGET_PYTHON } from './markers.ts';
import { compiledOnly, sourceOnly } from './refusals.ts';
import { parseRequirement, requirementLine } from './requirement.ts';

/** uv knows no WASI. This platform takes no wheels but those of pure Python and, of the few that there are, its own. */
const PLATFORM = 'wasm32-pyodide2024';

/** `null` when there is no uv, or one that is too old. */
export async function findUv(context: InstallerContext): Promise<Installer | null> {
  try {
    const { status, stdout } = await run(context, ['pip', 'install', '--help']);
    if (status !== 0 || !stdout.includes(PLATFORM)) return null;
  } catch (thrown) {
    if (thrown instanceof MissingToolError) return null;
    throw thrown;
  }
  return { name: 'uv', install: (request) => install(context, request) };
}

async function install(context: InstallerContext, request: InstallRequest): Promise<void> {
  mkdirSync(request.scratch, { recursive: true });
  const lines = request.complete ? request.lines : await resolve(context, request);
  const pinned = join(request.scratch, 'pinned.txt');
  writeFileSync(pinned, lines.map((line) => `${line}\n`).join(''));
  const args = ['pip', 'install', '--quiet', '--target', request.target, '--no-deps', '--only-binary', ':all:'];
  args.push('--python-version', TARGET_PYTHON, '--python-platform', PLATFORM, '--link-mode', 'copy');
  args.push('--find-links', request.stubs.folder, '-r', pinned);
  const result = await run(context, args);
  if (result.status !== 0) throw failure(result, true);
}

/** All packages with their versions, for every platform; those that are needed here are chosen from it. */
async function resolve(context: InstallerContext, { lines, stubs, scratch }: InstallRequest): Promise<string[]> {
  const [wanted, constraints] = [join(scratch, 'wanted.txt'), join(scratch, 'constraints.txt')];
  writeFileSync(wanted, lines.map((line) => `${line}\n`).join(''));
  writeFileSync(constraints, stubs.constraints.map((line) => `${line}\n`).join(''));
  const args = ['pip', 'compile', wanted, '--quiet', '--universal', '--python-version', TARGET_PYTHON];
  args.push('--only-binary', ':all:', '--no-header', '--no-annotate', '--find-links', stubs.folder, '-c', constraints);
  const result = await run(context, args);
  if (result.status !== 0) throw failure(result, false);
  return result.stdout.split('\n').flatMap((line) => {
    // Where the packages come from is for uv's own settings, in both steps.
    if (line.trim() === '' || line.startsWith('#') || line.startsWith('-')) return [];
    const requirement = parseRequirement(line);
    if (typeof requirement === 'string') throw new BuildError(`uv chose '${line}', which ${requirement}.`);
    return requirement.holds ? [requirementLine(requirement)] : [];
  });
}

/** `resolved`: everything has a wheel for some machine. */
function failure({ stderr }: CommandResult, resolved: boolean): BuildError {
  const name = /(?:Because |And because )(?:all versions of )?([\w.-]+)\S* ha(?:s|ve) no (?:usable )?wheels/.exec(
    stderr,
  )?.[1];
  if (name !== undefined) return new BuildError(resolved ? compiledOnly(name) : sourceOnly(name));
  const told = stderr.replaceAll(/^(?:warning|Using CPython|hint).*\n?/gm, '').trim();
  return new BuildError(`uv cannot fetch the dependencies.\n${told}`);
}

async function run(
  { directory, environment, signal }: InstallerContext,
  args: readonly string[],
): Promise<CommandResult> {
  return await runCommand('uv', ['--no-progress', '--color', 'never', ...args], {
    cwd: directory,
    environment,
    signal,
    missing: 'uv is not installed.',
  });
}
