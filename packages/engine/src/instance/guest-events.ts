/** What an instance tells its worker while a guest runs. All of it concerns the content being processed. */
import type { ModuleFileSink } from '../vfs/module-fs.ts';
import type { Refusal } from '../stages.ts';

export interface GuestEvents extends ModuleFileSink {
  /** `env.define_table`, in UTF-8. */
  defineTable(name: Uint8Array, columnsJson: Uint8Array): Refusal;
  /** `env.insert_row`, in UTF-8. */
  insertRow(table: Uint8Array, valuesJson: Uint8Array): Refusal;
  /** `env.emit_subcontent_bytes`; the file name in UTF-8. */
  emitBytes(filename: Uint8Array, data: Uint8Array): Refusal;
  /** `env.emit_subcontent_slice`; the file name in UTF-8. */
  emitSlice(filename: Uint8Array, offset: number, length: number): Refusal;
  /** Something about the call is wrong that the guest cannot be told otherwise. */
  problem(text: string): void;
}
