import { WasmRefusedError } from '../errors.ts';
import { unsigned, writeSigned } from '../leb128.ts';
import { MAX_BODY_BYTES } from '../limits.ts';
import { EMPTY_BLOCK, OP } from '../opcodes.ts';
import { ByteReader } from '../reader.ts';
import { VALUE } from '../value-types.ts';
import type { ByteWriter } from '../writer.ts';
import { EDIT, EDIT_SIZE, type FunctionPlan, NO_LOOP } from './function-plan.ts';

/** Where fuel is counted. */
export interface FuelCounter {
  /** Index of the global that holds it. */
  readonly counter: number;
  /** Index of the function to call when it is negative. */
  readonly exhausted: number;
}

const NO_FUEL: FuelCounter = { counter: 0, exhausted: 0 };

/**
 * Writes function bodies as planned: unchanged stretches are copied, edits are put between them.
 *
 * Outside of regions (outermost call-free loops) the counter lives in the global. Inside, it lives in a local, which is
 * loaded before the region and stored wherever control leaves it. Each loop of a region is wrapped into another loop of
 * the same type that looks at the counter and calls the host if need be: so the inner loop contains no call, and the
 * engine keeps its values in registers.
 */
export class BodyWriter {
  private readonly out: ByteWriter;
  private readonly bytes: Uint8Array;
  private readonly plan: FunctionPlan;
  private readonly fuel: FuelCounter;
  private readonly reader: ByteReader;
  private readonly getCounter: Uint8Array;
  private readonly setCounter: Uint8Array;
  private readonly callExhausted: Uint8Array;
  /** Instructions that move the counter between global and local; remade for each function with regions. */
  private loadLocal: Uint8Array = new Uint8Array(0);
  private storeLocal: Uint8Array = new Uint8Array(0);
  private getLocal: Uint8Array = new Uint8Array(0);
  private setLocal: Uint8Array = new Uint8Array(0);

  constructor(out: ByteWriter, bytes: Uint8Array, plan: FunctionPlan, fuel: FuelCounter | undefined) {
    this.out = out;
    this.bytes = bytes;
    this.plan = plan;
    this.fuel = fuel ?? NO_FUEL;
    this.reader = new ByteReader(bytes, 0, bytes.length, 'code section');
    this.getCounter = Uint8Array.from([OP.globalGet, ...unsigned(this.fuel.counter)]);
    this.setCounter = Uint8Array.from([OP.globalSet, ...unsigned(this.fuel.counter)]);
    this.callExhausted = Uint8Array.from([OP.call, ...unsigned(this.fuel.exhausted)]);
  }

  /** Appends the planned function's body, with its size, to the output. */
  write(functionIndex: number): void {
    const { out, plan, bytes } = this;
    const size = out.openSize();
    this.writeLocals();
    if (plan.counting) this.chargeGlobal(plan.charge(0), plan.hasCalls);
    let position = plan.codeStart;
    const edits = plan.edits.data;
    for (let at = 0; at < plan.edits.length; at += EDIT_SIZE) {
      const start = edits[at + 1]!;
      if (start > position) out.range(bytes, position, start);
      this.apply(at);
      position = edits[at + 2]!;
    }
    out.range(bytes, position, plan.bodyEnd);
    if (out.length - size > MAX_BODY_BYTES) {
      const message = `function ${functionIndex} is larger than the engine allows once fuel is counted in it`;
      throw new WasmRefusedError('engine-limit', message);
    }
    out.closeSize(size);
  }

  private writeLocals(): void {
    const { out, plan, bytes } = this;
    if (!plan.hasRegions) {
      out.range(bytes, plan.bodyStart, plan.codeStart);
      return;
    }
    out.u32(plan.localGroups + 1).range(bytes, plan.localsStart, plan.codeStart);
    out.u8(1).u8(VALUE.i64);
    const local = unsigned(plan.locals);
    this.getLocal = Uint8Array.from([OP.localGet, ...local]);
    this.setLocal = Uint8Array.from([OP.localSet, ...local]);
    this.loadLocal = Uint8Array.from([...this.getCounter, ...this.setLocal]);
    this.storeLocal = Uint8Array.from([...this.getLocal, ...this.setCounter]);
  }

  private apply(at: number): void {
    const edits = this.plan.edits.data;
    const [start, end, a] = [edits[at + 1]!, edits[at + 2]!, edits[at + 3]!];
    const loop = edits[at + 6]!;
    const region = this.plan.regions.data[loop]!;
    switch (edits[at]) {
      case EDIT.charge:
        if (region === NO_LOOP) this.chargeGlobal(this.plan.charge(a), false);
        else this.chargeLocal(this.plan.charge(a));
        return;
      case EDIT.loop:
        return this.writeLoop(start, end, this.plan.charge(a), loop, region);
      case EDIT.loopEnd:
        return this.writeLoopEnd(loop, region);
      case EDIT.branch:
        return this.writeBranch(at, region);
      case EDIT.branchTable:
        return this.writeBranchTable(start, end, a, loop, region);
      case EDIT.return:
        if (region !== NO_LOOP) this.put(this.storeLocal);
        this.out.u8(OP.return);
        return;
      case EDIT.call:
      case EDIT.callBefore:
        this.out.u8(OP.call).u32(a);
        return;
      case EDIT.retarget:
        this.out.u8(a).u32(edits[at + 4]!);
        return;
      default:
        throw new Error('an edit of an unknown kind');
    }
  }

  private put(code: Uint8Array): void {
    this.out.range(code, 0, code.length);
  }

  private constant(value: number): void {
    const { out } = this;
    out.reserve(6);
    out.bytes[out.length] = OP.i64Const;
    out.length = writeSigned(out.bytes, out.length + 1, value);
  }

  private chargeGlobal(units: number, check: boolean): void {
    if (units > 0) {
      this.put(this.getCounter);
      this.constant(units);
      this.out.u8(OP.i64Sub);
      this.put(this.setCounter);
    }
    if (check) this.checkGlobal();
  }

  private checkGlobal(): void {
    this.put(this.getCounter);
    this.constant(0);
    this.out.u8(OP.i64LtS).u8(OP.if).u8(EMPTY_BLOCK);
    this.put(this.callExhausted);
    this.out.u8(OP.end);
  }

  private chargeLocal(units: number): void {
    if (units === 0) return;
    this.put(this.getLocal);
    this.constant(units);
    this.out.u8(OP.i64Sub);
    this.put(this.setLocal);
  }

  private writeLoop(start: number, end: number, units: number, loop: number, region: number): void {
    const { out, bytes } = this;
    const repeats = this.plan.loopRepeats.data[loop] === 1;
    if (region === NO_LOOP) {
      out.range(bytes, start, end);
      this.chargeGlobal(units, repeats);
      return;
    }
    if (region === loop) this.put(this.loadLocal);
    out.range(bytes, start, end);
    this.put(this.getLocal);
    this.constant(0);
    out.u8(OP.i64LtS).u8(OP.if).u8(EMPTY_BLOCK);
    this.put(this.storeLocal);
    this.put(this.callExhausted);
    this.put(this.loadLocal);
    out.u8(OP.end);
    out.range(bytes, start, end);
    this.put(this.getLocal);
    this.constant(0);
    out.u8(OP.i64LtS).u8(OP.brIf).u8(1);
    this.chargeLocal(units);
  }

  private writeLoopEnd(loop: number, region: number): void {
    this.out.u8(OP.end);
    if (region === NO_LOOP) return;
    this.out.u8(OP.end);
    if (region === loop) this.put(this.storeLocal);
  }

  /** How many wrapper loops a branch from inside loop `from` to a label in loop `to` passes. */
  private wrappersPassed(from: number, to: number): number {
    const { loopParents, regions } = this.plan;
    let passed = 0;
    for (let loop = from; loop !== to && loop !== NO_LOOP; loop = loopParents.data[loop]!) {
      if (regions.data[loop] !== NO_LOOP) passed++;
    }
    return passed;
  }

  private writeBranch(at: number, region: number): void {
    const { out, bytes } = this;
    const edits = this.plan.edits.data;
    const [start, end, depth] = [edits[at + 1]!, edits[at + 2]!, edits[at + 3]!];
    const [target, values, loop] = [edits[at + 4]!, edits[at + 5]!, edits[at + 6]!];
    if (region === NO_LOOP) {
      out.range(bytes, start, end);
      return;
    }
    const opcode = bytes[start]!;
    const newDepth = depth + this.wrappersPassed(loop, target);
    const leaves = this.plan.regions.data[target] !== region;
    if (leaves && opcode === OP.brIf && values === 0) {
      // Store only on the way out, not each time the condition is looked at.
      out.u8(OP.if).u8(EMPTY_BLOCK);
      this.put(this.storeLocal);
      out
        .u8(OP.br)
        .u32(newDepth + 1)
        .u8(OP.end);
      return;
    }
    if (leaves) this.put(this.storeLocal);
    out.u8(opcode).u32(newDepth);
  }

  private writeBranchTable(start: number, end: number, first: number, loop: number, region: number): void {
    const { out, bytes, reader, plan } = this;
    if (region === NO_LOOP) {
      out.range(bytes, start, end);
      return;
    }
    reader.position = start + 1;
    const count = reader.u32();
    const targets = plan.tableTargets.data;
    let leaves = false;
    for (let n = 0; n <= count; n++) leaves ||= plan.regions.data[targets[first + n]!] !== region;
    if (leaves) this.put(this.storeLocal);
    out.u8(OP.brTable).u32(count);
    for (let n = 0; n <= count; n++) out.u32(reader.u32() + this.wrappersPassed(loop, targets[first + n]!));
  }
}
