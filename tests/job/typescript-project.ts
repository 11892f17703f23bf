/** TypeScript modules for a test, built on the spot. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { typescript } from '../../packages/builder/src/languages/typescript.ts';

const SHIPPED = join(import.meta.dirname, '../..');

/** @param directory Absolute. */
export async function buildTypescriptIn(
  directory: string,
  say: (line: string) => void = () => {},
): Promise<Uint8Array> {
  const { signal } = new AbortController();
  return await typescript.build({ directory, shipped: SHIPPED, environment: {}, signal, say });
}

/** Builds a project of these files, by their paths. */
export async function buildTypescript(files: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'wadup-typescript-')));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
    return await buildTypescriptIn(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
