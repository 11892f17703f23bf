import { digestAdd, digestFinish, digestStart, random } from 'wadup:host';

const MOST_BYTES = 65_536;
const DIGESTS: Readonly<Record<string, number>> = { 'SHA-1': 1, 'SHA-256': 2 };

async function digest(
  algorithm: string | { readonly name: string },
  data: ArrayBuffer | ArrayBufferView,
): Promise<ArrayBuffer> {
  const name = typeof algorithm === 'string' ? algorithm : algorithm.name;
  const kind = DIGESTS[name.toUpperCase()];
  if (kind === undefined) throw new DOMException(`the digest '${name}' is not known here`, 'NotSupportedError');
  const state = digestStart(kind);
  const view = ArrayBuffer.isView(data) ? data : new Uint8Array(data);
  digestAdd(state, new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  return digestFinish(state).buffer;
}

export const crypto = {
  subtle: { digest },
  getRandomValues<View extends ArrayBufferView>(view: View): View {
    if (view.byteLength > MOST_BYTES) {
      throw new DOMException(`at most ${MOST_BYTES} random bytes can be had at once`, 'QuotaExceededError');
    }
    random(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
    return view;
  },
  randomUUID(): string {
    const bytes = new Uint8Array(16);
    random(bytes);
    bytes[6] = (bytes[6]! & 0x0f) | 0x40;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  },
};
