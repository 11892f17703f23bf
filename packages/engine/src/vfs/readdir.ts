import { type DirectoryEntry, type DirectoryNode, FILE_TYPE, type Inode } from './inode.ts';

/**
 * Goes through a directory in the order in which names were added. A map's iterator stays right while entries come
 * and go, so going on where the last call ended costs nothing; any other cookie means to look from the beginning.
 */
export class DirectoryCursor {
  readonly #directory: DirectoryNode;
  #iterator: Iterator<DirectoryEntry> | null = null;
  /** The entry that was looked at but not taken yet. */
  #pending: DirectoryEntry | null = null;
  #next = -1;
  /** Entries passed over so far, to be charged for. */
  work = 0;
  /** What `peek` found: */
  name = '';
  node: Inode;
  /** The cookie that stands for what follows the entry. */
  following = 0;

  constructor(directory: DirectoryNode) {
    this.#directory = directory;
    this.node = directory;
  }

  /** Whether there is an entry at `cookie` or after it; it is in `name`, `node` and `following`. */
  peek(cookie: number): boolean {
    if (cookie < 2) {
      this.name = cookie === 0 ? '.' : '..';
      this.node = cookie === 0 ? this.#directory : this.#directory.parent;
      this.following = cookie + 1;
      return true;
    }
    const entry = this.#find(cookie);
    if (entry === null) return false;
    this.name = entry.name;
    this.node = entry.node;
    this.following = entry.cookie + 1;
    return true;
  }

  get fileType(): number {
    return this.name === '..' ? FILE_TYPE.DIRECTORY : this.node.fileType;
  }

  #find(cookie: number): DirectoryEntry | null {
    if (this.#iterator === null || cookie !== this.#next) {
      this.#iterator = this.#directory.entries.values();
      this.#pending = null;
    }
    this.#next = cookie;
    let entry = this.#pending;
    // An entry that was looked at may have been removed since.
    while (entry === null || entry.cookie < cookie || this.#directory.entries.get(entry.name) !== entry) {
      const step = this.#iterator.next();
      this.work++;
      if (step.done === true) {
        // Later additions continue from here only through a new iterator.
        this.#iterator = null;
        this.#pending = null;
        return null;
      }
      entry = step.value;
    }
    this.#pending = entry;
    // The next call names either this entry (it did not fit) or the one after it.
    return entry;
  }

  /** The entry that `peek` found was handed out: the next cookie follows it. */
  take(): void {
    if (this.following <= 2) this.#iterator = null;
    this.#pending = null;
    this.#next = this.following;
  }
}
