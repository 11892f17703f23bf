/** One content after the other, seen from a worker: what guests produce goes to the collector or back to the queue. */
import type { ContentCollector } from '../collect/content-collector.ts';
import { SubcontentReader } from '../collect/subcontent-json.ts';
import { decodeStrictUtf8 } from '../collect/utf8.ts';
import type { GuestEvents } from '../instance/guest-events.ts';
import type { ContentTask, FileStorage, Refusal, WorkerQueue } from '../stages.ts';

export class ContentRun implements GuestEvents {
  /** Sub-contents that the current content has emitted so far. */
  children = 0;
  readonly #queue: WorkerQueue;
  readonly #collector: ContentCollector;
  readonly #reader = new SubcontentReader();
  #task: ContentTask | null = null;
  #uuid = '';

  constructor(queue: WorkerQueue, collector: ContentCollector) {
    this.#queue = queue;
    this.#collector = collector;
  }

  begin(task: ContentTask, uuid: string): void {
    this.#task = task;
    this.#uuid = uuid;
    this.children = 0;
    this.#collector.beginContent(uuid);
  }

  onMetadata(name: string, bytes: Uint8Array, length: number): void {
    this.#collector.metadata(`/metadata/${name}`, bytes, length);
  }

  onSubcontent(id: string, bytes: Uint8Array, length: number, takeData: () => FileStorage | null): void {
    const refusal = this.#emitDescribed(id, bytes, length, takeData);
    if (refusal !== null) this.#collector.problem(refusal);
  }

  createStorage(): FileStorage {
    return this.#queue.createStorage();
  }

  defineTable(name: Uint8Array, columnsJson: Uint8Array): Refusal {
    return this.#collector.defineTable(name, columnsJson);
  }

  insertRow(table: Uint8Array, valuesJson: Uint8Array): Refusal {
    return this.#collector.insertRow(table, valuesJson);
  }

  emitBytes(filename: Uint8Array, data: Uint8Array): Refusal {
    const name = decodeStrictUtf8(filename);
    if (name === null) return this.#refuse('emit_subcontent_bytes: the filename is not valid UTF-8');
    const storage = this.#queue.createStorage();
    // What keeps it from being written, the storage remembers, and the queue says it when it refuses the emission.
    storage.write(data, 0, data.length, 0);
    return this.#recorded(this.#emit(name, storage));
  }

  emitSlice(filename: Uint8Array, offset: number, length: number): Refusal {
    const name = decodeStrictUtf8(filename);
    if (name === null) return this.#refuse('emit_subcontent_slice: the filename is not valid UTF-8');
    return this.#recorded(this.#emitRange(name, offset, length));
  }

  problem(text: string): void {
    this.#collector.problem(text);
  }

  #emitDescribed(id: string, bytes: Uint8Array, length: number, takeData: () => FileStorage | null): Refusal {
    const request = this.#reader.read(bytes, length);
    const file = `/subcontent/metadata_${id}.json`;
    if (typeof request === 'string') {
      takeData()?.release();
      return `${file}: ${request}`;
    }
    const { filename, range } = request;
    if (range !== null) return this.#emitRange(filename, range.offset, range.length);
    const data = takeData();
    if (data === null) return `${file}: there is no /subcontent/data_${id}.bin, and it names no "offset" and "length"`;
    return this.#emit(filename, data);
  }

  #emit(filename: string, storage: FileStorage): Refusal {
    const refusal = this.#queue.emitBytes(this.#task!, this.#uuid, filename, storage);
    if (refusal === null) this.children++;
    return refusal;
  }

  #emitRange(filename: string, offset: number, length: number): Refusal {
    const refusal = this.#queue.emitSlice(this.#task!, this.#uuid, filename, offset, length);
    if (refusal === null) this.children++;
    return refusal;
  }

  #recorded(refusal: Refusal): Refusal {
    return refusal === null ? null : this.#refuse(refusal);
  }

  #refuse(reason: string): string {
    this.#collector.problem(reason);
    return reason;
  }
}
