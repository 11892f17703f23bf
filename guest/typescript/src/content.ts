import { contentRead, contentReadInto, contentSize } from 'wadup:host';
import type { Content } from '../types/index.d.ts';

const PIECE_BYTES = 64 * 1024;

export const content: Content = {
  path: '/data.bin',
  get size(): number {
    return contentSize();
  },
  read: contentRead,
  readInto: contentReadInto,
  bytes: () => contentRead(0, contentSize()),
  text: (encoding) => new TextDecoder(encoding).decode(content.bytes()),
  *pieces(size = PIECE_BYTES) {
    if (!(size >= 1)) throw new RangeError(`pieces of ${size} bytes do not lead anywhere`);
    for (let offset = 0; ; offset += size) {
      const piece = contentRead(offset, size);
      if (piece.length === 0) return;
      yield piece;
    }
  },
};
