/** ZIP archives whose bytes depend on their files alone: in order of name, stored, dated 1980-01-01. */
import { crc32 } from 'node:zlib';
import { BuildError } from '../errors.ts';

const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
const SIGNATURE = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 } as const;
const VERSION = 20;
const UTF8_NAMES = 0x0800;
/** 1980-01-01, which is as early as it goes. */
const DATE = (1 << 5) | 1;
const MOST_FILES = 65_534;

/**
 * Nothing is packed: what packs differs between versions, and the module can be packed as a whole.
 * @throws {BuildError} for more files than an archive takes.
 */
export function zipStored(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const entries = [...files]
    .map(([path, bytes]) => ({ name: Buffer.from(path, 'utf8'), bytes, checksum: crc32(bytes) }))
    .sort((one, other) => Buffer.compare(one.name, other.name));
  if (entries.length > MOST_FILES) {
    throw new BuildError(`The module has ${entries.length} files with its dependencies; the most is ${MOST_FILES}.`);
  }
  const names = entries.reduce((sum, { name }) => sum + name.length, 0);
  const contents = entries.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const out = Buffer.alloc((LOCAL_BYTES + CENTRAL_BYTES) * entries.length + 2 * names + contents + END_BYTES);
  let at = 0;
  const offsets = entries.map(({ name, bytes, checksum }) => {
    const offset = at;
    out.writeUInt32LE(SIGNATURE.local, at);
    writeFacts(out, at + 4, name, bytes, checksum);
    out.set(name, at + LOCAL_BYTES);
    out.set(bytes, at + LOCAL_BYTES + name.length);
    at += LOCAL_BYTES + name.length + bytes.length;
    return offset;
  });
  const directory = at;
  entries.forEach(({ name, bytes, checksum }, index) => {
    out.writeUInt32LE(SIGNATURE.central, at);
    out.writeUInt16LE(VERSION, at + 4);
    writeFacts(out, at + 6, name, bytes, checksum);
    out.writeUInt32LE(offsets[index]!, at + 42);
    out.set(name, at + CENTRAL_BYTES);
    at += CENTRAL_BYTES + name.length;
  });
  out.writeUInt32LE(SIGNATURE.end, at);
  out.writeUInt16LE(entries.length, at + 8);
  out.writeUInt16LE(entries.length, at + 10);
  out.writeUInt32LE(at - directory, at + 12);
  out.writeUInt32LE(directory, at + 16);
  return out;
}

/** What both headers have, from the version that is needed to the length of the name. */
function writeFacts(out: Buffer, at: number, name: Uint8Array, bytes: Uint8Array, checksum: number): void {
  out.writeUInt16LE(VERSION, at);
  out.writeUInt16LE(UTF8_NAMES, at + 2);
  out.writeUInt16LE(DATE, at + 8);
  out.writeUInt32LE(checksum, at + 10);
  out.writeUInt32LE(bytes.length, at + 14);
  out.writeUInt32LE(bytes.length, at + 18);
  out.writeUInt16LE(name.length, at + 22);
}
