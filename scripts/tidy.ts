/**
 * The rules of the house that no linter knows. Each rule is a function from files to
 * complaints, so that each has a test which shows that it complains.
 */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { parseSource, type SyntaxNode, visit } from './syntax.ts';

export interface RepositoryFile {
  /** Relative to the repository, with slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const SOURCE = /\.(?:ts|mjs|js)$/;
const WRITTEN_BY_HAND = /\.(?:ts|mjs|js|rs|go|py|c|h|wat|sh)$/;
const BINARY = /\.(?:wasm|whl|db|sqlite|zip|gz|xz|zst|png|jpg|ico|woff2)$/;
const TEST = /\.test\.ts$|^packages\/[^/]+\/src\/testing\//;

export const MOST_FILE_LINES = 400;
export const MOST_FUNCTION_LINES = 70;
/** How a file or a function says why it is longer. */
const EXCUSE = /^\s*(?:\/\/|\/\*+|#|;;)\s*Long on purpose: \S/;

/** All complaints about a repository. */
export function tidy(files: readonly RepositoryFile[]): string[] {
  const texts = files
    .filter(({ path }) => !BINARY.test(path))
    .map(({ path, bytes }) => ({ path, text: decode(bytes) }));
  const sources = texts.filter(({ path }) => SOURCE.test(path));
  return [
    ...importComplaints(sources),
    ...cycleComplaints(sources),
    ...nameComplaints(files.map(({ path }) => path)),
    ...fileLengthComplaints(texts),
    ...sources.flatMap((file) => syntaxComplaints(file)),
    ...texts.flatMap((file) => machineComplaints(file)),
    ...exampleComplaints(files),
    ...(files.some(({ path }) => path === 'CHANGELOG.md') ? [] : ['CHANGELOG.md is missing']),
  ];
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

// ---- What may import what -------------------------------------------------------------------------------------------

/** Files that every stage may import: they belong to no stage. `vfs/errno` is numbers only. */
const SHARED = ['errors', 'make-folder', 'options', 'protocol', 'stages', 'sync', 'vfs/errno'];

/**
 * Data flows one way: input → scheduler → worker → instance → collect → store. The worker is the loop that joins the
 * stages around it; of the others each knows at most its neighbour: the scheduler opens inputs, an instance hands what
 * the guest did to collect, collect asks the store which tables there are.
 */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  input: [],
  scheduler: ['input'],
  worker: ['scheduler', 'instance', 'collect', 'store'],
  instance: ['wasi', 'vfs', 'gateway', 'collect', '@wadup/wasm'],
  wasi: ['vfs', 'gateway'],
  vfs: [],
  gateway: ['vfs'],
  collect: ['store'],
  store: [],
  exec: ['instance', 'wasi', 'vfs', 'gateway', 'collect', '@wadup/wasm'],
  rehearsal: ['instance', 'wasi', 'vfs', 'gateway', 'collect', '@wadup/wasm'],
};

/** They alone see all stages. */
const TOP = ['engine', 'index', 'run', 'start'];

const ENGINE = 'packages/engine/src/';

/** The part of the engine that a path belongs to: `store`, `errors`, `vfs/errno`. */
function enginePart(path: string): string {
  const [folder = '', ...others] = path
    .slice(ENGINE.length)
    .replace(/(?:\.d)?\.ts$/, '')
    .split('/');
  const whole = [folder, ...others].join('/');
  return SHARED.includes(whole) ? whole : folder;
}

export function importComplaints(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    importsOf(file).flatMap((specifier) => {
      const complaint = importComplaint(file.path, specifier);
      return complaint === undefined ? [] : [`${file.path} imports ${specifier}: ${complaint}`];
    }),
  );
}

function importComplaint(path: string, specifier: string): string | undefined {
  const target = resolveImport(path, specifier);
  const from = packageOf(path);
  if (from !== 'cli' && (packageOf(target) === 'cli' || target === 'wadup')) return 'nothing imports the command line';
  if (TEST.test(path)) return undefined;
  if (from === 'wasm') return packageOf(target) === 'wasm' ? undefined : 'packages/wasm imports nothing';
  if (from !== 'engine') return undefined;
  if (target.startsWith('node:')) return undefined;
  const part = enginePart(path);
  if (TOP.includes(part)) return undefined;
  const imported = target.startsWith(ENGINE) ? enginePart(target) : target;
  const allowed = SHARED.includes(part) ? SHARED : BELOW[part];
  if (allowed === undefined) return `scripts/tidy.ts does not know what ${part} may import`;
  if (imported === part || SHARED.includes(imported) || allowed.includes(imported)) return undefined;
  return `${part} may import only ${allowed.length === 0 ? 'what all share' : allowed.join(', ')}`;
}

function packageOf(path: string): string | undefined {
  return /^packages\/([^/]+)\//.exec(path)?.[1];
}

function resolveImport(path: string, specifier: string): string {
  return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier;
}

/** Specifiers of all imports, also of types, of re-exports, and of those that are made while running. */
export function importsOf(file: SourceFile): string[] {
  const specifiers: string[] = [];
  visit(parseSource(file), (node) => {
    const source = node['source'] as SyntaxNode | null | undefined;
    if (/Import|^Export/.test(node.type) && typeof source?.['value'] === 'string') specifiers.push(source['value']);
  });
  return specifiers;
}

export function cycleComplaints(files: readonly SourceFile[]): string[] {
  const known = new Set(files.map(({ path }) => path));
  const graph = new Map(
    files.map((file) => [
      file.path,
      importsOf(file)
        .map((name) => resolveImport(file.path, name))
        .filter((path) => known.has(path)),
    ]),
  );
  const complaints: string[] = [];
  const finished = new Set<string>();
  const follow = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) {
      complaints.push(`imports go round: ${[...way.slice(way.indexOf(path)), path].join(' → ')}`);
      return;
    }
    if (finished.has(path)) return;
    for (const next of graph.get(path) ?? []) follow(next, [...way, path]);
    finished.add(path);
  };
  for (const path of graph.keys()) follow(path, []);
  return complaints;
}

// ---- Names and sizes ------------------------------------------------------------------------------------------------

/** Names that say nothing about what is inside. */
const EMPTY_NAMES = /^(?:utils?|commons?|helpers?|misc)$/i;

export function nameComplaints(paths: readonly string[]): string[] {
  return paths
    .filter((path) => path.split('/').some((part) => EMPTY_NAMES.test(part.split('.')[0] ?? '')))
    .map((path) => `${path}: a name that says what is inside is better than utils, common, helpers or misc`);
}

export function fileLengthComplaints(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path, text }) => WRITTEN_BY_HAND.test(path) && !EXCUSE.test(text))
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0) }))
    .filter(({ lines }) => lines > MOST_FILE_LINES)
    .map(({ path, lines }) => `${path} has ${lines} lines, more than ${MOST_FILE_LINES}`);
}

/** `any`, default exports and long functions. */
export function syntaxComplaints(file: SourceFile): string[] {
  const complaints: string[] = [];
  const lineOf = (offset: number): number => file.text.slice(0, offset).split('\n').length;
  const groups = new Set<unknown>();
  visit(parseSource(file), (node) => {
    const at = `${file.path}:${lineOf(node.start)}`;
    if (node.type === 'TSAnyKeyword') complaints.push(`${at}: any`);
    if (node.type === 'ExportDefaultDeclaration' && !file.path.endsWith('.config.ts')) {
      complaints.push(`${at}: a default export has no name to search for`);
    }
    // The callback of describe is a list of tests, not a function that somebody has to understand as a whole.
    if (node.type === 'CallExpression' && isDescribe(file, node))
      for (const one of node['arguments'] as unknown[]) groups.add(one);
    if (!/Function/.test(node.type) || node['body'] === null || groups.has(node)) return;
    const lines = lineOf(node.end) - lineOf(node.start) + 1;
    if (lines > MOST_FUNCTION_LINES && !isExcused(file.text, node)) {
      complaints.push(`${at}: a function of ${lines} lines, more than ${MOST_FUNCTION_LINES}`);
    }
  });
  return complaints;
}

function isDescribe(file: SourceFile, call: SyntaxNode): boolean {
  const callee = call['callee'] as SyntaxNode;
  return TEST.test(file.path) && /^describe\b/.test(file.text.slice(callee.start, callee.end));
}

/** The excuse is the first line inside a function, or the line above it. */
function isExcused(text: string, node: SyntaxNode): boolean {
  const body = node['body'] as SyntaxNode | undefined;
  const inside = text.slice((body?.start ?? node.start) + 1).trimStart();
  const above = text.slice(0, node.start).split('\n').at(-2) ?? '';
  return EXCUSE.test(inside) || EXCUSE.test(above);
}

// ---- Traces of a machine --------------------------------------------------------------------------------------------

/** Folders of one person or one machine. */
const MACHINE_PATH = /(?<![\w.~-])(?:\/(?:work|root|home\/[\w.-]+|Users\/[\w.-]+)\/[\w.-]+|[A-Z]:\\Users\\)/;
const REGISTRY =
  /\b(?:registry\.(?:npmjs|yarnpkg|npmmirror)\.\w+|(?:index|static)\.crates\.io|(?:proxy|sum)\.golang\.org|files\.pythonhosted\.org|pypi\.org)\b/;
/** npm names its public registry for each package, whatever registry was used. */
const NPM_RESOLVED = /"resolved": "https:\/\/registry\.npmjs\.org\/[^"]+"/g;

export function machineComplaints({ path, text }: SourceFile): string[] {
  // These two name what they look for.
  if (/^scripts\/tidy(?:\.test)?\.ts$/.test(path)) return [];
  const searched = path === 'package-lock.json' ? text.replace(NPM_RESOLVED, '') : text;
  return searched.split('\n').flatMap((line, index) => {
    const machine = MACHINE_PATH.exec(line)?.[0];
    const registry = REGISTRY.exec(line)?.[0] ?? foreignResolved(path, line);
    return [
      ...(machine === undefined ? [] : [`${path}:${index + 1}: ${machine} exists on one machine only`]),
      ...(registry === undefined
        ? []
        : [`${path}:${index + 1}: ${registry} is a registry; which one is used is for a machine to say`]),
    ];
  });
}

/** A lock file made with a private registry names it. */
function foreignResolved(path: string, line: string): string | undefined {
  return path === 'package-lock.json' ? /"resolved": "(https?:[^"]+)"/.exec(line)?.[1] : undefined;
}

// ---- Examples -------------------------------------------------------------------------------------------------------

/** Every example but Python's has its module beside its source, with a checksum that is right and no path of a machine in it. */
export function exampleComplaints(files: readonly RepositoryFile[]): string[] {
  const byPath = new Map(files.map(({ path, bytes }) => [path, bytes]));
  const paths = [...byPath.keys()];
  const names = new Set(
    files.map(({ path }) => /^examples\/([^/]+)\/./.exec(path)?.[1]).filter((name) => name !== undefined),
  );
  return [...names].flatMap((name) => {
    // Python's are built where they are needed, in a second: the runtime would be in the repository once more for each.
    if (byPath.has(`examples/${name}/pyproject.toml`)) {
      return paths
        .filter((path) => path.startsWith(`examples/${name}/`) && path.endsWith('.wasm'))
        .map((path) => `${path} is built where it is needed, not committed`);
    }
    const path = `examples/${name}/${name}.wasm`;
    const wasm = byPath.get(path);
    const checksum = byPath.get(`${path}.sha256`);
    if (wasm === undefined || checksum === undefined) return [`${path} or ${path}.sha256 is missing`];
    const expected = `${createHash('sha256').update(wasm).digest('hex')}  ${name}.wasm`;
    const machine = MACHINE_PATH.exec(Buffer.from(wasm).toString('latin1'))?.[0];
    return [
      ...(decode(checksum).trim() === expected ? [] : [`${path}.sha256 is not that of ${path}`]),
      ...(machine === undefined ? [] : [`${path} contains ${machine}, which exists on one machine only`]),
    ];
  });
}
