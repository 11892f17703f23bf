import { emitBytes as emit, emitSlice as slice, encodeUtf8 } from 'wadup:host';

export function emitBytes(bytes: Uint8Array | ArrayBuffer | string, filename: string): void {
  emit(toBytes(bytes), requireName(filename));
}

export function emitSlice(offset: number | bigint, length: number | bigint, filename: string): void {
  slice(offset, length, requireName(filename));
}

function toBytes(bytes: Uint8Array | ArrayBuffer | ArrayBufferView | string): Uint8Array {
  if (typeof bytes === 'string') return encodeUtf8(bytes);
  if (bytes instanceof Uint8Array) return bytes;
  if (ArrayBuffer.isView(bytes)) return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return new Uint8Array(bytes);
}

/** `undefined` would become a name of nine letters. */
function requireName(filename: string): string {
  if (typeof filename !== 'string') throw new TypeError(`a filename is a string, not ${String(filename)}`);
  return filename;
}
