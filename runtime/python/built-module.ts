/** Modules for tests that `wadup build` would make of a few lines. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildPythonProject } from '../../tests/golden/python-example.ts';

const ROOT = resolve(import.meta.dirname, '..', '..');
/** Another folder with runtime/python and guest, to try runtimes before they are committed. */
export const SHIPPED: string = process.env['WADUP_SHIPPED'] ?? ROOT;

/** @param lines of a module whose main() is among them; its name is "module". */
export async function buildModule(extensions: readonly string[], lines: readonly string[]): Promise<Uint8Array> {
  const directory = mkdtempSync(join(tmpdir(), 'wadup-python-'));
  try {
    mkdirSync(join(directory, 'src'));
    writeFileSync(
      join(directory, 'pyproject.toml'),
      `[project]\nname = "lines"\nversion = "1"\n[tool.wadup]\nentry-point = "module"\nc-extensions = ${JSON.stringify(extensions)}\n`,
    );
    writeFileSync(join(directory, 'src', 'module.py'), `${lines.join('\n')}\n`);
    return await buildPythonProject(directory, SHIPPED);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
