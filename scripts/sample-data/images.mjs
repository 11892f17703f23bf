// A picture, and the two file formats it is written in.
import { crc32 } from './checksums.mjs';
import { zlib } from './deflate.mjs';

/**
 * The boundary of the Mandelbrot set: a picture with areas, edges and detail.
 *
 * @returns {{ width: number, height: number, pixels: Uint8Array }} Red, green and blue of each pixel, row by row.
 */
export function drawing(width, height) {
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const steps = stepsToEscape((x / width) * 3 - 2.1, (y / height) * 2.4 - 1.2);
      pixels.set(
        [steps * 5, steps * 3, 60 + steps * 4].map((colour) => Math.min(colour, 255)),
        (y * width + x) * 3,
      );
    }
  }
  return { width, height, pixels };
}

function stepsToEscape(cx, cy) {
  let x = 0;
  let y = 0;
  let steps = 0;
  // Only multiplications and additions: the same on every machine.
  while (steps < 48 && x * x + y * y < 4) {
    [x, y] = [x * x - y * y + cx, 2 * x * y + cy];
    steps += 1;
  }
  return steps;
}

export function png({ width, height, pixels }) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a channel, red green blue.
  header.set([8, 2], 8);
  const stride = width * 3;
  const rows = Buffer.alloc((stride + 1) * height);
  for (let y = 0; y < height; y += 1) rows.set(pixels.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  return Buffer.concat([
    Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    pngChunk('IHDR', header),
    pngChunk('IDAT', zlib(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function pngChunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}

/** 24 bits a pixel, not packed; rows from the bottom up, each filled to four bytes. */
export function bmp({ width, height, pixels }) {
  const stride = Math.ceil((width * 3) / 4) * 4;
  const file = Buffer.alloc(54 + stride * height);
  file.write('BM', 'latin1');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [red, green, blue] = pixels.subarray((y * width + x) * 3);
      file.set([blue, green, red], 54 + (height - 1 - y) * stride + x * 3);
    }
  }
  return file;
}
