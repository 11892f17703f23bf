/** Reading wheels without an installer: ZIP archives of a known layout (PEP 427). */
import { inflateRawSync } from 'node:zlib';
import { BuildError } from '../errors.ts';
import { MOST_BYTES } from './sources.ts';

const END_BYTES = 22;
const LONGEST_COMMENT = 65_535;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const SIGNATURE = { central: 0x02014b50, end: 0x06054b50 } as const;
const STORED = 0;
const DEFLATED = 8;

/** Where parts of a wheel go that do not lie where they belong: `name.data/purelib/…` to the top. */
const RELOCATED = /^[^/]+\.data\/(?:purelib|platlib)\//;
const NOT_CODE = /^[^/]+\.data\//;

/**
 * The files of a wheel as they would be installed, by path.
 * @throws {BuildError} names the wheel when it is damaged, encrypted or has names that lead elsewhere.
 */
export function readWheel(name: string, bytes: Uint8Array): Map<string, Uint8Array> {
  try {
    return new WheelReader(bytes).read();
  } catch (thrown) {
    throw new BuildError(`${name} cannot be read: ${(thrown as Error).message}.`);
  }
}

class WheelReader {
  readonly #bytes: Buffer;
  #total = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  read(): Map<string, Uint8Array> {
    const bytes = this.#bytes;
    const tail = Math.max(0, bytes.length - END_BYTES - LONGEST_COMMENT);
    const signature = Buffer.alloc(4);
    signature.writeUInt32LE(SIGNATURE.end);
    const end = bytes.lastIndexOf(signature);
    if (end < tail || end + END_BYTES > bytes.length) throw new Error('it is no ZIP archive');
    const files = new Map<string, Uint8Array>();
    let at = bytes.readUInt32LE(end + 16);
    for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) at = this.#readEntry(at, files);
    return files;
  }

  /** Gives the place of the next one. */
  #readEntry(at: number, files: Map<string, Uint8Array>): number {
    const bytes = this.#bytes;
    if (bytes.readUInt32LE(at) !== SIGNATURE.central) throw new Error('its directory is damaged');
    const nameLength = bytes.readUInt16LE(at + 28);
    const next = at + CENTRAL_BYTES + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    const name = bytes.toString('utf8', at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameLength);
    if (name.split('/').includes('..') || /^\/|[\\\0]/.test(name)) throw new Error(`it has a file '${name}'`);
    const path = name.replace(RELOCATED, '');
    if (!name.endsWith('/') && !NOT_CODE.test(path)) files.set(path, this.#contents(at, name));
    return next;
  }

  #contents(at: number, name: string): Uint8Array {
    const bytes = this.#bytes;
    const method = bytes.readUInt16LE(at + 10);
    const packed = bytes.readUInt32LE(at + 20);
    const size = bytes.readUInt32LE(at + 24);
    const local = bytes.readUInt32LE(at + 42);
    this.#total += size;
    if (this.#total > MOST_BYTES) throw new Error(`it unpacks to more than ${MOST_BYTES / 1024 ** 2} MiB`);
    const start = local + LOCAL_BYTES + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const stored = bytes.subarray(start, start + packed);
    if (stored.length !== packed) throw new Error(`'${name}' is cut off`);
    if (method === STORED && packed === size) return stored;
    if (method !== DEFLATED) throw new Error(`'${name}' is packed in a way that wheels are not`);
    const unpacked = inflateRawSync(stored, { maxOutputLength: Math.max(1, size) });
    if (unpacked.length !== size) throw new Error(`'${name}' has another size than announced`);
    return unpacked;
  }
}
