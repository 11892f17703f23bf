import type { PositionCell } from './content-window.ts';
import { ERRNO, type Errno } from './errno.ts';
import { DirectoryNode, FileNode, type Inode, type Stream, StreamNode } from './inode.ts';
import type { Quota } from './quota.ts';
import type { DirectoryCursor } from './readdir.ts';

/** An index into a descriptor table, as the guest gives it: nothing is known of it but that it is 32 bits. */
export type Fd = number & { readonly __brand: 'Fd' };

/** WASI descriptor flags. */
export const FD_FLAG = { APPEND: 1, DSYNC: 2, NONBLOCK: 4, RSYNC: 8, SYNC: 16 } as const;

/** An open file. What it refers to is also there by kind, because every call asks for the kind first. */
export class Descriptor {
  readonly node: Inode;
  readonly file: FileNode | null;
  readonly directory: DirectoryNode | null;
  readonly stream: Stream | null;
  /** What may be done with it; only ever loses rights. */
  rights: number;
  /** What may at most be done with what is opened through it. */
  inheriting: number;
  flags: number;
  /** The name it was preopened under. */
  readonly preopenName: string | null;
  cursor: DirectoryCursor | null = null;
  /** Which content it was opened for; 0: start-up code. */
  epoch = 0;
  #position = 0;
  /** Where the position is instead, when wasm shares it. */
  #cell: PositionCell | null = null;

  constructor(node: Inode, rights: number, inheriting: number, flags: number, preopenName: string | null = null) {
    this.node = node;
    this.file = node instanceof FileNode ? node : null;
    this.directory = node instanceof DirectoryNode ? node : null;
    this.stream = node instanceof StreamNode ? node.stream : null;
    this.rights = rights;
    this.inheriting = inheriting;
    this.flags = flags;
    this.preopenName = preopenName;
  }

  /** Next byte to be read or written. */
  get position(): number {
    return this.#cell === null ? this.#position : this.#cell.read();
  }

  set position(position: number) {
    if (this.#cell === null) this.#position = position;
    else this.#cell.write(position);
  }

  /** Keeps the position in `cell` from now on; `null`: here. */
  keepPositionIn(cell: PositionCell | null): void {
    const position = this.position;
    this.#cell = cell;
    this.position = position;
  }
}

/** Numbers that a guest may believe open though they are not. More than that are kept by guests that never close. */
const MOST_ABANDONED = 32;

/** Open descriptors. The lowest free number is given out, as POSIX has it. */
export class DescriptorTable {
  /** By number. Only this class writes it; whoever calls often reads it. */
  readonly slots: (Descriptor | undefined)[] = [];
  epoch = 0;
  #lowestFree = 0;
  #count = 0;
  /**
   * Numbers of what a content left open, oldest first. It is closed, but the guest does not know: in the next content it
   * may still close the number (a garbage collector does), and must not hit a file that was given the same.
   */
  readonly #abandoned: number[] = [];
  readonly #quota: Quota;
  readonly #onLastClose: (node: Inode) => void;
  #onSlot: ((fd: number, descriptor: Descriptor | undefined) => void) | null = null;

  /** `onLastClose` is called with a node whose last descriptor was closed. */
  constructor(quota: Quota, onLastClose: (node: Inode) => void) {
    this.#quota = quota;
    this.#onLastClose = onLastClose;
  }

  /** `onSlot` is called whenever a number refers to something else than before, or to the same with other rights. */
  watch(onSlot: (fd: number, descriptor: Descriptor | undefined) => void): void {
    this.#onSlot = onSlot;
  }

  /** The rights of a descriptor were narrowed. */
  rightsChanged(fd: Fd): void {
    this.#onSlot?.(fd, this.slots[fd]);
  }

  get count(): number {
    return this.#count;
  }

  get(fd: Fd): Descriptor | undefined {
    return this.slots[fd];
  }

  /** Whether one more can be opened; remembers the quota as hit when not. */
  hasRoom(): boolean {
    return this.#count < this.#quota.limits.descriptors || this.#quota.refuse('descriptors');
  }

  /** Its number. `hasRoom` was asked before. */
  add(descriptor: Descriptor): Fd {
    const slots = this.slots;
    let fd = this.#lowestFree;
    while ((fd < slots.length && slots[fd] !== undefined) || this.#isAbandoned(fd)) fd++;
    this.#lowestFree = fd + 1;
    this.#put(fd, descriptor);
    descriptor.epoch = this.epoch;
    return fd as Fd;
  }

  close(fd: Fd): Errno {
    const descriptor = this.slots[fd];
    if (descriptor === undefined) return this.#giveUp(fd) ? 0 : ERRNO.BADF;
    this.#take(fd);
    this.#release(descriptor);
    return 0;
  }

  /** `dup2`, but `from` is closed: `to` must be open, and refers to what `from` did. */
  renumber(from: Fd, to: Fd): Errno {
    const moved = this.slots[from];
    const replaced = this.slots[to];
    if (moved === undefined) return ERRNO.BADF;
    if (from === to) return 0;
    if (replaced === undefined && !this.#giveUp(to)) return ERRNO.BADF;
    this.#take(from);
    if (replaced !== undefined) this.#take(to);
    this.#put(to, moved);
    // It is as often open as before.
    moved.node.opened--;
    if (replaced !== undefined) this.#release(replaced);
    return 0;
  }

  /** Puts it back under a number of its own, whatever is open there. */
  restore(fd: Fd, descriptor: Descriptor): void {
    if (this.slots[fd] === descriptor) return;
    this.close(fd);
    this.#put(fd, descriptor);
  }

  /** Closes all that was opened since the epoch became what it is. */
  closeEpoch(): void {
    if (this.epoch === 0) return;
    for (let fd = 0; fd < this.slots.length; fd++) {
      if (this.slots[fd]?.epoch !== this.epoch) continue;
      this.close(fd as Fd);
      this.#abandon(fd);
    }
  }

  #abandon(fd: number): void {
    if (this.#abandoned.length === MOST_ABANDONED) this.#giveUp(this.#abandoned[0]!);
    this.#abandoned.push(fd);
  }

  #isAbandoned(fd: number): boolean {
    return this.#abandoned.length > 0 && this.#abandoned.includes(fd);
  }

  /** The number may be given out again. Whether it was an abandoned one. */
  #giveUp(fd: number): boolean {
    const index = this.#abandoned.indexOf(fd);
    if (index < 0) return false;
    this.#abandoned.splice(index, 1);
    if (fd < this.#lowestFree) this.#lowestFree = fd;
    return true;
  }

  #put(fd: number, descriptor: Descriptor): void {
    // No holes: V8 reads arrays that have some more slowly.
    while (this.slots.length < fd) this.slots.push(undefined);
    this.slots[fd] = descriptor;
    this.#count++;
    descriptor.node.opened++;
    this.#onSlot?.(fd, descriptor);
  }

  #take(fd: number): void {
    this.#onSlot?.(fd, undefined);
    this.slots[fd] = undefined;
    this.#count--;
    if (fd < this.#lowestFree) this.#lowestFree = fd;
    while (this.slots.length > 0 && this.slots[this.slots.length - 1] === undefined) this.slots.pop();
  }

  #release(descriptor: Descriptor): void {
    const node = descriptor.node;
    if (--node.opened === 0) this.#onLastClose(node);
  }
}
