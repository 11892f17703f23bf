import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readModuleFile } from './prepare.ts';

test('a file of more bytes than a module may have is refused before it is read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wadup-module-'));
  try {
    const path = join(folder, 'large.wasm');
    writeFileSync(path, 'x');
    expect(readModuleFile(path)).toEqual(Buffer.from('x'));
    // Sparse: takes no room on the disk.
    truncateSync(path, 536_870_913);
    expect(() => readModuleFile(path)).toThrow(`Module '${path}' has 536870913 bytes; the most is 536870912.`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
