import { WasmFormatError, WasmRefusedError } from './errors.ts';
import { MAX_MODULE_BYTES, MAX_SECTIONS } from './limits.ts';
import { ByteReader } from './reader.ts';

export const SECTION = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
  tag: 13,
} as const;

/** The order in which a module must have its sections (custom ones may stand anywhere). */
export const SECTION_ORDER: readonly number[] = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11];

const SECTION_NAMES: readonly string[] = [
  'custom', 'type', 'import', 'function', 'table', 'memory', 'global', 'export', 'start', 'element', 'code', 'data',
  'data count', 'tag',
]; // biome-ignore format: one name per section id

const HEADER_BYTES = 8;

export interface Section {
  readonly id: number;
  /** Offset of the id byte. */
  readonly header: number;
  /** The contents are `bytes[start, end)`; for a custom section after its name. */
  readonly start: number;
  readonly end: number;
  /** Only of a custom section. */
  readonly customName: string | undefined;
}

export function sectionName(id: number): string {
  return SECTION_NAMES[id] ?? `number ${id}`;
}

/** Splits a core module into its sections, checking only their ids, sizes and order. */
export function splitSections(bytes: Uint8Array): Section[] {
  checkHeader(bytes);
  const sections: Section[] = [];
  const reader = new ByteReader(bytes, HEADER_BYTES, bytes.length, 'section header');
  let rank = -1;
  while (reader.position < bytes.length) {
    const section = readSection(reader);
    if (section.id !== SECTION.custom) {
      const own = SECTION_ORDER.indexOf(section.id);
      if (own <= rank) reader.fail(`the ${sectionName(section.id)} section stands twice or too late`, section.header);
      rank = own;
    }
    sections.push(section);
    if (sections.length > MAX_SECTIONS) {
      throw new WasmRefusedError('engine-limit', `has more than ${MAX_SECTIONS} sections`);
    }
    reader.position = section.end;
  }
  return sections;
}

function readSection(reader: ByteReader): Section {
  const { bytes } = reader;
  const header = reader.position;
  const id = reader.u8();
  if (id >= SECTION_NAMES.length) reader.fail(`there is no section with number ${id}`, header);
  if (!completeLeb(bytes, reader.position)) throw truncated(id, bytes.length);
  const size = reader.u32();
  const start = reader.position;
  const end = start + size;
  if (end > bytes.length) throw truncated(id, bytes.length);
  if (id !== SECTION.custom) return { id, header, start, end, customName: undefined };
  const name = new ByteReader(bytes, start, end, 'custom section');
  const customName = name.name();
  return { id, header, start: name.position, end, customName };
}

function completeLeb(bytes: Uint8Array, at: number): boolean {
  for (let next = at; next < at + 5; next++) {
    if (next >= bytes.length) return false;
    if (bytes[next]! < 0x80) return true;
  }
  return true;
}

function truncated(id: number, length: number): WasmFormatError {
  const message = `ends in the middle of the ${sectionName(id)} section at byte ${length}: the file is incomplete`;
  return new WasmFormatError('truncated', message, length);
}

function checkHeader(bytes: Uint8Array): void {
  if (bytes.length === 0) throw new WasmFormatError('not-wasm', 'is empty', 0);
  const magic = bytes[0] === 0 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d;
  if (!magic) throw new WasmFormatError(looksLikeText(bytes) ? 'text' : 'not-wasm', describeForeign(bytes), 0);
  if (bytes.length < HEADER_BYTES) {
    throw new WasmFormatError('truncated', `ends inside the file header at byte ${bytes.length}`, bytes.length);
  }
  const version = bytes[4]! | (bytes[5]! << 8);
  const layer = bytes[6]! | (bytes[7]! << 8);
  if (layer === 1) {
    throw new WasmFormatError('component', 'is a WebAssembly component, not a core module: build for wasm32-wasip1', 4);
  }
  if (version !== 1 || layer !== 0) {
    throw new WasmFormatError('malformed', `has WebAssembly version ${version} (layer ${layer}); 1 is supported`, 4);
  }
  if (bytes.length > MAX_MODULE_BYTES) {
    throw new WasmFormatError('malformed', 'is larger than 1 GiB, which no engine accepts', MAX_MODULE_BYTES);
  }
}

function looksLikeText(bytes: Uint8Array): boolean {
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, 4096));
  return /^(?:\xef\xbb\xbf)?(?:\s|;;[^\n]*\n|\(;[^]*?;\))*\(\s*(?:module|component)\b/.test(text);
}

function describeForeign(bytes: Uint8Array): string {
  if (looksLikeText(bytes)) return 'is WebAssembly text, not binary: translate it first (for example with wat2wasm)';
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'is a gzip file, not WebAssembly: unpack it first';
  if (bytes[0] === 0x7f && bytes[1] === 0x45)
    return 'is a native (ELF) program, not WebAssembly: build for wasm32-wasip1';
  const first = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return `is not WebAssembly: it begins with the bytes ${first}`;
}
