/**
 * The filesystem that a module sees (SPEC §2.1): the content at `/data.bin`, room in `/tmp`, and two directories where
 * closing a file means handing it over. Modules are untrusted: whatever one does to this layout lasts until the end of
 * the content at most.
 */
import type { ContentSource, FileStorage } from '../stages.ts';
import { ContentFile } from './content-file.ts';
import { ContentWindow, type WindowState } from './content-window.ts';
import type { Descriptor, Fd } from './descriptors.ts';
import { FileSystem } from './filesystem.ts';
import { HeapStorage } from './heap-storage.ts';
import { DirectoryNode, FileNode, type Inode } from './inode.ts';
import { preopen } from './open.ts';
import { textFromName } from './path.ts';
import type { QuotaLimits } from './quota.ts';
import { RIGHT } from './rights.ts';

const METADATA_SUFFIX = '.json';
const SUBCONTENT_PREFIX = 'metadata_';
const DATA_PREFIX = 'data_';
const DATA_SUFFIX = '.bin';

/** What a descriptor needs for wasm to read, seek and tell by itself. */
const SERVED_RIGHTS: number = RIGHT.FD_READ | RIGHT.FD_SEEK | RIGHT.FD_TELL;

/** Where the files go that a module hands over. Called while the guest is inside a call, or from `endContent`. */
export interface ModuleFileSink {
  /** `/metadata/<name>`; the bytes are the first `length` of `bytes`, and only there during the call. */
  onMetadata(name: string, bytes: Uint8Array, length: number): void;
  /**
   * `/subcontent/metadata_<id>.json`; bytes as above. `takeData` hands over what was written to
   * `/subcontent/data_<id>.bin`, made by `createStorage`, or `null` when there is no such file; the caller releases it.
   */
  onSubcontent(id: string, bytes: Uint8Array, length: number, takeData: () => FileStorage | null): void;
  /** Room for one sub-content. */
  createStorage(): FileStorage;
}

class DataNode extends FileNode {
  readonly content: ContentFile;

  constructor(number: number, now: number, content: ContentFile) {
    super(number, now, content, true);
    this.content = content;
  }

  override describe(): number {
    this.modifiedMs = this.content.modifiedMs;
    this.accessedMs = this.modifiedMs;
    return 0;
  }

  override release(): void {}
}

export class ModuleFileSystem {
  readonly fs: FileSystem;
  readonly #sink: ModuleFileSink;
  readonly #content: ContentFile;
  readonly #window: ContentWindow;
  /** `null` when the window has no room for this instance. */
  readonly windowState: WindowState | null;
  readonly #data: DataNode;
  readonly #temporary: DirectoryNode;
  readonly #metadata: DirectoryNode;
  readonly #subcontent: DirectoryNode;
  /** stdin, stdout, stderr and the root, as they are at the beginning of every content. */
  readonly #standard: Descriptor[] = [];
  /** What may be done with them, as start-up code left it. */
  #standardRights: readonly Pick<Descriptor, 'rights' | 'inheriting' | 'flags'>[] = [];
  /** Storages from the sink that a file has: they are not the heap's, and must come back. */
  readonly #lent: Set<FileStorage> = new Set();
  /** What stood in the root when the first content began, besides the layout. */
  #kept: Map<string, Inode> | null = null;
  #rootGeneration = 0;
  #inContent = false;

  /** `window` is shared by all instances of a thread. */
  constructor(limits: QuotaLimits, sink: ModuleFileSink, window: ContentWindow = new ContentWindow()) {
    this.#sink = sink;
    this.#window = window;
    this.windowState = window.takeState();
    this.#content = new ContentFile(window);
    const fs = new FileSystem(limits, {
      createStorage: (directory, name) => this.#createStorage(directory, name),
      lastClose: (node) => this.#lastClose(node),
    });
    this.fs = fs;
    this.#data = new DataNode(fs.nextNumber(), fs.now(), this.#content);
    this.#temporary = this.#makeDirectory();
    this.#metadata = this.#makeDirectory();
    this.#subcontent = this.#makeDirectory();
    fs.quota.files += 4;
    this.#restoreLayout();
    fs.descriptors.watch((fd, descriptor) => this.#watchSlot(fd, descriptor));
  }

  /** The instance is gone. */
  dispose(): void {
    if (this.windowState !== null) this.#window.giveState(this.windowState);
  }

  /** Opens stdin, stdout, stderr (0, 1, 2) and the root (3). Once, before anything else is opened. */
  openStandard(streams: readonly Descriptor[]): void {
    for (const descriptor of [...streams, preopen(this.fs.root, '/')]) {
      this.#standard.push(descriptor);
      this.fs.descriptors.add(descriptor);
    }
  }

  /** The layout is whole, its directories are empty, and `/data.bin` has the bytes of `source`. */
  beginContent(source: ContentSource): void {
    const fs = this.fs;
    if (this.#inContent) this.#wipe();
    if (this.#kept === null) this.#beginFirst(source);
    fs.descriptors.epoch++;
    fs.quota.clearExceeded();
    this.#content.setSource(source);
    this.#inContent = true;
  }

  /** Hands over what is left, closed or not, closes what the content opened, and wipes. */
  endContent(): void {
    if (!this.#inContent) return;
    this.#handOverRest();
    this.#wipe();
  }

  /** As `endContent`, but what is left is dropped: for an instance that will not be used again. */
  abandonContent(): void {
    if (this.#inContent) this.#wipe();
    for (const storage of this.#lent) storage.release();
    this.#lent.clear();
  }

  /** Descriptors of the content share their position with wasm, which then serves short reads by itself. */
  #watchSlot(fd: number, descriptor: Descriptor | undefined): void {
    const before = this.fs.descriptors.slots[fd];
    if (descriptor === undefined && before?.file !== this.#data) return;
    if (descriptor !== undefined && descriptor.file !== this.#data) return;
    const cell = this.windowState?.cellOf(fd) ?? null;
    if (descriptor === undefined) {
      before?.keepPositionIn(null);
      cell?.activate(false);
      return;
    }
    descriptor.keepPositionIn(cell);
    cell?.activate((descriptor.rights & SERVED_RIGHTS) === SERVED_RIGHTS);
  }

  #makeDirectory(): DirectoryNode {
    return new DirectoryNode(this.fs.nextNumber(), this.fs.now(), this.fs.root);
  }

  /**
   * What start-up code left behind in the root stays. What it handed over belongs to the first content; what else it
   * left in the layout's directories goes.
   */
  #beginFirst(source: ContentSource): void {
    const kept = new Map<string, Inode>();
    for (const [name, entry] of this.fs.root.entries) if (!this.#isLayout(entry.node)) kept.set(name, entry.node);
    this.#kept = kept;
    this.#standardRights = this.#standard.map(({ rights, inheriting, flags }) => ({ rights, inheriting, flags }));
    this.#content.setSource(source);
    this.#handOverRest();
    this.#wipe();
  }

  #isLayout(node: Inode): boolean {
    return node === this.#data || node === this.#temporary || node === this.#metadata || node === this.#subcontent;
  }

  #wipe(): void {
    const { fs } = this;
    // From here on, closing a file hands nothing over.
    this.#inContent = false;
    fs.descriptors.closeEpoch();
    this.#standard.forEach((descriptor, fd) => {
      fs.descriptors.restore(fd as Fd, descriptor);
      const { rights, inheriting, flags } = this.#standardRights[fd]!;
      descriptor.rights = rights;
      descriptor.inheriting = inheriting;
      descriptor.flags = flags;
    });
    this.#content.setSource(null);
    for (const directory of [this.#temporary, this.#metadata, this.#subcontent]) {
      if (directory.entries.size > 0) fs.clearDirectory(directory);
    }
    if (fs.root.generation !== this.#rootGeneration) this.#restoreRoot();
  }

  /** Removes what the content put into the root, and puts back what was there. */
  #restoreRoot(): void {
    const { fs } = this;
    const { root } = fs;
    for (const directory of [this.#temporary, this.#metadata, this.#subcontent]) this.#detach(directory);
    this.#detach(this.#data);
    for (const [name, { node }] of root.entries) {
      if (this.#kept?.get(name) === node) continue;
      if (node instanceof DirectoryNode) {
        fs.clearDirectory(node);
        if (root.unlink(name, fs.now())) fs.quota.files--;
        node.removed = true;
      } else fs.removeName(root, name, node);
    }
    this.#restoreLayout();
  }

  /** Takes a node of the layout from wherever it was moved to, so that clearing that place does not reach it. */
  #detach(node: DirectoryNode | DataNode): void {
    const parent = node instanceof DirectoryNode ? node.parent : node.directory;
    for (const [name, entry] of parent?.entries ?? []) {
      if (entry.node !== node) continue;
      parent?.unlink(name, this.fs.now());
      return;
    }
    // It was removed, and the quota told so.
    this.fs.quota.files++;
    if (node instanceof DirectoryNode) {
      node.removed = false;
      node.links = 1;
    }
  }

  #restoreLayout(): void {
    const { root } = this.fs;
    const now = this.fs.now();
    this.#data.links = 0;
    root.link('data.bin', this.#data, now);
    root.link('tmp', this.#temporary, now);
    root.link('metadata', this.#metadata, now);
    root.link('subcontent', this.#subcontent, now);
    this.#rootGeneration = root.generation;
  }

  #createStorage(directory: DirectoryNode, name: string): FileStorage | null {
    if (directory !== this.#subcontent || !name.startsWith(DATA_PREFIX) || !name.endsWith(DATA_SUFFIX)) return null;
    const storage = new LentStorage(this.#sink.createStorage(), this.#lent);
    return storage;
  }

  #lastClose(node: Inode): void {
    if (!(node instanceof FileNode) || !node.written || !this.#inContent) return;
    const { directory, name } = node;
    if (directory === null || directory.entries.get(name)?.node !== node) return;
    if (isHandedOver(directory, name, this.#metadata, '')) this.#handOver(directory, name, node);
    else if (isHandedOver(directory, name, this.#subcontent, SUBCONTENT_PREFIX)) this.#handOver(directory, name, node);
  }

  #handOverRest(): void {
    for (const [directory, prefix] of [
      [this.#metadata, ''],
      [this.#subcontent, SUBCONTENT_PREFIX],
    ] as const) {
      if (directory.entries.size === 0) continue;
      const names = [...directory.entries.keys()].filter((name) => isHandedOver(directory, name, directory, prefix));
      for (const name of names.sort()) {
        const node = directory.entries.get(name)?.node;
        if (node instanceof FileNode) this.#handOver(directory, name, node);
      }
    }
  }

  #handOver(directory: DirectoryNode, name: string, node: FileNode): void {
    const { storage } = node;
    // Only a file whose bytes the guest wrote here: not the content under another name, not a sub-content.
    if (!(storage instanceof HeapStorage)) return;
    if (directory === this.#metadata) this.#sink.onMetadata(textFromName(name), storage.buffer, storage.size);
    else {
      const id = name.slice(SUBCONTENT_PREFIX.length, -METADATA_SUFFIX.length);
      const takeData = (): FileStorage | null => this.#takeData(`${DATA_PREFIX}${id}${DATA_SUFFIX}`);
      this.#sink.onSubcontent(textFromName(id), storage.buffer, storage.size, takeData);
    }
    this.fs.removeName(directory, name, node, node.modifiedMs);
  }

  /** Takes the bytes from a data file and its name away. Whoever has it open still has a file, which is empty. */
  #takeData(name: string): FileStorage | null {
    const node = this.#subcontent.entries.get(name)?.node;
    if (!(node instanceof FileNode) || node === this.#data) return null;
    const taken = node.storage;
    let storage: FileStorage;
    if (taken instanceof LentStorage) {
      storage = taken.giveUp();
    } else {
      // Written under another name and renamed: it has to be copied.
      if (!(taken instanceof HeapStorage)) return null;
      storage = this.#sink.createStorage();
      if (storage.write(taken.buffer, 0, taken.size, 0) < 0) {
        storage.release();
        return null;
      }
      taken.release();
    }
    node.storage = new HeapStorage(this.fs.quota);
    this.fs.removeName(this.#subcontent, name, node);
    return storage;
  }
}

function isHandedOver(directory: DirectoryNode, name: string, where: DirectoryNode, prefix: string): boolean {
  return directory === where && name.startsWith(prefix) && name.endsWith(METADATA_SUFFIX);
}

/** Storage from the sink, as long as a file of the guest has it. */
class LentStorage implements FileStorage {
  readonly #storage: FileStorage;
  readonly #lent: Set<FileStorage>;

  constructor(storage: FileStorage, lent: Set<FileStorage>) {
    this.#storage = storage;
    this.#lent = lent;
    lent.add(storage);
  }

  get size(): number {
    return this.#storage.size;
  }

  read(target: Uint8Array, offset: number, length: number, position: number): number {
    return this.#storage.read(target, offset, length, position);
  }

  write(source: Uint8Array, offset: number, length: number, position: number): number {
    return this.#storage.write(source, offset, length, position);
  }

  resize(size: number): number {
    return this.#storage.resize(size);
  }

  release(): void {
    if (this.#lent.delete(this.#storage)) this.#storage.release();
  }

  giveUp(): FileStorage {
    this.#lent.delete(this.#storage);
    return this.#storage;
  }
}
