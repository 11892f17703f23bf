/** Compiles digest.c: `node build.ts` writes module.ts anew, and a test compares. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '../../clang/compile.ts';
import { openPackagedClang } from '../../clang/packaged-clang.ts';
import { locateShipped } from '../../shipped.ts';

const SOURCE = 'src/digest.c';
const FLAGS = ['-std=c11', '-Os', '-Wall', '-Wextra', '-Werror', '-Wl,-z,stack-size=4096'];

export async function buildDigestModule(): Promise<Uint8Array> {
  const files = new Map([[SOURCE, readFileSync(join(import.meta.dirname, 'digest.c'))]]);
  const request = {
    directory: import.meta.dirname,
    shipped: locateShipped(import.meta.dirname),
    environment: {},
    signal: new AbortController().signal,
    say: (line: string): void => void process.stderr.write(`${line}\n`),
  };
  using compiler = await openPackagedClang(request, files);
  return await compile(compiler, { sources: { c: [SOURCE], cpp: [], files }, flags: FLAGS, say: request.say });
}

/** The text of module.ts. */
export function digestModuleSource(module: Uint8Array): string {
  const lines = Buffer.from(module)
    .toString('base64')
    .match(/.{1,100}/g);
  return `/** digest.c as a module; made by build.ts. */
export const DIGEST_MODULE: Uint8Array = Buffer.from(
  \`
${(lines ?? []).join('\n')}
\`,
  'base64',
);
`;
}

if (import.meta.main) {
  writeFileSync(join(import.meta.dirname, 'module.ts'), digestModuleSource(await buildDigestModule()));
}
