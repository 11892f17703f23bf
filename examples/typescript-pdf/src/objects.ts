/** Finds the objects of a file by looking for them, not in its table: a file that attacks readers may leave some out of it. */
import { Buffer } from 'node:buffer';
import { FILTERS } from './filters.ts';
import { type Dictionary, Name, Reference, SyntaxReader, type Value } from './syntax.ts';

export interface PdfObject {
  readonly number: number;
  readonly value: Value;
  /** Packed, where the object is a stream. */
  readonly stream: Uint8Array | null;
}

export interface PdfFile {
  readonly objects: readonly PdfObject[];
  readonly problems: readonly string[];
  readonly trailers: readonly Dictionary[];
  /** What a reference leads to, and everything else itself. */
  readonly resolve: (value: Value | undefined) => Value;
  /** A stream's bytes. @throws with what is wrong with them */
  readonly unpack: (object: PdfObject) => Uint8Array;
}

const OBJECT = /(?<![0-9])(\d{1,10})[\0\t\n\f\r ]+\d{1,5}[\0\t\n\f\r ]+obj(?![A-Za-z])/g;
const TRAILER = /trailer[\0\t\n\f\r ]*(?=<<)/g;
/** More objects than in any document. */
const MOST_OBJECTS = 2_000_000;

export function readFile(bytes: Uint8Array): PdfFile {
  const text = Buffer.from(bytes).toString('latin1');
  const problems: string[] = [];
  const objects = topObjects(text, bytes);
  const byNumber = new Map<number, PdfObject>();
  for (const object of objects) byNumber.set(object.number, object);
  const resolve = (value: Value | undefined): Value => {
    let found: Value | undefined = value;
    // References may lead in a circle.
    for (let steps = 0; found instanceof Reference && steps < 10; steps++) found = byNumber.get(found.number)?.value;
    return found === undefined || found instanceof Reference ? null : found;
  };
  const unpack = (object: PdfObject): Uint8Array => unpackStream(object, resolve);
  const isEncrypted = trailersOf(text, objects).some((trailer) => trailer.has('Encrypt'));
  // What is encrypted unpacks to nothing that makes sense.
  for (const object of isEncrypted ? [] : [...objects]) {
    if (!isOfType(object, 'ObjStm')) continue;
    try {
      for (const inner of innerObjects(object, unpack(object), resolve)) {
        objects.push(inner);
        byNumber.set(inner.number, inner);
      }
    } catch (error) {
      problems.push(`object ${object.number}: ${(error as Error).message}`);
    }
  }
  return { objects, problems, trailers: trailersOf(text, objects), resolve, unpack };
}

function topObjects(text: string, bytes: Uint8Array): PdfObject[] {
  const objects: PdfObject[] = [];
  OBJECT.lastIndex = 0;
  for (let match = OBJECT.exec(text); match !== null && objects.length < MOST_OBJECTS; match = OBJECT.exec(text)) {
    const reader = new SyntaxReader(text, OBJECT.lastIndex);
    const value = reader.value();
    reader.skipSpace();
    const start = /^stream\r?\n?/.exec(text.slice(reader.at, reader.at + 8))?.[0].length;
    let stream: Uint8Array | null = null;
    if (start !== undefined && value instanceof Map) {
      const from = reader.at + start;
      const to = endOfStream(text, from, value.get('Length'));
      stream = bytes.subarray(from, to);
      OBJECT.lastIndex = to;
    } else {
      OBJECT.lastIndex = Math.max(OBJECT.lastIndex, reader.at);
    }
    objects.push({ number: Number(match[1]), value, stream });
  }
  return objects;
}

/** The length is believed where the stream ends there. */
function endOfStream(text: string, from: number, length: Value | undefined): number {
  if (typeof length === 'number' && /^\s*endstream/.test(text.slice(from + length, from + length + 16))) {
    return from + length;
  }
  const end = text.indexOf('endstream', from);
  if (end < 0) return text.length;
  return end - (/\r?\n?$/.exec(text.slice(Math.max(from, end - 2), end))?.[0].length ?? 0);
}

/** Objects that are packed together (7.5.7): their numbers and places first, then the objects. */
function innerObjects({ value }: PdfObject, unpacked: Uint8Array, resolve: PdfFile['resolve']): PdfObject[] {
  const dictionary = value as Dictionary;
  const first = resolve(dictionary.get('First'));
  const count = resolve(dictionary.get('N'));
  if (typeof first !== 'number' || typeof count !== 'number') return [];
  const text = Buffer.from(unpacked).toString('latin1');
  const head = new SyntaxReader(text);
  const objects: PdfObject[] = [];
  for (let index = 0; index < count && head.at < first; index++) {
    const [number, place] = [head.value(), head.value()];
    if (typeof number !== 'number' || typeof place !== 'number') break;
    objects.push({ number, value: new SyntaxReader(text, first + place).value(), stream: null });
  }
  return objects;
}

function unpackStream({ value, stream }: PdfObject, resolve: PdfFile['resolve']): Uint8Array {
  const filter = resolve((value as Dictionary).get('Filter') ?? (value as Dictionary).get('F'));
  const filters = (Array.isArray(filter) ? filter : [filter]).map((one: Value) => resolve(one));
  let bytes = stream ?? new Uint8Array(0);
  for (const one of filters) {
    if (one === null) continue;
    const name = one instanceof Name ? one.name : String(one);
    const decode = FILTERS[name];
    if (decode === undefined) throw new Error(`there is no filter '${name}' here`);
    bytes = decode(bytes);
  }
  return bytes;
}

/** The dictionaries that say where everything begins: trailers, and the streams that have taken their place. */
function trailersOf(text: string, objects: readonly PdfObject[]): Dictionary[] {
  const plain = Array.from(text.matchAll(TRAILER), (match) =>
    new SyntaxReader(text, match.index + match[0].length).value(),
  );
  const streams = objects.filter((object) => isOfType(object, 'XRef')).map(({ value }) => value);
  return [...plain, ...streams].filter((value): value is Dictionary => value instanceof Map);
}

export function isOfType({ value }: PdfObject, type: string): boolean {
  const found = value instanceof Map ? (value as Dictionary).get('Type') : undefined;
  return found instanceof Name && found.name === type;
}
