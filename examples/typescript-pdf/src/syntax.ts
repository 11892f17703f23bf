/**
 * The objects of PDF (ISO 32000, 7.3), read from text in which each character is a byte. Whatever the text is, there is a
 * value: what is no PDF is `null`, because files that attack readers are seldom right.
 */

export class Name {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

export class Reference {
  readonly number: number;
  constructor(number: number) {
    this.number = number;
  }
}

export type Dictionary = ReadonlyMap<string, Value>;
/** A string's characters are bytes. */
export type Value = null | boolean | number | string | Name | Reference | readonly Value[] | Dictionary;

/** No honest file nests deeper. */
const MOST_DEPTH = 100;
const SPACE = /(?:[\0\t\n\f\r ]|%[^\r\n]*)*/y;
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)/y;
const REFERENCE = /(\d+)[\0\t\n\f\r ]+\d+[\0\t\n\f\r ]+R(?![A-Za-z])/y;
const NAME = /\/([^\0\t\n\f\r ()<>[\]{}/%]*)/y;
const WORD = /[A-Za-z]+/y;
const HEX = /<([0-9A-Fa-f\0\t\n\f\r ]*)>/y;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

export class SyntaxReader {
  readonly #text: string;
  at: number;

  constructor(text: string, at = 0) {
    this.#text = text;
    this.at = at;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.#text);
    if (match !== null) this.at = pattern.lastIndex;
    return match;
  }

  skipSpace(): void {
    this.#match(SPACE);
  }

  /** The next value; `null` also for what is none. It is behind that then. */
  value(depth = 0): Value {
    this.skipSpace();
    const first = this.#text[this.at];
    if (first === '/') return new Name(unescapeName(this.#match(NAME)?.[1] ?? ''));
    if (first === '(') return this.#string();
    if (first === '[') return this.#list(depth);
    if (first === '<') return this.#text[this.at + 1] === '<' ? this.#dictionary(depth) : this.#hexString();
    const reference = this.#match(REFERENCE);
    if (reference !== null) return new Reference(Number(reference[1]));
    const number = this.#match(NUMBER);
    if (number !== null) return Number(number[0]);
    const word = this.#match(WORD)?.[0];
    if (word === undefined) this.at += 1;
    return word === 'true' ? true : word === 'false' ? false : null;
  }

  #isAt(text: string): boolean {
    this.skipSpace();
    if (!this.#text.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  #list(depth: number): readonly Value[] {
    const list: Value[] = [];
    this.at += 1;
    if (depth > MOST_DEPTH) return list;
    while (this.at < this.#text.length && !this.#isAt(']')) list.push(this.value(depth + 1));
    return list;
  }

  #dictionary(depth: number): Dictionary {
    const entries = new Map<string, Value>();
    this.at += 2;
    if (depth > MOST_DEPTH) return entries;
    while (this.at < this.#text.length && !this.#isAt('>>')) {
      const key = this.value(depth + 1);
      // What is no key has no value either; the next may be one.
      if (key instanceof Name) entries.set(key.name, this.value(depth + 1));
      else if (key === null && this.#text.startsWith('endobj', this.at)) break;
    }
    return entries;
  }

  #hexString(): string | null {
    const digits = this.#match(HEX)?.[1]?.replace(/[^0-9A-Fa-f]/g, '');
    if (digits === undefined) {
      this.at += 1;
      return null;
    }
    return digits.replace(/..?/g, (pair) => String.fromCharCode(Number.parseInt(pair.padEnd(2, '0'), 16)));
  }

  /** Parentheses in a string are in pairs, or escaped. */
  #string(): string {
    let open = 0;
    const start = this.at + 1;
    for (; this.at < this.#text.length; this.at += 1) {
      const character = this.#text[this.at];
      if (character === '\\') this.at += 1;
      else if (character === '(') open += 1;
      else if (character === ')') open -= 1;
      if (open === 0) break;
    }
    const raw = this.#text.slice(start, this.at);
    this.at += 1;
    return raw.replace(/\\(?:([0-7]{1,3})|(\r\n?|\n)|(.))/gs, (_, octal?: string, end?: string, other?: string) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
      return end === undefined ? (ESCAPES[other ?? ''] ?? other ?? '') : '';
    });
  }
}

/** `#41` in a name is `A`: a way to hide names from those who search for them. */
function unescapeName(name: string): string {
  return name.replace(/#([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
