// Says that it has four billion functions, in a section of ten bytes.
// expect: refused
export function build(): Uint8Array {
  return Uint8Array.from([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 10, 0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0, 0, 0,
  ]);
}
