import { FIXED_LIMITS } from '../options.ts';
import { ERRNO, type Errno } from './errno.ts';
import { DirectoryNode, type Inode, SymlinkNode } from './inode.ts';
import { type ParsedPath, pathFromName } from './path.ts';
import type { Quota } from './quota.ts';

export const WALK = {
  /** A link as the last component is followed; without it only when a slash follows the link. */
  FOLLOW: 1,
  /** The name itself is wanted, to be made or removed: a link there is never followed. */
  NAME: 2,
  /** The name may be followed by a slash whatever it names, or when it names nothing. */
  ANY_KIND: 4,
  /** A file is to be made if there is none: no file has a slash after its name, whatever is there. */
  CREATE_FILE: 8,
} as const;

/**
 * Finds what a path names, one component after the other. Nothing above the directory where it starts can be reached:
 * not by `..`, not by a link to an absolute path. One object is used for all walks, and holds what the last one found.
 */
export class Resolver {
  /** The directory that holds, or would hold, the last component. */
  directory: DirectoryNode;
  /** The last component; `.` or `..` when the path ends so. */
  name = '';
  /** What it names; `null`: nothing. */
  node: Inode | null = null;
  /** Components walked since the host last looked: links can make them many more than the path has. */
  work = 0;

  readonly #quota: Quota;

  constructor(root: DirectoryNode, quota: Quota) {
    this.directory = root;
    this.#quota = quota;
  }

  /** 0 or an errno. That the last component does not exist is no error. */
  walk(start: DirectoryNode, path: ParsedPath, wanted: number): Errno {
    if (path.errno !== 0) return this.refusePath(path, (wanted & (WALK.NAME | WALK.CREATE_FILE)) !== 0);
    if (path.absolute) return ERRNO.PERM;
    // `name/.` is below the name.
    const flags = path.dots ? WALK.FOLLOW : wanted;
    let names = path.names;
    let mustBeDirectory = path.directory;
    let hops = 0;
    let here = start;
    this.directory = start;
    this.name = '.';
    this.node = start;
    for (let i = 0; i < names.length; i++) {
      const name = names[i]!;
      const last = i === names.length - 1;
      this.work++;
      if (name === '..') {
        if (here === start) return ERRNO.PERM;
        here = here.parent;
        this.directory = here;
        this.name = '..';
        this.node = here;
        continue;
      }
      if (last && mustBeDirectory && (flags & WALK.CREATE_FILE) !== 0) return ERRNO.ISDIR;
      const found = here.find(name);
      if (typeof found === 'number') {
        if (found !== ERRNO.NOENT || !last) return found;
        return this.#missing(here, name, mustBeDirectory, flags);
      }
      if (found instanceof SymlinkNode && (!last || isFollowed(flags, mustBeDirectory))) {
        if (++hops > FIXED_LIMITS.symlinkHops) return ERRNO.LOOP;
        // Parsed each time: a link is walked seldom, and its components take many times the room of its text.
        const target = pathFromName(found.target, this.#quota.limits);
        if (target.errno !== 0) return this.refusePath(target, false);
        if (target.absolute) return ERRNO.PERM;
        if (last) mustBeDirectory ||= target.directory;
        names = last ? target.names : target.names.concat(names.slice(i + 1));
        // Links to long paths add up: what is still to be walked is copied at every one of them.
        this.work += names.length >> 1;
        if (names.length > this.#quota.limits.pathBytes) {
          this.#quota.met ??= 'pathBytes';
          return ERRNO.NAMETOOLONG;
        }
        i = -1;
        // A link to `.`: there is nothing left to look up.
        this.directory = here;
        this.name = '.';
        this.node = here;
        continue;
      }
      if (found instanceof DirectoryNode) {
        this.directory = here;
        this.name = name;
        this.node = found;
        here = found;
        continue;
      }
      if (!last) return ERRNO.NOTDIR;
      this.directory = here;
      this.name = name;
      this.node = found;
      if (mustBeDirectory && (flags & WALK.ANY_KIND) === 0 && !isNamedLink(found, flags)) return ERRNO.NOTDIR;
    }
    return 0;
  }

  /** The errno of a path that cannot be used. If it is too long for what is to be made, something is lost. */
  refusePath(path: ParsedPath, isMade: boolean): Errno {
    if (path.errno === ERRNO.NAMETOOLONG) {
      const quota = path.names.length > 0 ? 'nameBytes' : 'pathBytes';
      if (isMade) this.#quota.refuse(quota);
      else this.#quota.met ??= quota;
    }
    return path.errno;
  }

  #missing(directory: DirectoryNode, name: string, mustBeDirectory: boolean, flags: number): Errno {
    this.directory = directory;
    this.name = name;
    this.node = null;
    if (directory.removed) return ERRNO.NOENT;
    // `name/` cannot become a file, and does not name a directory.
    return mustBeDirectory && (flags & WALK.ANY_KIND) === 0 ? ERRNO.NOENT : 0;
  }
}

function isFollowed(flags: number, slash: boolean): boolean {
  return (flags & WALK.FOLLOW) !== 0 || (slash && (flags & WALK.NAME) === 0);
}

/** A link whose name is wanted: where it leads does not matter. */
function isNamedLink(node: Inode, flags: number): boolean {
  return node instanceof SymlinkNode && (flags & WALK.NAME) !== 0;
}
