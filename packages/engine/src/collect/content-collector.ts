/** Gathers everything about one content after the other into the pending batch, and checks it on the way. */
import { LIMITS, type ResolvedLimits } from '../options.ts';
import type {
  CapturedOutput,
  ContentRecord,
  Outcome,
  PendingBatch,
  Refusal,
  SqlValue,
  TableDefinition,
  TableRegistry,
} from '../stages.ts';
import { printable } from '../store/printable.ts';
import { requireStackHeadroom } from '../store/stack-headroom.ts';
import { agree } from '../store/table-agreement.ts';
import { FailureLog } from './failure-log.ts';
import { MetadataReader } from './metadata-json.ts';
import type { MetadataSink, RowTarget } from './metadata-sink.ts';
import { outcomeMessage } from './outcome-message.ts';
import { newPrologue, type Prologue } from './prologue.ts';
import { stderrHint } from './stderr-hint.ts';
import { checkDefinition } from './table-definition.ts';
import { decodeStrictUtf8 } from './utf8.ts';

/** Larger ones are refused: no string of V8's and no row of SQLite's could hold what might be in them. */
const MAX_FILE_BYTES = 500_000_000;
/** Values that one module may produce of one content: what arrays of V8's hold with room to spare. */
const MAX_VALUES = 20_000_000;
/** Refused definitions and unknown tables of one module and content that are looked up in the database. */
const MAX_REFUSED_LOOKUPS = 1000;
/** Rough memory of a row and of a value beside its text, to end a batch in time. */
const ROW_BYTES = 64;
const VALUE_BYTES = 24;
const REFUSED_AS_BEFORE = 'refused, like others of this content before';
/** What a ContentRecord costs. */
const CONTENT_BYTES = 256;

/** Ends whose reason only the module knows. */
const EXPLAINED: ReadonlySet<Outcome['kind']> = new Set(['returned', 'exited', 'trapped', 'notStarted']);

/** What is stored of a content that the collector does not know by itself. */
export type ContentFacts = Omit<ContentRecord, 'uuid' | 'errorMessage'>;

export interface ContentCollectorParts {
  readonly tables: TableRegistry;
  readonly batch: PendingBatch;
  readonly limits: Pick<ResolvedLimits, 'maxRows' | 'maxRowBytes'>;
  /** Bytes that the batch may have, as it counts them. Default: no limit. */
  readonly maxBatchBytes?: number;
}

/** What is known of a module on this thread. */
interface ModuleMemory {
  readonly name: string;
  readonly prologue: Prologue;
  /** Tables that the module defines otherwise than they are, each with the sentence: it must not fill them. */
  readonly disagreeing: Map<string, string>;
}

/** The rows of one table. `values` belongs to the batch and is looked up again for each content. */
class TableRows implements RowTarget {
  readonly definition: TableDefinition;
  values: SqlValue[] = [];
  /** The content and the file that used it last, and how many values there were when that file began. */
  content = 0;
  file = 0;
  mark = 0;

  constructor(definition: TableDefinition) {
    this.definition = definition;
  }
}

/**
 * One per worker thread. For each content: `beginContent`; for each module `beginModule`, then what it produces, then
 * `outcome` and `output`; at last `endContent` (or `discardContent`).
 *
 * Decided: a file whose JSON is wrong gives no row at all. A table that the module defines otherwise than it is takes no
 * rows from this module, and a row that disagrees with its table is dropped; all other rows are kept. Each is a problem
 * of the content, which is then failed. Rows of a content up to its limits are kept.
 */
export class ContentCollector implements MetadataSink {
  uuid = '';
  readonly #tables: TableRegistry;
  readonly #batch: PendingBatch;
  readonly #limits: ContentCollectorParts['limits'];
  readonly #maxBatchBytes: number;
  readonly #reader: MetadataReader;
  readonly #failures = new FailureLog();
  readonly #modules = new Map<string, ModuleMemory>();
  readonly #rowsOf = new Map<TableDefinition, TableRows>();
  /** Tables that the current file gave rows for. */
  readonly #touched: TableRows[] = [];
  /** Those of `#touched` that count. To shorten an array costs as much as to insert into it. */
  #touchedCount = 0;
  #module: ModuleMemory;

  /** Counts contents and files, so that nothing must be reset in tables that are not used. */
  #content = 0;
  #file = 0;
  /** The file or call being read, in the words of messages; not `null` afterwards when reading was cut off. */
  #source: string | null = null;
  #sourceRefusal: Refusal = null;
  #rowsLeft = 0;
  #bytesLeft = 0;
  #valuesLeft = 0;
  #lookupsLeft = 0;

  constructor(parts: ContentCollectorParts) {
    this.#tables = parts.tables;
    this.#batch = parts.batch;
    this.#limits = parts.limits;
    this.#maxBatchBytes = parts.maxBatchBytes ?? Number.POSITIVE_INFINITY;
    this.#reader = new MetadataReader(this);
    this.#module = this.#memoryOf('');
  }

  beginContent(uuid: string): void {
    this.uuid = uuid;
    this.#content++;
    this.#file++;
    this.#source = null;
    this.#failures.beginModule(null);
  }

  /** What follows was produced by this module, with limits of its own: another's excess takes nothing from it. */
  beginModule(name: string): void {
    this.#finishCutOff();
    this.#module = this.#modules.get(name) ?? this.#memoryOf(name);
    this.#failures.beginModule(name === '' ? null : name);
    this.#rowsLeft = this.#limits.maxRows;
    this.#bytesLeft = this.#limits.maxRowBytes;
    this.#valuesLeft = MAX_VALUES;
    this.#lookupsLeft = MAX_REFUSED_LOOKUPS;
  }

  /**
   * Takes in the file of this name in /metadata; `bytes[0, length)` is not kept. What is wrong with it, if anything, is
   * recorded too.
   */
  metadata(fileName: string, bytes: Uint8Array, length: number): Refusal {
    if (!this.#beginSource(fileName, length)) return this.#sourceRefusal;
    const { prologue, disagreeing } = this.#module;
    const problem = this.#reader.readFile(bytes, length, disagreeing.size === 0 ? prologue : null);
    return this.#endSource(problem);
  }

  /** `env.define_table`; both in UTF-8. */
  defineTable(name: Uint8Array, columnsJson: Uint8Array): Refusal {
    if (!this.#beginSource('define_table', name.length + columnsJson.length)) return this.#sourceRefusal;
    const table = decodeStrictUtf8(name);
    if (table === null) return this.#endSource("the table's name is not valid UTF-8");
    const columns = this.#reader.readColumnsJson(columnsJson);
    if (typeof columns === 'string') return this.#endSource(`columns: ${columns}`);
    this.define({ name: table, columns });
    return this.#endSource(null);
  }

  /** `env.insert_row`; both in UTF-8. */
  insertRow(table: Uint8Array, valuesJson: Uint8Array): Refusal {
    if (!this.#beginSource('insert_row', valuesJson.length)) return this.#sourceRefusal;
    const name = decodeStrictUtf8(table);
    if (name === null) return this.#endSource("the table's name is not valid UTF-8");
    const target = this.target(name);
    if (target === null) return this.#endSource(null);
    const problem = this.#reader.readValuesJson(valuesJson, target);
    return this.#endSource(problem === null ? null : `values: ${problem}`);
  }

  /** What the module printed; `null` when nothing. */
  output(captured: CapturedOutput | null): void {
    if (captured === null) return;
    const { stdout, stderr, stdoutTruncated, stderrTruncated } = captured;
    this.#batch.outputs.push(
      this.uuid,
      this.#module.name,
      stdout,
      stderr,
      Number(stdoutTruncated),
      Number(stderrTruncated),
    );
    this.#batch.bytes += ROW_BYTES + (stdout?.length ?? 0) + (stderr?.length ?? 0);
  }

  /** Something is wrong with what the current module did; in words without its name. */
  problem(text: string): void {
    this.#failures.add(text);
  }

  /** Something is wrong with the content itself: it was not processed, or not read to its end. */
  contentProblem(text: string): void {
    this.#finishCutOff();
    this.#failures.beginModule(null);
    this.#failures.add(text);
  }

  /** How the module's call ended, with what it printed meanwhile. Named before its other problems. */
  outcome(outcome: Outcome, stderr: string | null = null): void {
    const message = outcomeMessage(outcome);
    if (message === null) return;
    const hint = EXPLAINED.has(outcome.kind) ? stderrHint(stderr, outcome.kind !== 'returned') : null;
    this.#failures.addFirst(hint === null ? message : `${message}: ${hint}`);
  }

  /** Adds the content to the batch, with all that was taken in. @returns whether it succeeded. */
  endContent(facts: ContentFacts): boolean {
    this.#finishCutOff();
    const errorMessage = this.#failures.take();
    this.#batch.contents.push({
      uuid: this.uuid,
      filename: facts.filename,
      parentUuid: facts.parentUuid,
      processedAt: facts.processedAt,
      errorMessage,
      children: facts.children,
      inputIndex: facts.inputIndex,
    });
    this.#batch.bytes += CONTENT_BYTES + facts.filename.length + (errorMessage?.length ?? 0);
    return errorMessage === null;
  }

  /** Removes all that was taken in since `beginContent`. */
  discardContent(): void {
    const { outputs, rows } = this.#batch;
    while (outputs.length > 0 && outputs[outputs.length - 6] === this.uuid) outputs.length -= 6;
    for (const [definition, values] of rows) {
      const width = definition.columns.length + 1;
      let end = values.length - (values.length % width);
      while (end > 0 && values[end - width] === this.uuid) end -= width;
      values.length = end;
    }
    this.#source = null;
    this.#failures.take();
  }

  // What the reader calls.

  define(wanted: TableDefinition): boolean {
    const { disagreeing } = this.#module;
    if (this.#lookupsLeft === 0) return this.#refuse('too many tables that cannot be defined');
    const known = this.#tables.find(wanted.name);
    if (known !== undefined && disagreeing.size === 0 && agree(known, wanted)) return true;
    requireStackHeadroom();
    const refusal = checkDefinition(wanted) ?? this.#tables.define(wanted, this.#module.name);
    if (refusal === null) {
      disagreeing.delete(wanted.name);
      return true;
    }
    this.#lookupsLeft--;
    const existing = this.#tables.find(wanted.name);
    if (existing !== undefined && !agree(existing, wanted)) disagreeing.set(wanted.name, refusal);
    return this.#refuse(refusal);
  }

  target(name: string): RowTarget | null {
    const disagreement = this.#module.disagreeing.get(name);
    if (disagreement !== undefined) {
      this.#refuse(disagreement);
      return null;
    }
    const definition = this.#lookupsLeft === 0 ? undefined : this.#tables.find(name);
    if (definition !== undefined) return this.targetOf(definition);
    if (this.#lookupsLeft > 0) this.#lookupsLeft--;
    this.#refuse(`a row for table '${printable(name)}', which is not defined`);
    return null;
  }

  targetOf(definition: TableDefinition): RowTarget {
    let rows = this.#rowsOf.get(definition);
    if (rows === undefined) {
      rows = new TableRows(definition);
      this.#rowsOf.set(definition, rows);
    }
    if (rows.content !== this.#content) {
      rows.values = this.#valuesOf(definition);
      rows.content = this.#content;
    }
    if (rows.file !== this.#file) {
      // In this order: a call that finds no stack leaves it to be done again.
      rows.mark = rows.values.length;
      this.#touched[this.#touchedCount++] = rows;
      rows.file = this.#file;
    }
    return rows;
  }

  countRow(values: number): boolean {
    this.#valuesLeft -= values + 1;
    this.#batch.bytes += ROW_BYTES + values * VALUE_BYTES;
    if (this.#rowsLeft-- > 0 && this.#valuesLeft >= 0 && this.#batch.bytes <= this.#maxBatchBytes) return true;
    this.#rowsLeft = 0;
    return this.#refuse(this.#whyNoMoreRows());
  }

  #whyNoMoreRows(): string {
    if (this.#valuesLeft < 0) return `more than ${MAX_VALUES} values of one content`;
    if (this.#batch.bytes > this.#maxBatchBytes) return this.#batchIsFull();
    return `more rows than ${this.#limits.maxRows} of one content, the limit (--${LIMITS.maxRows.flag})`;
  }

  #batchIsFull(): string {
    const megabytes = Math.floor(this.#maxBatchBytes / 1e6);
    return `the rows of one content, of all modules together, do not fit into ${megabytes} MB, what a thread has for them`;
  }

  get explains(): boolean {
    return !this.#failures.isFull;
  }

  refuseRow(reason: string): void {
    this.#refuse(reason);
  }

  // Files and calls, one at a time.

  #beginSource(source: string, length: number): boolean {
    this.#finishCutOff();
    this.#file++;
    this.#touchedCount = 0;
    this.#source = source;
    this.#sourceRefusal = null;
    if (length > MAX_FILE_BYTES) {
      this.#endSource(`it has ${length} bytes; more than ${MAX_FILE_BYTES} at once cannot be taken in`);
      return false;
    }
    if (length > this.#bytesLeft) {
      this.#bytesLeft = 0;
      this.#endSource(
        `more than ${this.#limits.maxRowBytes} bytes of metadata of one content, the limit (--${LIMITS.maxRowBytes.flag})`,
      );
      return false;
    }
    if (this.#batch.bytes + length > this.#maxBatchBytes) {
      this.#endSource(this.#batchIsFull());
      return false;
    }
    this.#bytesLeft -= length;
    this.#batch.bytes += length;
    return true;
  }

  /** @param problem why nothing of it is kept, or `null`. */
  #endSource(problem: string | null): Refusal {
    if (problem !== null) {
      this.#removeRowsOfSource();
      this.#refuse(problem);
    }
    this.#source = null;
    return this.#sourceRefusal;
  }

  /** A guest that has used up its stack cuts the host off anywhere: what was being read then does not count. */
  #finishCutOff(): void {
    if (this.#source !== null) this.#endSource('it was not read to its end: the stack was used up');
  }

  #removeRowsOfSource(): void {
    for (let n = 0; n < this.#touchedCount; n++) {
      const { values, mark } = this.#touched[n]!;
      values.length = mark;
    }
  }

  #refuse(reason: string): false {
    requireStackHeadroom();
    if (this.#failures.isFull) {
      // Only counted: composing sentences for a million wrong rows would be the work of a hostile module.
      this.#failures.add('');
      this.#sourceRefusal ??= REFUSED_AS_BEFORE;
      return false;
    }
    const refusal = `${printable(this.#source ?? '')}: ${reason}`;
    this.#sourceRefusal ??= refusal;
    this.#failures.add(refusal);
    return false;
  }

  #memoryOf(name: string): ModuleMemory {
    const memory: ModuleMemory = { name, prologue: newPrologue(), disagreeing: new Map() };
    this.#modules.set(name, memory);
    return memory;
  }

  #valuesOf(definition: TableDefinition): SqlValue[] {
    let values = this.#batch.rows.get(definition);
    if (values === undefined) {
      values = [];
      this.#batch.rows.set(definition, values);
    }
    return values;
  }
}
