// A small TAR writer (ustar).

const BLOCK = 512;
/** 2024-02-29 12:34:56, as everywhere in the samples. */
const MODIFIED = Date.UTC(2024, 1, 29, 12, 34, 56) / 1000;

/**
 * @param {{ name: string, bytes: Uint8Array }[]} entries Names of at most 100 bytes; one that ends with / is a folder.
 * @returns {Buffer}
 */
export function tar(entries) {
  const parts = entries.flatMap(({ name, bytes }) => [
    header(name, bytes.length),
    bytes,
    Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK),
  ]);
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

function header(name, size) {
  const block = Buffer.alloc(BLOCK);
  const isFolder = name.endsWith('/');
  block.write(name, 0, 100);
  octal(block, 100, 8, isFolder ? 0o755 : 0o644);
  octal(block, 108, 8, 1000);
  octal(block, 116, 8, 1000);
  octal(block, 124, 12, size);
  octal(block, 136, 12, MODIFIED);
  // The checksum counts its own place as spaces.
  block.fill(' ', 148, 156);
  block.write(isFolder ? '5' : '0', 156);
  block.write('ustar\x0000', 257, 'latin1');
  block.write('anna', 265);
  block.write('staff', 297);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** Digits and a zero byte. */
function octal(block, at, length, value) {
  block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
}
