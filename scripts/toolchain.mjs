// What the scripts share: where the repository is, which Node runs its programs, and how a step is run. Plain
// JavaScript for any Node from 20 on, because it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the repository. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Oldest Node that runs the product (type stripping, node:sqlite). */
const OLDEST_NODE = [22, 18];

/** Ends the program when a step cannot go on: one sentence on stderr, exit status 1. */
export function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

export function readJson(path) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}

/**
 * The Node that the project brings as an npm package, or the running one where it is new enough and the project has
 * none for this machine.
 */
export function projectNode() {
  for (const name of Object.keys(readJson('package.json').optionalDependencies)) {
    for (const file of ['node', 'node.exe']) {
      const path = join(root, 'node_modules', name, 'bin', file);
      if (existsSync(path)) return path;
    }
  }
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return process.execPath;
  return fail(
    `The project brings no Node for ${process.platform} on ${process.arch}, and this one (${process.version}) is too ` +
      `old: install Node ${OLDEST_NODE.join('.')} or newer.`,
  );
}

/** The environment in which `node` and the installed tools are the project's own. */
export function projectEnvironment() {
  const path = [dirname(projectNode()), join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter);
  return { ...process.env, PATH: path };
}

/**
 * Runs a program of the project with its output shown, and gives its exit status. Tools in node_modules are named by
 * their JavaScript file, so that no shell is needed on any system.
 */
export function run(command, args, options = {}) {
  const { error, status, signal } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (error !== undefined) fail(`${command} could not be started: ${error.message}`);
  return signal === null ? status : 1;
}

/** Runs a JavaScript or TypeScript file with the project's Node. */
export function runNode(args, options = {}) {
  return run(projectNode(), args, { env: projectEnvironment(), ...options });
}

/** The path of the program that an installed package provides. */
export function toolPath(packageName, program = packageName) {
  const bin = readJson(`node_modules/${packageName}/package.json`).bin;
  return join(root, 'node_modules', packageName, typeof bin === 'string' ? bin : bin[program]);
}

/** Whether the file was started itself, not imported. */
export function isMain(moduleUrl) {
  return process.argv[1] !== undefined && fileURLToPath(moduleUrl) === realpathSync(process.argv[1]);
}
