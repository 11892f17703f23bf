// A small ZIP writer.
import { crc32 } from './checksums.mjs';
import { deflateRaw } from './deflate.mjs';

const DOS_DATE = ((2024 - 1980) << 9) | (2 << 5) | 29;
const DOS_TIME = (12 << 11) | (34 << 5) | (56 / 2);
const NAME_IS_UTF8 = 1 << 11;

/**
 * @typedef {object} ZipEntry
 * @property {string | Uint8Array} name Text becomes UTF-8 and is marked so; bytes are taken as they are.
 * @property {Uint8Array} bytes
 * @property {boolean} [stored] Not packed.
 * @property {number} [crc32] Instead of the right one.
 */

/**
 * @param {ZipEntry[]} entries
 * @returns {Buffer}
 */
export function zip(entries) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const data = entry.stored ? Buffer.from(entry.bytes) : deflateRaw(entry.bytes);
    const fields = commonFields(entry, data.length, name.length);
    const local = [signature(3, 4), fields, name, data];
    directory.push(signature(1, 2), Buffer.of(20, 0), fields, centralFields(offset), name);
    parts.push(...local);
    offset += Buffer.concat(local).length;
  }
  return Buffer.concat([...parts, ...directory, endRecord(entries.length, Buffer.concat(directory).length, offset)]);
}

function signature(...kind) {
  return Buffer.of(0x50, 0x4b, ...kind);
}

/** From "version needed" to the length of the extra field: the same before the data and in the directory. */
function commonFields(entry, packedLength, nameLength) {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(typeof entry.name === 'string' ? NAME_IS_UTF8 : 0, 2);
  fields.writeUInt16LE(entry.stored ? 0 : 8, 4);
  fields.writeUInt16LE(DOS_TIME, 6);
  fields.writeUInt16LE(DOS_DATE, 8);
  fields.writeUInt32LE(entry.crc32 ?? crc32(entry.bytes), 10);
  fields.writeUInt32LE(packedLength, 14);
  fields.writeUInt32LE(entry.bytes.length, 18);
  fields.writeUInt16LE(nameLength, 22);
  return fields;
}

function centralFields(offset) {
  const fields = Buffer.alloc(14);
  fields.writeUInt32LE(offset, 10);
  return fields;
}

function endRecord(entries, length, offset) {
  const record = Buffer.alloc(22);
  signature(5, 6).copy(record);
  record.writeUInt16LE(entries, 8);
  record.writeUInt16LE(entries, 10);
  record.writeUInt32LE(length, 12);
  record.writeUInt32LE(offset, 16);
  return record;
}
