import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandResult, runCommand } from '../command.ts';
import { BuildError, MissingToolError } from '../errors.ts';
import type { InstallRequest, Installer, InstallerContext } from './installer.ts';
import { TARGET_ENVIRONMENT, TARGET_PYTHON } from './markers.ts';
import { compiledOnly, neededBy, sourceOnly } from './refusals.ts';
import { normalizedName } from './requirement.ts';

const PROGRAMS = process.platform === 'win32' ? ['py', 'python', 'python3'] : ['python3', 'python'];
/** Of the wheels that could be shown, one that most people know. */
const ANY_MACHINE = 'manylinux';
/** What the launcher below ends with when this Python has no pip that can be used. */
const UNUSABLE = 97;

/**
 * pip decides markers for the machine that it runs on, whatever it is told to install for: this gives them the values
 * that they will have in the sandbox.
 */
const LAUNCHER = `
import sys
# The folder that it is run in: a project may have a file that is called like a module of pip's.
sys.path[:] = [entry for entry in sys.path if entry]
try:
    if sys.version_info < (3, 9):
        sys.exit(${UNUSABLE})
    from pip._internal.cli.main import main
    from pip._vendor.packaging import markers
except ImportError:
    sys.exit(${UNUSABLE})
original = markers.default_environment
markers.default_environment = lambda: {**original(), **${JSON.stringify(TARGET_ENVIRONMENT)}}
sys.exit(main(sys.argv[1:]))
`;

/** `null` when no Python with pip is there. */
export async function findPip(context: InstallerContext): Promise<Installer | null> {
  for (const program of PROGRAMS) {
    try {
      const { status } = await run(program, context, ['--version']);
      if (status === 0) return { name: 'pip', install: (request) => install(program, context, request) };
    } catch (thrown) {
      if (!(thrown instanceof MissingToolError)) throw thrown;
    }
  }
  return null;
}

async function install(program: string, context: InstallerContext, request: InstallRequest): Promise<void> {
  const { lines, complete, stubs, target, scratch } = request;
  mkdirSync(scratch, { recursive: true });
  const [wanted, constraints] = [join(scratch, 'wanted.txt'), join(scratch, 'constraints.txt')];
  const log = join(scratch, 'log.txt');
  writeFileSync(wanted, lines.map((line) => `${line}\n`).join(''));
  writeFileSync(constraints, stubs.constraints.map((line) => `${line}\n`).join(''));
  const args = ['install', '--target', target, '--only-binary', ':all:', '--no-compile', '--no-input', '--log', log];
  args.push('--python-version', TARGET_PYTHON, '--implementation', 'py', '--abi', 'none', '--platform', 'any');
  args.push('--find-links', stubs.folder, '-r', wanted, ...(complete ? ['--no-deps'] : ['-c', constraints]));
  const result = await run(program, context, args);
  if (result.status !== 0) throw failure(result, log, lines);
}

/** pip says only that nothing fits; its log, a file that need not be there, says what there would be. */
function failure({ stdout, stderr }: CommandResult, logFile: string, lines: readonly string[]): BuildError {
  const log = existsSync(logFile) ? readFileSync(logFile, 'utf8') : '';
  const wanted = /No matching distribution found for ([A-Za-z0-9._-]+)/.exec(stderr)?.[1];
  const conflict = /^The conflict is caused by:\n(?: {4}.*\n)+/m.exec(stdout + stderr)?.[0] ?? '';
  const refused = wanted === undefined ? refusedByConflict(conflict, log) : refusedAlone(wanted, stderr, log);
  if (refused !== null) return new BuildError(refused);
  const errors = stderr.split('\n').filter((line) => line.startsWith('ERROR:'));
  const told = [...errors, conflict].join('\n').trim();
  const named = told.replaceAll(
    /-r \S*wanted\.txt \(line (\d+)\)/g,
    (_, line: string) => lines[Number(line) - 1] ?? '',
  );
  return new BuildError(`pip cannot fetch the dependencies.\n${named}`);
}

/** Why none of a package's files can be used; `null` when pip saw none that it passed over for what they are. */
function refusal(name: string, log: string): string | null {
  const skipped = skippedFiles(log, name);
  const wheels = skipped.filter((file) => file.endsWith('.whl'));
  const wheel = wheels.findLast((file) => file.includes(ANY_MACHINE)) ?? wheels.at(-1);
  if (wheel !== undefined) return compiledOnly(name, wheel);
  return skipped.length > 0 ? sourceOnly(name) : null;
}

/** pip says in brackets who asked for it, unless that was the project. */
function refusedAlone(wanted: string, stderr: string, log: string): string | null {
  const name = normalizedName(wanted);
  const why = refusal(name, log);
  const by =
    /^ERROR: Could not find a version that satisfies the requirement [^\n(]*\(from (?!versions|-r )([\w.-]+)/m.exec(
      stderr,
    )?.[1];
  return why === null || by === undefined ? why : neededBy(why, by, name);
}

/** Where all versions of one package need another of which nothing can be used, pip speaks of a conflict. */
function refusedByConflict(conflict: string, log: string): string | null {
  for (const [, by = '', wanted = ''] of conflict.matchAll(/^ {4}(\S+) \S+ depends on ([A-Za-z0-9._-]+)/gm)) {
    const name = normalizedName(wanted);
    // Of one that has files that could be used, only the version is in the way.
    const why = nothingUsable(log, name) ? refusal(name, log) : null;
    if (why !== null) return neededBy(why, by, name);
  }
  return null;
}

function nothingUsable(log: string, name: string): boolean {
  const empty = log.matchAll(/check 0 links for project '([^'\n]+)'/g);
  return [...empty].some(([, project = '']) => normalizedName(project) === name);
}

/** Files of a package that pip saw and could not use, for another reason than that they are for another Python. */
function skippedFiles(log: string, name: string): string[] {
  const lines = log.matchAll(
    /Skipping link: (?:none of the wheel's tags|No sources permitted)[^\n]*?\/([^/\s#]+\.(?:whl|tar\.gz|zip))\b/g,
  );
  return [...lines].flatMap(([, file = '']) => {
    const rest = normalizedName(file).slice(name.length);
    return normalizedName(file).startsWith(name) && /^-\d/.test(rest) ? [file] : [];
  });
}

async function run(program: string, context: InstallerContext, args: readonly string[]): Promise<CommandResult> {
  const quiet = { PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_PROGRESS_BAR: 'off', PIP_ROOT_USER_ACTION: 'ignore' };
  return await runCommand(program, ['-c', LAUNCHER, ...args], {
    cwd: context.directory,
    environment: { ...context.environment, ...quiet },
    signal: context.signal,
    missing: `${program} is not installed.`,
  });
}
