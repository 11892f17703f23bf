// Makes the published types: copies the declarations that the library's index reaches out of the compiler's output,
// with imports that resolve in any project (no '.ts', no package of this repository).
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { isMain, root } from './toolchain.mjs';

const PACKAGES = join(root, 'packages');
const OUTPUT = join(PACKAGES, 'cli/dist/declarations');

/** The module specifier in `from '…'`, `import '…'` and `import('…')`. */
const SPECIFIER = /(\bfrom\s*|\bimport\s*\(?\s*)(['"])([^'"]+)\2/g;

/** Where the compiler put the declaration of a source module that `importer` names; `undefined` if it is not ours. */
function declarationOf(specifier, importer) {
  if (specifier.startsWith('@wadup/'))
    return join(PACKAGES, specifier.slice('@wadup/'.length), 'dist/types/index.d.ts');
  if (specifier.startsWith('.')) return resolve(dirname(importer), specifier.replace(/\.ts$/, '.d.ts'));
  return undefined;
}

/** `packages/engine/dist/types/options.d.ts` is published as `engine/options.d.ts`; the index is at the top. */
function publishedPath(declaration) {
  const path = relative(PACKAGES, declaration).replaceAll('\\', '/').replace('/dist/types/', '/');
  return join(OUTPUT, path.startsWith('cli/') ? path.slice('cli/'.length) : path);
}

function relativeSpecifier(from, to) {
  const path = relative(dirname(from), to)
    .replaceAll('\\', '/')
    .replace(/\.d\.ts$/, '.js');
  return path.startsWith('.') ? path : `./${path}`;
}

/** Published path to text, for everything that the declaration reaches. */
export function collectDeclarations(entry) {
  const published = new Map();
  const waiting = [entry];
  for (let declaration = waiting.pop(); declaration !== undefined; declaration = waiting.pop()) {
    const target = publishedPath(declaration);
    if (published.has(target)) continue;
    const importer = declaration;
    const text = readFileSync(importer, 'utf8').replace(SPECIFIER, (whole, keyword, quote, specifier) => {
      const imported = declarationOf(specifier, importer);
      if (imported === undefined) return whole;
      waiting.push(imported);
      return `${keyword}${quote}${relativeSpecifier(target, publishedPath(imported))}${quote}`;
    });
    published.set(target, text.replace(/^\/\/# sourceMappingURL=.*$/m, ''));
  }
  return published;
}

/** Gives the number of files that changed. Needs the compiler's output (`tsc -b`). */
export function copyDeclarations() {
  const published = collectDeclarations(join(PACKAGES, 'cli/dist/types/index.d.ts'));
  let written = 0;
  for (const [path, text] of published) {
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    written += 1;
  }
  for (const entry of readdirSync(OUTPUT, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !published.has(path)) rmSync(path);
  }
  return written;
}

if (isMain(import.meta.url)) copyDeclarations();
