import { readFileSync } from 'node:fs';

/** The package's version. Sources and bundle are both one folder below package.json. */
export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return String((manifest as { version: unknown }).version);
}
