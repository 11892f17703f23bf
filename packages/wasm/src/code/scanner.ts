import * as limits from '../limits.ts';
import type { ModuleIndex } from '../module-facts.ts';
import { IMMEDIATE, OP, PLAIN_IMMEDIATES } from '../opcodes.ts';
import { ByteReader } from '../reader.ts';
import { readHeapType, readValueType } from '../value-types.ts';
import { CHECKED_BODY_BYTES, EDIT, type FunctionPlan, NO_LOOP } from './function-plan.ts';
import { Frames } from './frames.ts';
import { PrefixedInstructions, type SizedOperations } from './prefixed.ts';

const FREE = 0;
const UNIT = 1;

/** What the scanner asks of the passes that want code changed; each is absent when its pass is not wanted. */
export interface CodePasses {
  /** Count fuel: record charge points, and have bulk operations charged by their size. */
  readonly fuel: SizedOperations | undefined;
  /** The function that grows memory `memory` in place of the instruction. */
  readonly growMemory: ((memory: number) => number) | undefined;
}

/**
 * Decodes function bodies: checks the length of every instruction and every index against the module's own index
 * spaces, and notes in a FunctionPlan where fuel is charged and what is to be rewritten. It does not check types:
 * V8 does that, and nothing that is inserted later can make an ill-typed body well-typed.
 */
export class BodyScanner {
  private readonly module: ModuleIndex;
  private readonly plan: FunctionPlan;
  private readonly passes: CodePasses;
  private readonly reader: ByteReader;
  private readonly frames: Frames;
  private readonly prefixed: PrefixedInstructions;
  private readonly bodySizes: Uint32Array;
  private functionIndex = 0;

  /** `bodySizes` has the size of every function's body; of imported functions it is 0. */
  constructor(module: ModuleIndex, plan: FunctionPlan, passes: CodePasses, bodySizes: Uint32Array) {
    this.bodySizes = bodySizes;
    this.module = module;
    this.plan = plan;
    this.passes = passes;
    this.reader = new ByteReader(module.bytes, 0, 0, 'code section');
    this.frames = new Frames(plan);
    this.prefixed = new PrefixedInstructions(module, plan, passes, this.reader, this.frames);
  }

  /** Blocks of the function that was scanned last, itself included. */
  get blocks(): number {
    return this.frames.opened;
  }

  /** How deep they are nested. */
  get nesting(): number {
    return this.frames.deepest;
  }

  /** Scans the body `bytes[start, end)` of the function with this index into the plan. */
  scan(functionIndex: number, start: number, end: number): void {
    const { plan, reader, frames } = this;
    this.functionIndex = functionIndex;
    reader.part = `function ${functionIndex}`;
    reader.position = start;
    reader.end = end;
    plan.begin(start, end);
    const type = this.module.types[this.module.functionTypes[functionIndex]!]!;
    this.readLocals(type.params.length);
    frames.begin(type.results.length);
    this.scanInstructions();
    if (reader.position !== end) reader.fail('instructions after the end of the function');
  }

  private readLocals(parameters: number): void {
    const { plan, reader } = this;
    const groups = reader.count(limits.MAX_LOCALS, 'groups of locals');
    plan.localGroups = groups;
    plan.localsStart = reader.position;
    let total = parameters;
    for (let group = 0; group < groups; group++) {
      total += reader.u32();
      if (total > limits.MAX_LOCALS) reader.fail(`more than ${limits.MAX_LOCALS} locals`);
      readValueType(reader, this.module);
    }
    plan.locals = total;
    plan.codeStart = reader.position;
  }

  private scanInstructions(): void {
    const { reader, frames } = this;
    const { bytes, end } = reader;
    const { locals } = this.plan;
    const globals = this.module.globals.length;
    let position = reader.position;
    let cost = 0;
    while (position < end) {
      const opcode = bytes[position++]!;
      const immediate = PLAIN_IMMEDIATES[opcode];
      cost++;
      if (immediate === IMMEDIATE.none) {
        // Drop and nop cost nothing.
        if (opcode === OP.drop || opcode === OP.nop) cost--;
      } else if (immediate === IMMEDIATE.special) {
        frames.spend(cost - 1);
        cost = 0;
        reader.position = position;
        frames.spend(this.scanSpecial(opcode, position - 1));
        if (frames.depth < 0) return;
        position = reader.position;
      } else if (immediate === IMMEDIATE.i32) {
        if (bytes[position++]! >= 0x80) position = this.skipLong(position - 1, 5);
      } else if (immediate === IMMEDIATE.local || immediate === IMMEDIATE.global) {
        let index = bytes[position++]!;
        if (index >= 0x80) {
          index = this.longIndex(position - 1);
          position = reader.position;
        }
        if (index >= (immediate === IMMEDIATE.local ? locals : globals)) this.noSuch(opcode, index, position - 1);
      } else if (immediate === IMMEDIATE.memory && bytes[position]! < 0x40 && bytes[position + 1]! < 0x80) {
        position += 2;
      } else {
        reader.position = position;
        this.scanRare(immediate!, position - 1);
        position = reader.position;
      }
    }
    reader.position = position;
    reader.fail('the function has no end');
  }

  private longIndex(position: number): number {
    this.reader.position = position;
    return this.reader.u32();
  }

  private skipLong(position: number, maxBytes: number): number {
    this.reader.position = position;
    this.reader.skipLeb(maxBytes);
    return this.reader.position;
  }

  private noSuch(opcode: number, index: number, at: number): never {
    const what = opcode <= OP.localTee ? 'local' : 'global';
    return this.reader.fail(`${what} ${index} does not exist`, at);
  }

  private scanRare(immediate: number, at: number): void {
    const { reader } = this;
    switch (immediate) {
      case IMMEDIATE.memory:
        this.prefixed.memoryAccess();
        return;
      case IMMEDIATE.i64:
        reader.skipLeb(10);
        return;
      case IMMEDIATE.f32:
        reader.skip(4);
        return;
      case IMMEDIATE.f64:
        reader.skip(8);
        return;
      case IMMEDIATE.table:
        reader.index(this.module.tables.length, 'table');
        return;
      default:
        reader.fail(`an unknown instruction 0x${reader.bytes[at]!.toString(16)}`, at);
    }
  }

  /** Everything that is not simply copied. Returns the cost of the instruction that belongs to what runs after it. */
  private scanSpecial(opcode: number, at: number): number {
    const { reader, frames, module } = this;
    switch (opcode) {
      case OP.end:
        frames.close(at, reader);
        return FREE;
      case OP.block:
        frames.openBlock(opcode, this.prefixed.blockType(false));
        return FREE;
      case OP.loop:
        this.scanLoop(at);
        return FREE;
      case OP.if:
        frames.spend(UNIT);
        frames.openIf(this.prefixed.blockType(false), reader.position);
        return FREE;
      case OP.else:
        frames.startElse(reader);
        return FREE;
      case OP.br:
      case OP.brIf:
      case OP.brOnNull:
      case OP.brOnNonNull:
        frames.spend(UNIT);
        this.scanBranch(opcode, at);
        return FREE;
      case OP.brTable:
        frames.spend(UNIT);
        this.scanBranchTable(at);
        return FREE;
      case OP.return:
        this.edit(EDIT.return, at, reader.position, 0, 0);
        frames.leave();
        return FREE;
      case OP.unreachable:
        frames.stop();
        return FREE;
      case OP.call:
      case OP.returnCall:
      case OP.refFunc:
        return this.scanFunctionUse(opcode, at);
      case OP.callIndirect:
      case OP.returnCallIndirect:
      case OP.callRef:
      case OP.returnCallRef:
        return this.scanIndirectCall(opcode, at);
      case OP.memorySize:
        reader.index(module.memories.length, 'memory');
        return UNIT;
      case OP.memoryGrow:
        return this.scanMemoryGrow(at);
      case OP.refNull:
        readHeapType(reader, module);
        return UNIT;
      case OP.selectTyped:
        for (let left = reader.count(limits.MAX_RESULTS, 'types'); left > 0; left--) readValueType(reader, module);
        return UNIT;
      default:
        return this.prefixed.scan(opcode, at);
    }
  }

  private edit(kind: number, start: number, end: number, a: number, b: number, c = 0): void {
    this.plan.edit(kind, start, end, a, b, c, this.frames.loop);
  }

  private scanLoop(at: number): void {
    const values = this.prefixed.blockType(true);
    const { frames, reader } = this;
    frames.openLoop(values);
    this.edit(EDIT.loop, at, reader.position, frames.point, 0);
  }

  private scanBranch(opcode: number, at: number): void {
    const { reader, frames } = this;
    const depth = reader.index(frames.depth + 1, 'label');
    const target = frames.depth - depth;
    if (frames.loop !== NO_LOOP || target === 0) {
      this.edit(EDIT.branch, at, reader.position, depth, frames.loopOf(target), frames.carries(target));
    }
    frames.branch(target);
    if (opcode === OP.br) frames.stop();
    else frames.fork(reader.position);
  }

  private scanBranchTable(at: number): void {
    const { reader, frames, plan } = this;
    const targets = reader.count(limits.MAX_BR_TABLE_TARGETS, 'branch targets') + 1;
    const first = plan.tableTargets.length;
    for (let n = 0; n < targets; n++) {
      const target = frames.depth - reader.index(frames.depth + 1, 'label');
      frames.branch(target);
      plan.tableTargets.push(frames.loopOf(target));
    }
    this.edit(EDIT.branchTable, at, reader.position, first, 0);
    frames.stop();
  }

  private scanFunctionUse(opcode: number, at: number): number {
    const { reader, frames, module } = this;
    const index = reader.index(module.functionTypes.length, 'function');
    const isImport = index < module.importedFunctions;
    if (opcode === OP.refFunc) return UNIT;
    const leaves = opcode === OP.returnCall ? 1 : 0;
    this.edit(EDIT.call, at, reader.position, leaves, frames.takeUnsettled());
    // A function that calls only imports cannot recurse: its own check would be superfluous.
    if (!isImport) this.plan.hasCalls = true;
    frames.noteCall(!isImport && (index === this.functionIndex || this.bodySizes[index]! >= CHECKED_BODY_BYTES));
    return this.afterCall(leaves);
  }

  private scanIndirectCall(opcode: number, at: number): number {
    const { reader, frames, module } = this;
    reader.index(module.typeCount, 'type');
    const byTable = opcode === OP.callIndirect || opcode === OP.returnCallIndirect;
    if (byTable) reader.index(module.tables.length, 'table');
    const leaves = opcode === OP.returnCallIndirect || opcode === OP.returnCallRef ? 1 : 0;
    this.edit(EDIT.call, at, reader.position, leaves, frames.takeUnsettled());
    this.plan.hasCalls = true;
    frames.noteCall(false);
    return this.afterCall(leaves);
  }

  private afterCall(leaves: number): number {
    if (leaves === 0) return UNIT;
    this.frames.spend(UNIT);
    this.frames.leave();
    return FREE;
  }

  private scanMemoryGrow(at: number): number {
    const { reader, frames, module, passes } = this;
    const memory = reader.index(module.memories.length, 'memory');
    if (passes.growMemory !== undefined) {
      this.edit(EDIT.redirect, at, reader.position, passes.growMemory(memory), 0);
      frames.noteCall(false);
    }
    return UNIT;
  }
}
