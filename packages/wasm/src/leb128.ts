/** Number of bytes of the shortest unsigned LEB128 form of `value` (0 … 2^32-1). */
export function unsignedLength(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  return value < 0x1000_0000 ? 4 : 5;
}

/** Writes `value` (0 … 2^32-1) at `at` in its shortest form; returns the offset after it. */
export function writeUnsigned(bytes: Uint8Array, at: number, value: number): number {
  let rest = value >>> 0;
  let next = at;
  while (rest >= 0x80) {
    bytes[next++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  bytes[next++] = rest;
  return next;
}

/** Writes `value` at `at` in five bytes whatever its size, for sizes that become known only later. */
export function writePaddedUnsigned(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = (value & 0x7f) | 0x80;
  bytes[at + 1] = ((value >>> 7) & 0x7f) | 0x80;
  bytes[at + 2] = ((value >>> 14) & 0x7f) | 0x80;
  bytes[at + 3] = ((value >>> 21) & 0x7f) | 0x80;
  bytes[at + 4] = value >>> 28;
}

/** Writes a signed 32-bit `value` at `at` in its shortest form; returns the offset after it. */
export function writeSigned(bytes: Uint8Array, at: number, value: number): number {
  let rest = value | 0;
  let next = at;
  while (rest < -64 || rest > 63) {
    bytes[next++] = (rest & 0x7f) | 0x80;
    rest >>= 7;
  }
  bytes[next++] = rest & 0x7f;
  return next;
}

/** The bytes of `value` (0 … 2^32-1) in its shortest unsigned form. */
export function unsigned(value: number): number[] {
  const bytes = new Uint8Array(5);
  return [...bytes.subarray(0, writeUnsigned(bytes, 0, value))];
}

/** The bytes of a signed 32-bit `value` in its shortest form. */
export function signed(value: number): number[] {
  const bytes = new Uint8Array(5);
  return [...bytes.subarray(0, writeSigned(bytes, 0, value))];
}

/** The bytes of a signed 64-bit `value` in its shortest form. */
export function signed64(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest < -64n || rest > 63n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest & 0x7fn));
  return bytes;
}
