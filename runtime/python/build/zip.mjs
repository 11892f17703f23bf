/** Writes ZIP archives that depend on nothing but their files: no dates, no owners, names in order. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';

const LOCAL_HEADER = 30;
const CENTRAL_HEADER = 46;
const END = 22;
const DEFLATED = 8;
const STORED = 0;
const UTF8_NAMES = 0x0800;
/** The earliest date that the format has: 1980-01-01. */
const FIRST_DAY = 0x21;

/** An archive of all files below a folder. */
export function zipFolder(folder) {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort((one, other) => (one < other ? -1 : 1));
  return zip(names.map((name) => ({ name, bytes: readFileSync(join(folder, name)) })));
}

export function zip(files) {
  const locals = [];
  const centrals = [];
  let offset = 0;
  for (const { name, bytes } of files) {
    const encoded = Buffer.from(name);
    const deflated = deflateRawSync(bytes, { level: 9, memLevel: 9 });
    const method = deflated.length < bytes.length ? DEFLATED : STORED;
    const packed = method === DEFLATED ? deflated : bytes;
    const facts = { method, crc: crc32(bytes), packed: packed.length, size: bytes.length, name: encoded.length };
    locals.push(localHeader(facts), encoded, packed);
    centrals.push(centralHeader(facts, offset), encoded);
    offset += LOCAL_HEADER + encoded.length + packed.length;
  }
  const central = Buffer.concat(centrals);
  return Buffer.concat([...locals, central, end(files.length, central.length, offset)]);
}

function localHeader(facts) {
  const header = Buffer.alloc(LOCAL_HEADER);
  header.writeUInt32LE(0x04034b50, 0);
  writeFacts(header, 4, facts);
  return header;
}

function centralHeader(facts, offset) {
  const header = Buffer.alloc(CENTRAL_HEADER);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(20, 4);
  writeFacts(header, 6, facts);
  header.writeUInt32LE(offset, 42);
  return header;
}

/** The fields that both headers have, from `version needed` to the name's length. */
function writeFacts(header, at, { method, crc, packed, size, name }) {
  header.writeUInt16LE(20, at);
  header.writeUInt16LE(UTF8_NAMES, at + 2);
  header.writeUInt16LE(method, at + 4);
  header.writeUInt16LE(FIRST_DAY, at + 8);
  header.writeUInt32LE(crc, at + 10);
  header.writeUInt32LE(packed, at + 14);
  header.writeUInt32LE(size, at + 18);
  header.writeUInt16LE(name, at + 22);
}

function end(count, centralBytes, centralOffset) {
  const record = Buffer.alloc(END);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(count, 8);
  record.writeUInt16LE(count, 10);
  record.writeUInt32LE(centralBytes, 12);
  record.writeUInt32LE(centralOffset, 16);
  return record;
}
