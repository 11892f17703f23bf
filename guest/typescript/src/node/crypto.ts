/** `node:crypto`, the digests and the random numbers of it. */
import { digestAdd, digestFinish, digestStart, random } from 'wadup:host';
import { crypto as webcrypto } from '../globals/crypto.ts';
import { Buffer } from './buffer.ts';

type Input = string | ArrayBuffer | ArrayBufferView;

const KINDS: Readonly<Record<string, number>> = { md5: 0, sha1: 1, 'sha-1': 1, sha256: 2, 'sha-256': 2 };

export class Hash {
  readonly #state: Uint8Array;

  constructor(algorithm: string) {
    const kind = KINDS[algorithm.toLowerCase()];
    if (kind === undefined) throw new Error(`the digest '${algorithm}' is not known here: there are md5, sha1, sha256`);
    this.#state = digestStart(kind);
  }

  update(data: Input, encoding?: string): this {
    if (typeof data === 'string') digestAdd(this.#state, Buffer.from(data, encoding));
    else if (data instanceof Uint8Array) digestAdd(this.#state, data);
    else if (ArrayBuffer.isView(data))
      digestAdd(this.#state, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    else digestAdd(this.#state, new Uint8Array(data));
    return this;
  }

  digest(): Buffer;
  digest(encoding: string): string;
  digest(encoding?: string): Buffer | string {
    const bytes = Buffer.from(digestFinish(this.#state));
    return encoding === undefined ? bytes : bytes.toString(encoding);
  }
}

export const createHash = (algorithm: string): Hash => new Hash(algorithm);

export const hash = (algorithm: string, data: Input, encoding = 'hex'): string =>
  new Hash(algorithm).update(data).digest(encoding);

export function randomBytes(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  random(bytes);
  return bytes;
}

export const { randomUUID, getRandomValues } = webcrypto;
export { webcrypto };
