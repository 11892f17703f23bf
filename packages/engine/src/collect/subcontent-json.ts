/**
 * Reads `/subcontent/metadata_N.json`: `{"filename": "name"}` for the bytes of data_N.bin, with "offset" and "length"
 * for a slice of the content. Unknown keys are skipped, `null` is as good as a missing key, a key given twice is an
 * error, and so is one of "offset" and "length" without the other.
 */
import { FIXED_LIMITS } from '../options.ts';
import { JsonScanner } from './json-scanner.ts';

const FILENAME = Buffer.from('filename');
const OFFSET = Buffer.from('offset');
const LENGTH = Buffer.from('length');
const CLOSE_OBJECT = 0x7d;

/** What a `metadata_N.json` asks for. `range` is `null` when the bytes are in `data_N.bin`. */
export interface SubcontentRequest {
  readonly filename: string;
  /** Not yet compared with the size of the content. */
  readonly range: { readonly offset: number; readonly length: number } | null;
}

export class SubcontentReader extends JsonScanner {
  #filename: string | undefined;
  #offset: number | undefined;
  #length: number | undefined;

  /** Reads `bytes[0, length)`. @returns a sentence, with the place, when it cannot be read. */
  read(bytes: Uint8Array, length: number): SubcontentRequest | string {
    this.start(bytes, length);
    this.#filename = undefined;
    this.#offset = undefined;
    this.#length = undefined;
    const complete = this.#readObject() && this.#check();
    this.finish();
    if (!complete) return this.problem ?? 'it cannot be read';
    const filename = this.#filename ?? '';
    if (this.#offset === undefined || this.#length === undefined) return { filename, range: null };
    return { filename, range: { offset: this.#offset, length: this.#length } };
  }

  #readObject(): boolean {
    if (!this.expect(0x7b, "'{' at the start")) return false;
    if (this.peek() === CLOSE_OBJECT) {
      this.at++;
      return this.expectEnd();
    }
    for (let more = 1; more !== 0; ) {
      if (!this.readKey() || !this.#readMember()) return false;
      more = this.next(CLOSE_OBJECT, "',' or '}'");
      if (more < 0) return false;
    }
    return this.expectEnd();
  }

  #readMember(): boolean {
    const keyAt = this.stringStart - 1;
    if (this.stringEquals(FILENAME)) {
      if (this.#filename !== undefined) return this.failWith('"filename" is there twice', keyAt);
      if (!this.readString('the filename in double quotes')) return false;
      this.#filename = this.stringText();
      return true;
    }
    if (this.stringEquals(OFFSET)) {
      if (this.#offset !== undefined) return this.failWith('"offset" is there twice', keyAt);
      this.#offset = this.#readCount();
      return this.problem === null;
    }
    if (this.stringEquals(LENGTH)) {
      if (this.#length !== undefined) return this.failWith('"length" is there twice', keyAt);
      this.#length = this.#readCount();
      return this.problem === null;
    }
    return this.skipValue();
  }

  /** Not negative, and exact as a number; `undefined` of `null`, and on a problem. */
  #readCount(): number | undefined {
    if (this.takeNull() || this.problem !== null) return undefined;
    const at = this.at;
    const value = this.readInt64();
    if (value === undefined) return undefined;
    if (value < 0) this.failWith('it must not be negative', at);
    if (typeof value === 'bigint') this.failWith('it is larger than any content', at);
    return Number(value);
  }

  #check(): boolean {
    if (this.#filename === undefined) return this.failWith('"filename" is missing', 0);
    if (Buffer.byteLength(this.#filename) > FIXED_LIMITS.filenameBytes) {
      return this.failWith(`the filename is longer than ${FIXED_LIMITS.filenameBytes} bytes`, 0);
    }
    if ((this.#offset === undefined) !== (this.#length === undefined)) {
      return this.failWith('"offset" and "length" must be given together', 0);
    }
    return true;
  }
}
