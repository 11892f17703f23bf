/**
 * Walks the inputs of a run, one file after the other, and never holds more names than one directory batch per level.
 *
 * Symbolic links are followed as long as they stay inside the inputs of the run and do not lead round in a circle: what
 * is examined is untrusted, and a link in it must not pull in the examiner's own files. An input that is itself a link
 * is followed wherever it leads, as somebody named it. What is not followed, what is neither file nor directory, and
 * what cannot be listed, is passed over with a notice. An unreadable file is not passed over: it becomes a content that
 * fails.
 */
import * as fs from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { WadupError } from '../errors.ts';
import { type ByteString, isAscii, toByteString, toDisplayPath, toHostPath } from './input-paths.ts';
import { RealRoots } from './real-roots.ts';
import { systemErrorCode, systemErrorInWords } from './system-errors.ts';

/** Something in an input directory that was not processed. */
export interface Notice {
  readonly kind: 'skipped';
  /** As people see it, with the input's own path before it. */
  readonly path: string;
  readonly why: string;
}

/** Notices beyond these are counted only. */
const NOTICES_KEPT = 10_000;
/** Likewise when their paths have this many characters together: a single path can have 16 KiB. */
const NOTICE_CHARACTERS_KEPT = 4_194_304;
/** Directories held open at the same time; deeper ones are listed in one go. */
const OPEN_DIRECTORIES = 64;
const ENTRIES_PER_CALL = 512;

/** Where in the tree the walk is: a directory and what of it is still to come. */
interface Level {
  /** Path relative to the input, with '/' at its end; '' for the input itself. */
  readonly prefix: ByteString;
  readonly prefixIsAscii: boolean;
  /** How many links to directories lead here. */
  readonly links: number;
  readonly directory: fs.Dir | null;
  /** In place of `directory` in deep levels, last entry first. */
  readonly rest: fs.Dirent[];
}

export class InputWalk {
  /** The file that `next` came to, relative to its input; '' when the input is itself a file. */
  path: ByteString = '';
  pathIsAscii = true;
  /** Which input it is in. */
  root = -1;
  /** How much was passed over. */
  skipped = 0;
  /** The first things passed over. */
  readonly notices: Notice[] = [];
  /** In the paths of `notices`; past the limit no more are kept. */
  #noticeCharacters = 0;
  readonly #inputs: readonly string[];
  readonly #excluded: Exclusions;
  readonly #roots = new RealRoots();
  readonly #levels: Level[] = [];
  /** Path of the current input as bytes, with '/' at its end. */
  #base: ByteString = '';
  /** Directories that were reached through more than one link; each of them is walked once only. */
  readonly #linkedDirectories = new Set<string>();

  /**
   * `excluded`: files and directories, and files named like them with something after, that are never processed (the
   * output database with its journals).
   * @throws {WadupError} code `input`: an input does not exist, cannot be listed, or is neither file nor directory.
   */
  constructor(inputs: readonly string[], excluded: readonly string[] = []) {
    this.#inputs = inputs;
    this.#excluded = new Exclusions(excluded);
    for (const input of inputs) this.#roots.add(input, checkInput(input, this.#excluded).isDirectory());
  }

  /** The file that `next` came to, as it is named in the output. */
  get filename(): string {
    return this.path === '' ? basename(resolve(this.#inputs[this.root]!)) : toDisplayPath(this.path);
  }

  /** Goes to the next file; `false`: there is none. */
  next(): boolean {
    for (;;) {
      const level = this.#levels.at(-1);
      if (level === undefined) {
        if (this.root + 1 >= this.#inputs.length) return false;
        this.root++;
        if (this.#beginInput(this.#inputs[this.root]!)) return true;
        continue;
      }
      const entry = this.#nextEntry(level);
      if (entry === null) this.#leave();
      else if (this.#accept(level, entry)) return true;
    }
  }

  /** Closes what is open; `next` finds nothing any more. */
  close(): void {
    while (this.#levels.length > 0) this.#leave();
    this.root = this.#inputs.length;
  }

  /** Whether the input is itself a file. */
  #beginInput(input: string): boolean {
    this.#base = toByteString(input.endsWith('/') ? input : `${input}/`);
    this.path = '';
    this.pathIsAscii = true;
    let isFile = false;
    try {
      isFile = fs.statSync(input).isFile();
    } catch (thrown) {
      this.#skip('', systemErrorInWords(systemErrorCode(thrown)));
      return false;
    }
    if (!isFile) this.#enter('', true, 0);
    return isFile;
  }

  #enter(prefix: ByteString, prefixIsAscii: boolean, links: number): void {
    try {
      const hostPath = toHostPath(this.#base + prefix);
      const open = this.#levels.length < OPEN_DIRECTORIES;
      this.#levels.push({
        prefix,
        prefixIsAscii,
        links,
        directory: open ? fs.opendirSync(hostPath, { encoding: 'latin1', bufferSize: ENTRIES_PER_CALL }) : null,
        rest: open ? [] : fs.readdirSync(hostPath, { encoding: 'latin1', withFileTypes: true }).toReversed(),
      });
    } catch (thrown) {
      this.#skip(prefix.slice(0, -1), `the directory cannot be listed: ${systemErrorInWords(systemErrorCode(thrown))}`);
    }
  }

  #leave(): void {
    this.#levels.pop()?.directory?.closeSync();
  }

  #nextEntry(level: Level): fs.Dirent | null {
    if (level.directory === null) return level.rest.pop() ?? null;
    try {
      return level.directory.readSync();
    } catch (thrown) {
      const why = systemErrorInWords(systemErrorCode(thrown));
      this.#skip(level.prefix.slice(0, -1), `the rest of the directory cannot be listed: ${why}`);
      return null;
    }
  }

  /** Whether the entry is a file to process. Enters directories. */
  #accept(level: Level, entry: fs.Dirent): boolean {
    const name: ByteString = entry.name;
    this.path = level.prefix + name;
    this.pathIsAscii = level.prefixIsAscii && isAscii(name);
    if (this.#excluded.mayHold(name) && this.#excluded.holds(toHostPath(this.#base + this.path))) return false;
    if (entry.isFile()) return true;
    if (entry.isDirectory()) {
      this.#enter(`${this.path}/`, this.pathIsAscii, level.links);
      return false;
    }
    if (entry.isSymbolicLink()) return this.#followLink(level);
    this.#skip(this.path, `it is ${kindOf(entry)}`);
    return false;
  }

  #followLink(level: Level): boolean {
    const hostPath = toHostPath(this.#base + this.path);
    let target: fs.BigIntStats;
    let staysInside: boolean;
    try {
      target = fs.statSync(hostPath, { bigint: true });
      staysInside = this.#roots.hold(hostPath);
    } catch (thrown) {
      const code = systemErrorCode(thrown);
      const why = code === 'ENOENT' ? 'it is a link to nothing' : `the link leads nowhere: ${systemErrorInWords(code)}`;
      this.#skip(this.path, why);
      return false;
    }
    if (this.#excluded.areSame(target)) return false;
    if (target.isFile() && staysInside) return true;
    if (!target.isFile() && !target.isDirectory()) this.#skip(this.path, `it is a link to ${kindOf(target)}`);
    else if (!staysInside) this.#skip(this.path, 'it is a link that leads out of the inputs');
    else if (this.#isAncestor(target)) this.#skip(this.path, 'it is a link to a directory that it is itself inside of');
    else if (level.links > 0 && !this.#isFirstLinkTo(target)) {
      this.#skip(this.path, 'it is a link, inside a linked directory, to a directory that was walked already');
    } else this.#enter(`${this.path}/`, this.pathIsAscii, level.links + 1);
    return false;
  }

  #isAncestor(target: fs.BigIntStats): boolean {
    return this.#levels.some((level) => {
      const stat = statOrNull(toHostPath(this.#base + level.prefix));
      return stat !== null && stat.ino === target.ino && stat.dev === target.dev;
    });
  }

  /** Links to directories with links to directories would otherwise double the work at every level. */
  #isFirstLinkTo(target: fs.BigIntStats): boolean {
    const identity = identityOf(target);
    if (this.#linkedDirectories.has(identity)) return false;
    this.#linkedDirectories.add(identity);
    return true;
  }

  #skip(path: ByteString, why: string): void {
    this.skipped++;
    if (this.notices.length >= NOTICES_KEPT || this.#noticeCharacters > NOTICE_CHARACTERS_KEPT) return;
    const notice: Notice = { kind: 'skipped', path: toDisplayPath(this.#base + path), why };
    this.notices.push(notice);
    this.#noticeCharacters += notice.path.length;
  }
}

/** Files and directories that belong to the run itself. */
class Exclusions {
  readonly #paths: readonly { readonly name: ByteString; readonly path: string; readonly directory: string }[];

  constructor(paths: readonly string[]) {
    this.#paths = paths.map((path) => {
      const whole = resolve(path);
      return { name: toByteString(basename(whole)), path: whole, directory: dirname(whole) };
    });
  }

  /** Cheap and coarse. */
  mayHold(name: ByteString): boolean {
    for (const excluded of this.#paths) {
      if (name.length >= excluded.name.length && name.startsWith(excluded.name)) return true;
    }
    return false;
  }

  holds(hostPath: string | Buffer): boolean {
    // Names of the run's own files come from options, so they are text; so is what is equal to them.
    if (typeof hostPath !== 'string') return false;
    const name = basename(hostPath);
    return this.#paths.some((excluded) => {
      const own = basename(excluded.path);
      if (!name.startsWith(own) || !SUFFIXES.has(name.slice(own.length))) return false;
      const here = statOrNull(dirname(hostPath));
      const there = statOrNull(excluded.directory);
      return here !== null && there !== null && identityOf(here) === identityOf(there);
    });
  }

  areSame(target: fs.BigIntStats): boolean {
    return this.#paths.some(({ path }) => {
      const stat = statOrNull(path);
      return stat !== null && identityOf(stat) === identityOf(target);
    });
  }
}

/** What SQLite puts beside a database. */
const SUFFIXES: ReadonlySet<string> = new Set(['', '-wal', '-shm', '-journal']);

function checkInput(input: string, excluded: Exclusions): fs.BigIntStats {
  let stat: fs.BigIntStats;
  try {
    stat = fs.statSync(input, { bigint: true });
    if (stat.isDirectory()) fs.opendirSync(input).closeSync();
  } catch (thrown) {
    const why = systemErrorInWords(systemErrorCode(thrown));
    throw new WadupError('input', `The input '${input}' cannot be used: ${why}.`, { cause: thrown });
  }
  if (excluded.areSame(stat)) throw new WadupError('input', `The input '${input}' is the output itself.`);
  if (!stat.isDirectory() && !stat.isFile()) {
    throw new WadupError('input', `The input '${input}' is ${kindOf(stat)}: name a directory or a file.`);
  }
  return stat;
}

function kindOf(entry: fs.Dirent | fs.BigIntStats): string {
  if (entry.isFIFO()) return 'a FIFO';
  if (entry.isSocket()) return 'a socket';
  if (entry.isCharacterDevice() || entry.isBlockDevice()) return 'a device';
  return 'neither a file nor a directory';
}

function statOrNull(path: string | Buffer): fs.BigIntStats | null {
  try {
    return fs.statSync(path, { bigint: true });
  } catch (thrown) {
    systemErrorCode(thrown);
    return null;
  }
}

function identityOf(stat: fs.BigIntStats): string {
  return `${stat.dev}:${stat.ino}`;
}
