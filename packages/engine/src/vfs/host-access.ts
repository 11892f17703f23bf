/**
 * The host's files as a view sees them: one directory at a time, one name at a time. No path with more than one
 * component of a guest's choosing reaches the kernel, and no link is followed by it.
 *
 * On Linux every directory is held by a descriptor and names below it are looked up through `/proc/self/fd`, which is
 * `openat` by other means: renaming directories while somebody looks cannot lead anywhere else. Where there is no such
 * thing the path from the view's own directory is used, and each directory is checked to be the one that was found.
 */
import {
  type BigIntStats,
  closeSync,
  constants,
  type Dirent,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  statfsSync,
} from 'node:fs';
import { systemCodeOf } from '../errors.ts';
import { ERRNO, type Errno, errnoOfSystemCode } from './errno.ts';

/** Only names the file, needs no permission to read it. Not in Node's table of constants. */
const O_PATH = 0o10000000;
const DESCRIPTOR_DIRECTORY = '/proc/self/fd';
/**
 * Files of procfs that no program is shown even where it is shown all of `/proc`: the memory and the environment of
 * processes, this one's among them, and the kernel's messages, which are gone for others once they are read.
 */
const SECRET_NAMES: ReadonlySet<string> = new Set(['mem', 'environ', 'kmsg', 'kcore']);
const PROC_SUPER_MAGIC = 0x9fa0;
/** Directories that are held open at a time. */
const MOST_HELD = 64;

/** A directory of the host, found below another one. */
export interface HostDirectory {
  readonly parent: HostDirectory | null;
  /** One character per byte. For the topmost one its whole path. */
  readonly name: string;
  readonly device: bigint;
  readonly inode: bigint;
}

export function errnoOf(thrown: unknown): Errno {
  return errnoOfSystemCode(systemCodeOf(thrown));
}

export class HostAccess {
  readonly #held: Map<HostDirectory, number> = new Map();
  readonly #byDescriptor: boolean;

  constructor(byDescriptor: boolean = process.platform === 'linux' && existsSync(DESCRIPTOR_DIRECTORY)) {
    this.#byDescriptor = byDescriptor;
  }

  /** The directory at `path`, which the user named: links in it are followed. Throws what `node:fs` throws. */
  openTop(path: string): HostDirectory {
    const flags = constants.O_RDONLY | constants.O_DIRECTORY;
    const fd = openSync(path, this.#byDescriptor ? flags | O_PATH : flags);
    const { dev, ino } = fstatSync(fd, { bigint: true });
    const top: HostDirectory = { parent: null, name: Buffer.from(path).toString('latin1'), device: dev, inode: ino };
    // Never given up: where its path leads may change.
    if (this.#byDescriptor) this.#held.set(top, fd);
    else closeSync(fd);
    return top;
  }

  /** Facts about a name itself, or an errno. */
  stat(directory: HostDirectory, name: string): BigIntStats | Errno {
    return this.#attempt(directory, name, (path) => lstatSync(path, { bigint: true }));
  }

  /** What a link holds, one character per byte, or an errno. */
  readLink(directory: HostDirectory, name: string): string | Errno {
    return this.#attempt(directory, name, (path) => readlinkSync(path, { encoding: 'buffer' }).toString('latin1'));
  }

  /** A host descriptor for reading a regular file, or a negated errno. */
  openFile(directory: HostDirectory, name: string): number {
    if (SECRET_NAMES.has(name) && this.#isInProcfs(directory)) return -ERRNO.ACCES;
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const opened = this.#attempt(directory, name, (path) => ({ fd: openSync(path, flags) }));
    if (typeof opened === 'number') return -opened;
    if (fstatSync(opened.fd).isFile()) return opened.fd;
    // It became something else since it was looked at.
    closeSync(opened.fd);
    return -ERRNO.NOENT;
  }

  /** All names in a directory with their types, or an errno. */
  list(directory: HostDirectory): Dirent<Buffer>[] | Errno {
    const path = this.#pathOf(directory);
    if (typeof path === 'number') return path;
    try {
      return readdirSync(path, { withFileTypes: true, encoding: 'buffer' });
    } catch (error) {
      return errnoOf(error);
    }
  }

  close(): void {
    for (const fd of this.#held.values()) closeSync(fd);
    this.#held.clear();
  }

  #isInProcfs(directory: HostDirectory): boolean {
    const found = this.#attempt(directory, '.', (path) => ({ type: statfsSync(path).type }));
    return typeof found !== 'number' && found.type === PROC_SUPER_MAGIC;
  }

  #attempt<T>(directory: HostDirectory, name: string, action: (path: Buffer) => T): T | Errno {
    const path = this.#pathOf(directory);
    if (typeof path === 'number') return path;
    try {
      return action(Buffer.concat([path, Buffer.from(`/${name}`, 'latin1')]));
    } catch (error) {
      return errnoOf(error);
    }
  }

  /** A path that is the directory itself, whatever was renamed meanwhile; or an errno. */
  #pathOf(directory: HostDirectory): Buffer | Errno {
    if (!this.#byDescriptor) return this.#checkedPath(directory);
    const missing: HostDirectory[] = [];
    let here = directory;
    let fd = this.#held.get(here);
    while (fd === undefined && here.parent !== null) {
      missing.push(here);
      here = here.parent;
      fd = this.#held.get(here);
    }
    if (fd === undefined) return ERRNO.STALE;
    for (let next = missing.pop(); next !== undefined; next = missing.pop()) {
      const opened = openDirectory(fd, next);
      if (opened < 0) return -opened;
      this.#hold(next, opened);
      fd = opened;
    }
    return Buffer.from(`${DESCRIPTOR_DIRECTORY}/${fd}`);
  }

  #hold(directory: HostDirectory, fd: number): void {
    this.#held.set(directory, fd);
    if (this.#held.size <= MOST_HELD) return;
    for (const [oldest, oldestFd] of this.#held) {
      if (oldest.parent === null || oldest === directory) continue;
      closeSync(oldestFd);
      this.#held.delete(oldest);
      return;
    }
  }

  #checkedPath(directory: HostDirectory): Buffer | Errno {
    const names: string[] = [];
    for (let here: HostDirectory | null = directory; here !== null; here = here.parent) names.unshift(here.name);
    const path = Buffer.from(names.join('/'), 'latin1');
    try {
      const { dev, ino } = lstatSync(path, { bigint: true });
      return dev === directory.device && ino === directory.inode ? path : ERRNO.STALE;
    } catch (error) {
      return errnoOf(error);
    }
  }
}

/** A descriptor of `directory`, which is below the one that `parent` is open for; or a negated errno. */
function openDirectory(parent: number, directory: HostDirectory): number {
  const path = Buffer.from(`${DESCRIPTOR_DIRECTORY}/${parent}/${directory.name}`, 'latin1');
  try {
    const fd = openSync(path, O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    const { dev, ino } = fstatSync(fd, { bigint: true });
    if (dev === directory.device && ino === directory.inode) return fd;
    closeSync(fd);
    return -ERRNO.STALE;
  } catch (error) {
    return -errnoOf(error);
  }
}
