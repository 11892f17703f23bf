/**
 * Paths as guests give them: bytes, of which only `/` and NUL mean something. A name is kept as a string with one
 * character per byte (Latin-1), so that every name that a host directory may have can be told, compared and handed
 * back unchanged, and ASCII names are what they look like.
 */
import { ERRNO, type Errno } from './errno.ts';

export interface ParsedPath {
  /** Not 0: the path cannot be used, whatever it is used for. */
  readonly errno: Errno;
  /** Without empty ones and `.`; `..` are in it. */
  readonly names: readonly string[];
  /** Ends with `/`, or its last component is `.`: names a directory, and a link there is followed. */
  readonly directory: boolean;
  /** The last component as written is `.` or `..`: the name cannot be created, removed or renamed. */
  readonly dots: boolean;
  readonly absolute: boolean;
}

/** How long a path and each of its names may be. */
export interface PathLimits {
  readonly pathBytes: number;
  readonly nameBytes: number;
}

const SLASH = 0x2f;
const DOT = 0x2e;

/** Parses `length` bytes at `offset`. A path without a name that is too long is too long itself: it has no names. */
export function parsePath(bytes: Uint8Array, offset: number, length: number, limits: PathLimits): ParsedPath {
  if (length > limits.pathBytes) return broken(ERRNO.NAMETOOLONG);
  if (length === 0) return broken(ERRNO.NOENT);
  const names: string[] = [];
  const end = offset + length;
  let dots = false;
  let errno: Errno = 0;
  for (let start = offset; start < end; ) {
    let stop = start;
    while (stop < end && bytes[stop] !== SLASH) {
      if (bytes[stop] === 0) return broken(ERRNO.INVAL);
      stop++;
    }
    const size = stop - start;
    if (size > 0) {
      const single = size === 1 && bytes[start] === DOT;
      const double = size === 2 && bytes[start] === DOT && bytes[start + 1] === DOT;
      dots = single || double;
      if (size > limits.nameBytes) errno = ERRNO.NAMETOOLONG;
      if (!single) names.push(nameFromBytes(bytes, start, size));
    }
    start = stop + 1;
  }
  const directory = bytes[end - 1] === SLASH || (dots && bytes[end - 1] === DOT);
  return { errno, names, directory, dots, absolute: bytes[offset] === SLASH };
}

function broken(errno: Errno): ParsedPath {
  return { errno, names: [], directory: false, dots: false, absolute: false };
}

/** Node's own decoder, which works on any Uint8Array; only Buffer has it in its interface. */
const { latin1Slice } = Buffer.prototype as unknown as {
  readonly latin1Slice: (this: Uint8Array, start: number, end: number) => string;
};

/** V8 joins up to so many characters at once; longer strings made piece by piece keep all their pieces, 32 bytes each. */
const SHORT_NAME = 12;

export function nameFromBytes(bytes: Uint8Array, offset: number, length: number): string {
  if (length > SHORT_NAME) return latin1Slice.call(bytes, offset, offset + length);
  let name = '';
  for (let i = 0; i < length; i++) name += String.fromCharCode(bytes[offset + i]!);
  return name;
}

/** A name (or several with slashes) given as text. */
export function nameFromText(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** A name as text; what is not UTF-8 is replaced. */
export function textFromName(name: string): string {
  let ascii = true;
  for (let i = 0; i < name.length; i++) ascii &&= name.charCodeAt(i) < 0x80;
  if (ascii) return name;
  return Buffer.from(name, 'latin1').toString('utf8');
}

export function pathFromName(name: string, limits: PathLimits): ParsedPath {
  return parsePath(Buffer.from(name, 'latin1'), 0, name.length, limits);
}

const SLOTS = 128;
const LONGEST_KEPT = 120;

/** A path and its bytes: the first `length` of `bytes`, which serves one path after the other. */
interface Slot {
  readonly bytes: Uint8Array;
  length: number;
  path: ParsedPath;
}

/** Guests name the same few files for every content; this remembers how their paths were parsed. */
export class PathCache {
  readonly #slots: (Slot | undefined)[] = Array.from({ length: SLOTS });
  readonly #limits: PathLimits;

  constructor(limits: PathLimits) {
    this.#limits = limits;
  }

  parse(bytes: Uint8Array, offset: number, length: number): ParsedPath {
    if (length > LONGEST_KEPT) return parsePath(bytes, offset, length, this.#limits);
    let hash = length;
    for (let i = 0; i < length; i++) hash = (Math.imul(hash, 31) + bytes[offset + i]!) | 0;
    const index = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    const slot = this.#slots[index];
    if (slot !== undefined && isPathOf(slot, bytes, offset, length)) return slot.path;
    const path = parsePath(bytes, offset, length, this.#limits);
    this.#keep(index, path, bytes, offset, length);
    return path;
  }

  #keep(index: number, path: ParsedPath, bytes: Uint8Array, offset: number, length: number): void {
    const slot = (this.#slots[index] ??= { bytes: new Uint8Array(LONGEST_KEPT), length, path });
    for (let i = 0; i < length; i++) slot.bytes[i] = bytes[offset + i]!;
    slot.length = length;
    slot.path = path;
  }
}

function isPathOf(slot: Slot, bytes: Uint8Array, offset: number, length: number): boolean {
  if (slot.length !== length) return false;
  for (let i = 0; i < length; i++) if (slot.bytes[i] !== bytes[offset + i]) return false;
  return true;
}
