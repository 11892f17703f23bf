/** From the author's sources and npm packages to one JavaScript module, by esbuild. */
import { join, relative, sep } from 'node:path';
import { build, type Message, type Plugin } from 'esbuild';
import { BuildError } from '../errors.ts';
import type { RawSourceMap } from './source-map.ts';

export interface Bundle {
  readonly text: string;
  readonly map: RawSourceMap;
  readonly warnings: readonly string[];
}

export interface BundleRequest {
  readonly directory: string;
  /** Relative to the project's folder. */
  readonly entryFile: string;
  /** The guest library's folder. */
  readonly guest: string;
}

/** Modules of Node that the guest library has in part. */
const NODE_MODULES: Readonly<Record<string, string>> = {
  buffer: 'buffer.ts',
  crypto: 'crypto.ts',
  events: 'events.ts',
  fs: 'fs.ts',
  'fs/promises': 'fs-promises.ts',
  path: 'path.ts',
  'path/posix': 'path.ts',
  string_decoder: 'string-decoder.ts',
  timers: 'timers.ts',
  url: 'url.ts',
  util: 'formatting.ts',
  zlib: 'zlib.ts',
};
const NODE_MODULE = new RegExp(`^(?:node:)?(?:${Object.keys(NODE_MODULES).join('|')})$`);

/** @throws {BuildError} in esbuild's words, with file:line:column relative to the project's folder. */
export async function bundle({ directory, entryFile, guest }: BundleRequest): Promise<Bundle> {
  const entry = ENTRY_LINES.join('\n').replace('ENTRY_FILE', entryFile);
  try {
    const { outputFiles, warnings } = await build({
      stdin: { contents: entry, resolveDir: directory, sourcefile: ENTRY, loader: 'js' },
      absWorkingDir: directory,
      bundle: true,
      write: false,
      outdir: join(directory, 'bundle'),
      format: 'esm',
      platform: 'browser',
      target: 'es2023',
      // Of what packages offer, that for browsers fits best: it needs no Node.
      conditions: ['wadup', 'module'],
      define: { 'process.env.NODE_ENV': '"production"' },
      external: ['wadup:host'],
      sourcemap: 'external',
      sourcesContent: false,
      // Columns are counted the same way by all that read the bundle.
      charset: 'ascii',
      keepNames: false,
      logLevel: 'silent',
      logOverride: { 'direct-eval': 'silent' },
      plugins: [guestModules(guest)],
    });
    const text = outputFiles.find(({ path }) => path.endsWith('.js'))?.text ?? '';
    const map = JSON.parse(outputFiles.find(({ path }) => path.endsWith('.map'))?.text ?? '{}') as RawSourceMap;
    const sources = map.sources.map((source) => sourceName(source, directory, guest));
    return { text, map: { ...map, sources }, warnings: warnings.map((warning) => describe(warning)) };
  } catch (thrown) {
    throw new BuildError(explain(thrown, entryFile));
  }
}

/** What esbuild calls the few lines that join the author's module and the library. */
const ENTRY = 'wadup-entry.js';
const ENTRY_LINES = [
  "import 'wadup-guest/globals';",
  "import { process } from './ENTRY_FILE';",
  "if (typeof process !== 'function') throw new TypeError('process is no function, but ' + typeof process);",
  'export { process };',
  '',
];

/** `wadup-guest` is always the copy that comes with wadup: what the runtime and it say to each other must agree. */
function guestModules(guest: string): Plugin {
  return {
    name: 'wadup-guest',
    setup({ onResolve, onLoad }): void {
      onResolve({ filter: /^wadup-guest(?:\/globals)?$/ }, ({ path }) => ({
        path: join(guest, 'src', path === 'wadup-guest' ? 'index.ts' : join('globals', 'index.ts')),
      }));
      onResolve({ filter: NODE_MODULE }, ({ path }) => ({ path: path.replace(/^node:/, ''), namespace: 'node' }));
      // Such modules have their exports twice: by name, and all of them as the default; 'events' is its class.
      onLoad({ filter: /.*/, namespace: 'node' }, ({ path }) => {
        const file = JSON.stringify(join(guest, 'src', 'node', NODE_MODULES[path]!));
        const contents =
          path === 'events'
            ? `module.exports = require(${file}).EventEmitter;\n`
            : `export * from ${file};\nimport * as all from ${file};\nexport default all;\n`;
        return { contents, resolveDir: guest, loader: 'js' };
      });
    },
  };
}

/** As errors shall name it: relative to the project, with slashes. */
function sourceName(source: string, directory: string, guest: string): string {
  // esbuild's are relative to where the bundle would be.
  const path = join(directory, 'bundle', source);
  const inGuest = relative(guest, path);
  if (!inGuest.startsWith('..')) return `wadup-guest/${inGuest.split(sep).join('/')}`;
  const name = relative(directory, path).split(sep).join('/');
  // A package is the same one wherever it is installed: in the project, above it, or behind a link.
  const installed = name.lastIndexOf('node_modules/');
  return installed < 0 ? name : name.slice(installed);
}

function explain(thrown: unknown, entryFile: string): string {
  const { errors } = thrown as { errors?: readonly Message[] };
  if (!Array.isArray(errors)) throw thrown;
  return (errors as readonly Message[]).map((error) => explainOne(error, entryFile)).join('\n');
}

function explainOne(error: Message, entryFile: string): string {
  if (error.location?.file === ENTRY && error.text.includes('import "process"')) {
    return `${entryFile} has no function 'process': write export function process() { … } in it.`;
  }
  const name = /^Could not resolve "(.+)"$/.exec(error.text)?.[1];
  return describe(error, name === undefined ? undefined : hintFor(name));
}

function hintFor(name: string): string | undefined {
  if (name.startsWith('.') || name.startsWith('/')) return undefined;
  const plain = name.replace(/^node:/, '');
  if (name.startsWith('node:') || NODE_ONLY.has(plain)) {
    const known = Object.keys(NODE_MODULES)
      .map((module) => `node:${module}`)
      .join(', ');
    return `a module runs in a sandbox, without Node: of its modules there are ${known}`;
  }
  const parts = plain.split('/');
  return `is it installed? npm install ${plain.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0]}`;
}

const NODE_ONLY = new Set(
  'assert async_hooks child_process cluster dgram dns http http2 https module net os perf_hooks process querystring readline stream stream/promises timers/promises tls tty v8 vm worker_threads'.split(
    ' ',
  ),
);

function describe({ text, location, notes }: Message, hint?: string): string {
  const place = location === null ? '' : `${location.file}:${location.line}:${location.column + 1}: `;
  const line = location === null || location.lineText === '' ? [] : [`    ${location.lineText.trim()}`];
  const more = hint === undefined ? notes.map((note) => `    ${note.text}`) : [`    ${hint}`];
  // Where the library's file is means nothing to its users.
  const named = text.replace(/"[^"]*guest\/typescript\/src\/index\.ts"/, '"wadup-guest"');
  return [`${place}${named}`, ...line, ...more].join('\n');
}
