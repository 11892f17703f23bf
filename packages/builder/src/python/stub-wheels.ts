/**
 * Wheels with nothing in them, for packages that the runtime brings: with them an installer checks everybody's version
 * ranges against what the runtime has, and fetches none of them.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipStored } from './zip.ts';

/** A label that no index has, so that only these wheels fit. */
const LABEL = '+wadup';

export interface ProvidedPackage {
  readonly name: string;
  readonly version: string;
}

/** Writes them into a new folder; gives the lines that hold everybody to them. */
export function writeStubWheels(folder: string, provided: readonly ProvidedPackage[]): readonly string[] {
  mkdirSync(folder, { recursive: true });
  return provided.map(({ name, version }) => {
    const full = `${version}${LABEL}`;
    const info = `${name}-${full}.dist-info`;
    const files = new Map(
      Object.entries({
        [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${full}\n`,
        [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nGenerator: wadup\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
        [`${info}/RECORD`]: `${info}/METADATA,,\n${info}/WHEEL,,\n${info}/RECORD,,\n`,
      }).map(([path, text]) => [path, Buffer.from(text)]),
    );
    writeFileSync(join(folder, `${name}-${full}-py3-none-any.whl`), zipStored(files));
    return `${name}==${full}`;
  });
}

export function isStub(distInfo: string): boolean {
  return distInfo.includes(LABEL);
}
