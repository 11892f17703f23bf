import { Additions } from '../additions.ts';
import { unsigned } from '../leb128.ts';
import { indexModule } from '../module-index.ts';
import { writeModule } from '../module-writer.ts';
import { IMMEDIATE, OP, PLAIN_IMMEDIATES, SIMD_CONST } from '../opcodes.ts';
import { ByteReader } from '../reader.ts';
import { SECTION } from '../sections.ts';
import { VALUE } from '../value-types.ts';
import { ByteWriter } from '../writer.ts';

/** Exported mutable i64: instructions executed. */
export const REFERENCE_EXPORT = 'reference';

const FREE: ReadonlySet<number> = new Set([
  OP.unreachable, OP.nop, OP.block, OP.loop, OP.else, OP.end, OP.return, OP.drop,
]); // biome-ignore format: one line

/**
 * Counts fuel in the most obvious way: one is added to a global before every single instruction that costs something.
 * Shares no code with the fuel pass. Only for programs without exceptions and bulk operations.
 */
export function countEveryInstruction(bytes: Uint8Array): Uint8Array {
  const module = indexModule(bytes);
  const additions = new Additions(module);
  const counter = additions.global({ type: VALUE.i64, mutable: true, init: [OP.i64Const, 0] });
  additions.export(REFERENCE_EXPORT, 'global', counter);
  const index = unsigned(counter);
  const step = [OP.globalGet, ...index, OP.i64Const, 1, OP.i64Add, OP.globalSet, ...index];
  const section = module.sections.find(({ id }) => id === SECTION.code)!;
  const reader = new ByteReader(bytes, section.start, section.end, 'code section');
  const bodies = new ByteWriter();
  for (let left = reader.u32(); left > 0; left--) {
    const size = reader.u32();
    const end = reader.position + size;
    const opened = bodies.openSize();
    copyLocals(reader, bodies);
    while (reader.position < end) {
      const start = reader.position;
      const opcode = reader.u8();
      skipImmediates(reader, opcode);
      if (!FREE.has(opcode)) bodies.raw(step);
      bodies.range(bytes, start, reader.position);
    }
    bodies.closeSize(opened);
  }
  return writeModule(module, {
    additions,
    bodies,
    memories: undefined,
    tables: undefined,
    importMemory: undefined,
    dropStart: false,
    data: [],
  });
}

function copyLocals(reader: ByteReader, out: ByteWriter): void {
  const start = reader.position;
  for (let left = reader.u32(); left > 0; left--) {
    reader.u32();
    reader.skip(1);
  }
  out.range(reader.bytes, start, reader.position);
}

function skipImmediates(reader: ByteReader, opcode: number): void {
  switch (opcode) {
    case OP.block:
    case OP.loop:
    case OP.if:
      // The reference types that programs use here take two bytes, types by index one.
      reader.skip(reader.bytes[reader.position] === 0x64 ? 2 : 1);
      return;
    case OP.brTable:
      for (let left = reader.u32() + 1; left > 0; left--) reader.u32();
      return;
    case OP.callIndirect:
    case OP.returnCallIndirect:
      reader.u32();
      reader.u32();
      return;
    case OP.simdPrefix: {
      const vector = reader.u32();
      if (vector === SIMD_CONST) reader.skip(16);
      else if (vector >= 0x15 && vector <= 0x22) reader.skip(1);
      return;
    }
    case OP.f32Const:
      reader.skip(4);
      return;
    case OP.f64Const:
      reader.skip(8);
      return;
    default:
      if (PLAIN_IMMEDIATES[opcode] === IMMEDIATE.memory) reader.u32();
      if (PLAIN_IMMEDIATES[opcode] !== IMMEDIATE.none && hasIndex(opcode)) reader.skipLeb(10);
  }
}

function hasIndex(opcode: number): boolean {
  return opcode !== OP.unreachable && opcode !== OP.else && opcode !== OP.end && opcode !== OP.return;
}
