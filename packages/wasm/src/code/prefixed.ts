import { WasmRefusedError } from '../errors.ts';
import * as limits from '../limits.ts';
import type { ModuleIndex } from '../module-facts.ts';
import { ATOMIC, EMPTY_BLOCK, IMMEDIATE, MISC, OP, SIMD_IMMEDIATES } from '../opcodes.ts';
import type { ByteReader } from '../reader.ts';
import { readValueType } from '../value-types.ts';
import type { Frames } from './frames.ts';
import { EDIT, type FunctionPlan } from './function-plan.ts';

const FREE = 0;
const UNIT = 1;
/** V8 takes some 200 ns to throw and catch. */
export const THROW_UNITS = 100;
const NO_POINT = -1;
/** In a memory access: a memory index follows the alignment. */
const HAS_MEMORY_INDEX = 0x40;

/** Functions that charge operations whose work depends on a size operand. Each gives a function index. */
export interface SizedOperations {
  /** Charges by a number of bytes on top of the stack, which stays there. */
  chargeBytes(): number;
  /** Charges by a number of table elements on top of the stack, which stays there. */
  chargeElements(): number;
  /** Takes the operands of memory.fill of that memory and does it. */
  fillMemory(memory: number): number;
  /** Takes the operands of memory.copy between these memories and does it. */
  copyMemory(destination: number, source: number): number;
}

/** Instructions after a prefix byte, exception handling, and what they share with the rest. */
export class PrefixedInstructions {
  private readonly module: ModuleIndex;
  private readonly plan: FunctionPlan;
  private readonly fuel: SizedOperations | undefined;
  private readonly reader: ByteReader;
  private readonly frames: Frames;

  constructor(
    module: ModuleIndex,
    plan: FunctionPlan,
    passes: { readonly fuel: SizedOperations | undefined },
    reader: ByteReader,
    frames: Frames,
  ) {
    this.module = module;
    this.plan = plan;
    this.fuel = passes.fuel;
    this.reader = reader;
    this.frames = frames;
  }

  /** Scans the instruction `opcode` at `at`; returns the cost that belongs to what runs after it. */
  scan(opcode: number, at: number): number {
    const { frames, reader } = this;
    switch (opcode) {
      case OP.miscPrefix:
        return this.scanMisc(at);
      case OP.simdPrefix:
        return this.scanSimd(at);
      case OP.atomicPrefix:
        return this.scanAtomic(at);
      case OP.try:
        this.noteHandler();
        frames.openBlock(opcode, this.blockType(false));
        return FREE;
      case OP.tryTable:
        this.noteHandler();
        this.scanTryTable();
        return UNIT;
      case OP.catch:
        reader.index(this.module.tags.length, 'tag');
        frames.startCatch(reader, at, opcode);
        return FREE;
      case OP.catchAll:
        frames.startCatch(reader, at, opcode);
        return FREE;
      case OP.delegate:
        // The try block itself does not count as a label here.
        reader.index(frames.depth, 'label');
        frames.closeDelegate(at, reader);
        return FREE;
      case OP.throw:
        reader.index(this.module.tags.length, 'tag');
        return this.leaveByThrow(at);
      case OP.rethrow:
        // Only in a handler, so that the function's labels keep their depths.
        reader.index(frames.depth + 1, 'label');
        this.noteHandler();
        return this.leaveByThrow(at);
      case OP.throwRef:
        return this.leaveByThrow(at);
      case OP.gcPrefix:
      case OP.refEq:
        throw new WasmRefusedError('gc', 'uses garbage-collected objects (WasmGC), whose memory cannot be limited');
      default:
        return reader.fail(`an unknown instruction 0x${opcode.toString(16)}`, at);
    }
  }

  // Any of the calls inside may come back in the handler: the counter has to be in the global by then.
  private noteHandler(): void {
    this.plan.hasHandlers = true;
    this.frames.noteCall(false);
  }

  private leaveByThrow(at: number): number {
    this.plan.edit(EDIT.call, at, this.reader.position, 1, NO_POINT, 0, this.frames.loop);
    this.frames.noteCall(false);
    this.frames.spend(THROW_UNITS);
    this.frames.leave();
    return FREE;
  }

  private scanTryTable(): void {
    const { reader, frames } = this;
    const values = this.blockType(false);
    const clauses = reader.count(limits.MAX_BR_TABLE_TARGETS, 'catch clauses');
    for (let n = 0; n < clauses; n++) {
      const kind = reader.u8();
      if (kind > 3) reader.fail('an unknown kind of catch clause', reader.position - 1);
      if (kind < 2) reader.index(this.module.tags.length, 'tag');
      frames.branch(frames.depth - reader.index(frames.depth + 1, 'label'));
    }
    frames.openBlock(OP.tryTable, values);
  }

  /** Reads a block type; returns the number of values a branch to its label carries. */
  blockType(isLoop: boolean): number {
    const { reader, module } = this;
    const first = reader.bytes[reader.position]!;
    if (first === EMPTY_BLOCK) {
      reader.position++;
      return 0;
    }
    if (first >= 0x41 && first < 0x80) {
      readValueType(reader, module);
      return isLoop ? 0 : 1;
    }
    const at = reader.position;
    const index = reader.s33();
    if (index < 0 || index >= module.typeCount) reader.fail('an unknown block type', at);
    const type = module.types[index];
    if (type === undefined) return reader.fail(`type ${index} is not a function type`, at);
    return isLoop ? type.params.length : type.results.length;
  }

  /** Alignment, memory index if announced, and offset. The offset's range depends on the memory: V8 checks it. */
  memoryAccess(): void {
    const { reader } = this;
    const alignment = reader.u32();
    if ((alignment & HAS_MEMORY_INDEX) !== 0) reader.index(this.module.memories.length, 'memory');
    reader.skipLeb(10);
  }

  private scanSimd(at: number): number {
    const { reader } = this;
    const opcode = reader.u32();
    switch (SIMD_IMMEDIATES[opcode]) {
      case IMMEDIATE.none:
        return UNIT;
      case IMMEDIATE.memory:
        this.memoryAccess();
        return UNIT;
      case IMMEDIATE.memoryLane:
        this.memoryAccess();
        reader.skip(1);
        return UNIT;
      case IMMEDIATE.lane:
        reader.skip(1);
        return UNIT;
      case IMMEDIATE.bytes16:
        reader.skip(16);
        return UNIT;
      default:
        return reader.fail(`an unknown vector instruction 0x${opcode.toString(16)}`, at);
    }
  }

  private scanAtomic(at: number): number {
    const { reader } = this;
    const opcode = reader.u32();
    if (opcode === ATOMIC.fence) reader.skip(1);
    else if (opcode <= ATOMIC.wait64 || (opcode >= ATOMIC.firstAccess && opcode <= ATOMIC.lastAccess)) {
      this.memoryAccess();
    } else reader.fail(`an unknown atomic instruction 0x${opcode.toString(16)}`, at);
    return UNIT;
  }

  private scanMisc(at: number): number {
    const { reader, module } = this;
    const opcode = reader.u32();
    switch (opcode) {
      case MISC.memoryInit:
        this.dataIndex();
        reader.index(module.memories.length, 'memory');
        return this.chargeBefore(at, this.fuel?.chargeBytes());
      case MISC.dataDrop:
        this.dataIndex();
        return UNIT;
      case MISC.memoryCopy: {
        const destination = reader.index(module.memories.length, 'memory');
        const source = reader.index(module.memories.length, 'memory');
        return this.replaceBy(at, this.fuel?.copyMemory(destination, source));
      }
      case MISC.memoryFill: {
        const memory = reader.index(module.memories.length, 'memory');
        return this.replaceBy(at, this.fuel?.fillMemory(memory));
      }
      case MISC.tableInit:
        reader.index(module.elementSegments, 'element segment');
        reader.index(module.tables.length, 'table');
        return this.chargeBefore(at, this.fuel?.chargeElements());
      case MISC.elemDrop:
        reader.index(module.elementSegments, 'element segment');
        return UNIT;
      case MISC.tableCopy:
        reader.index(module.tables.length, 'table');
        reader.index(module.tables.length, 'table');
        return this.chargeBefore(at, this.fuel?.chargeElements());
      case MISC.tableGrow:
      case MISC.tableFill:
        reader.index(module.tables.length, 'table');
        return this.chargeBefore(at, this.fuel?.chargeElements());
      case MISC.tableSize:
        reader.index(module.tables.length, 'table');
        return UNIT;
      default:
        if (opcode >= MISC.memoryInit) reader.fail(`an unknown instruction 0xfc ${opcode}`, at);
        return UNIT; // saturating conversions
    }
  }

  private dataIndex(): void {
    const { reader, module } = this;
    if (module.dataCount === undefined) reader.fail('a data segment is used but there is no data count section');
    reader.index(module.dataSegments, 'data segment');
  }

  private chargeBefore(at: number, charger: number | undefined): number {
    if (charger === undefined) return UNIT;
    this.plan.edit(EDIT.callBefore, at, at, charger, 0, 0, this.frames.loop);
    this.frames.noteCall(false);
    return UNIT;
  }

  private replaceBy(at: number, replacement: number | undefined): number {
    if (replacement === undefined) return UNIT;
    this.plan.edit(EDIT.redirect, at, this.reader.position, replacement, 0, 0, this.frames.loop);
    this.frames.noteCall(false);
    return UNIT;
  }
}
