/** TypeScript and JavaScript: bundled by esbuild, compiled by the runtime that the result is attached to. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuildError } from '../errors.ts';
import type { BuildRequest, Language } from '../language.ts';
import { bundle } from '../typescript/bundle.ts';
import { attachBundle, readRuntime } from '../typescript/runtime.ts';
import { compactMap } from '../typescript/source-map.ts';

const ENTRY_FILES = ['src/index.ts', 'src/index.mts', 'src/index.js', 'src/index.mjs'];

export const typescript: Language = {
  name: 'typescript',
  aliases: ['ts', 'javascript', 'js'],
  entryFiles: ENTRY_FILES,
  needs: 'Nothing has to be installed: bundler and runtime come with wadup.',
  generated: ['node_modules'],
  entryHint: 'Write export function process() { … } in src/index.ts.',
  carried: { from: 'guest/typescript/types', only: /\.d\.ts$/, to: 'wadup-guest' },
  template: (moduleName) => ({
    'package.json': `${JSON.stringify({ name: moduleName, version: '0.1.0', private: true, type: 'module' }, null, 2)}\n`,
    'tsconfig.json': TSCONFIG,
    'src/index.ts': MODULE,
  }),
  declaredName,
  build,
};

function declaredName(directory: string): string | undefined {
  try {
    const { name } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { name?: unknown };
    // Without the scope of a published package.
    return typeof name === 'string' ? name.replace(/^@[^/]*\//, '') : undefined;
  } catch {
    return undefined;
  }
}

async function build({ directory, shipped, signal, say }: BuildRequest): Promise<Uint8Array> {
  const entryFile = ENTRY_FILES.find((path) => existsSync(join(directory, path)));
  if (entryFile === undefined) throw new BuildError(`There is no ${ENTRY_FILES[0]}.`);
  const guest = join(shipped, 'guest', 'typescript');
  const { text, map, warnings } = await bundle({ directory, entryFile, guest });
  for (const warning of warnings) say(warning);
  return await attachBundle(readRuntime(shipped), text, compactMap(map), signal);
}

const TSCONFIG = `{
  "compilerOptions": {
    "target": "es2023",
    "lib": ["es2024"],
    "module": "preserve",
    "moduleResolution": "bundler",
    "types": [],
    "strict": true,
    "noUncheckedIndexedAccess": true,
    "isolatedModules": true,
    "skipLibCheck": true,
    "noEmit": true,
    "paths": { "wadup-guest": ["./wadup-guest/index.d.ts"] }
  },
  "include": ["src", "wadup-guest"]
}
`;

const MODULE = `import { content, defineTable } from 'wadup-guest';

const textStats = defineTable('text_stats', { kind: 'String', lines: 'Int64', words: 'Int64' });

const isSpace = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/** Called once for every content: counts its lines and words. */
export function process() {
  let kind = 'text';
  let lines = 0;
  let words = 0;
  let inWord = false;
  for (const piece of content.pieces()) {
    for (const byte of piece) {
      if (byte === 0) kind = 'binary';
      if (byte === 0x0a) lines += 1;
      if (!inWord && !isSpace(byte)) words += 1;
      inWord = !isSpace(byte);
    }
  }
  textStats.insert({ kind, lines, words });
}
`;
