import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import type { Facts } from './facts.ts';
import type { Random } from '../random.ts';

interface Entry {
  readonly name: string;
  readonly bytes: Buffer;
}

const VERSION_NEEDED = 20;
const DEFLATED = 8;
/** 1 January 2000, midnight, as MS-DOS writes dates. */
const DOS_DATE = ((2000 - 1980) << 9) | (1 << 5) | 1;
const POOL = 1 << 20;

/** A ZIP of deflated entries (PKWARE APPNOTE 4.3), no ZIP64: below 65,536 entries and 4 GiB. */
export function zipArchive(entries: readonly Entry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes } of entries) {
    const packed = deflateRawSync(bytes, { level: 6 });
    const nameBytes = Buffer.from(name);
    // The fields that the local header and the central directory share.
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(VERSION_NEEDED, 0);
    shared.writeUInt16LE(DEFLATED, 4);
    shared.writeUInt16LE(DOS_DATE, 8);
    shared.writeUInt32LE(crc32(bytes), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(bytes.length, 18);
    shared.writeUInt16LE(nameBytes.length, 22);
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), shared, nameBytes, packed);
    const central = Buffer.alloc(14);
    central.writeUInt32LE(offset, 10);
    const madeBy = Buffer.from([VERSION_NEEDED, 0]);
    directory.push(Buffer.from('PK\x01\x02', 'latin1'), madeBy, shared, central, nameBytes);
    offset += 4 + shared.length + nameBytes.length + packed.length;
  }
  const directoryBytes = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directoryBytes.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, directoryBytes, end]);
}

/**
 * `outer` ZIPs of `inner` ZIPs of `leaves` texts of 200 to 4,000 bytes. Facts: files (the outer ones), contents (they
 * and all that is in them).
 */
export function makeArchives(
  directory: string,
  random: Random,
  { outer, inner, leaves }: { outer: number; inner: number; leaves: number },
): Facts {
  const pool = random.text(POOL);
  const leaf = (index: number): Entry => {
    const size = random.between(200, 4000);
    const start = random.between(0, POOL - size);
    return { name: `texts/${index}.txt`, bytes: pool.subarray(start, start + size) };
  };
  const box = (index: number): Entry => ({
    name: `boxes/${index}.zip`,
    bytes: zipArchive(Array.from({ length: leaves }, (_, at) => leaf(at))),
  });
  for (let index = 0; index < outer; index++) {
    const boxes = Array.from({ length: inner }, (_, at) => box(at));
    writeFileSync(join(directory, `${String(index).padStart(4, '0')}.zip`), zipArchive(boxes));
  }
  return { files: outer, contents: outer * (1 + inner * (1 + leaves)) };
}
