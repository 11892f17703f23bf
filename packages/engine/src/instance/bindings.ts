/** The host functions of module `env` (SPEC 2.4): the file protocol's twins for guests that prefer calls. */
import type { Refusal } from '../stages.ts';
import { CHARGE } from '../wasi/context.ts';
import type { GuestEvents } from './guest-events.ts';

/** What every function returns. */
const OK = 0;
/** Refused; the reason is in the content's error message. */
const REFUSED = -1;
/** A pointer or length outside of the guest's memory. */
const BAD_POINTER = -2;

export interface BindingParts {
  readonly events: GuestEvents;
  /** Asked on every call: a guest's memory moves when it grows. */
  readonly memory: () => WebAssembly.Memory;
  /** Charges fuel, see `CHARGE`. */
  readonly charge: (units: number) => void;
}

export function bindingFunctions({ events, memory, charge }: BindingParts): Record<string, WebAssembly.ImportValue> {
  const slice = (pointer: number, length: number): Uint8Array | null => {
    const { buffer } = memory();
    const start = pointer >>> 0;
    const end = start + (length >>> 0);
    return end <= buffer.byteLength ? new Uint8Array(buffer, start, end - start) : null;
  };
  const withTwo =
    (name: string, use: (first: Uint8Array, second: Uint8Array) => Refusal) =>
    (pointer1: number, length1: number, pointer2: number, length2: number): number => {
      const first = slice(pointer1, length1);
      const second = slice(pointer2, length2);
      charge(
        CHARGE.file + ((first?.length ?? 0) >>> CHARGE.bytesShift) + ((second?.length ?? 0) >>> CHARGE.bytesShift),
      );
      if (first === null || second === null) return badPointer(events, name);
      return use(first, second) === null ? OK : REFUSED;
    };
  return {
    define_table: withTwo('define_table', (name, columns) => events.defineTable(name, columns)),
    insert_row: withTwo('insert_row', (table, values) => events.insertRow(table, values)),
    emit_subcontent_bytes: withTwo('emit_subcontent_bytes', (data, filename) => events.emitBytes(filename, data)),
    emit_subcontent_slice: (offset: number, length: number, pointer: number, nameLength: number): number => {
      const filename = slice(pointer, nameLength);
      charge(CHARGE.file + ((filename?.length ?? 0) >>> CHARGE.bytesShift));
      if (filename === null) return badPointer(events, 'emit_subcontent_slice');
      return events.emitSlice(filename, offset >>> 0, length >>> 0) === null ? OK : REFUSED;
    },
  };
}

function badPointer(events: GuestEvents, name: string): number {
  events.problem(`${name}: a pointer lies outside of the module's memory`);
  return BAD_POINTER;
}
