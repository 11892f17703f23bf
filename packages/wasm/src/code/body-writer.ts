import { WasmRefusedError } from '../errors.ts';
import { unsigned, writeSigned } from '../leb128.ts';
import { MAX_BODY_BYTES } from '../limits.ts';
import { EMPTY_BLOCK, OP } from '../opcodes.ts';
import { ByteReader } from '../reader.ts';
import { VALUE } from '../value-types.ts';
import type { ByteWriter } from '../writer.ts';
import { CHECKED_BODY_BYTES, EDIT, EDIT_SIZE, FUNCTION_LABEL, type FunctionPlan, NO_LOOP } from './function-plan.ts';

/** Where fuel is counted. */
export interface FuelCounter {
  /** Index of the global that holds it. */
  readonly counter: number;
  /** Index of the function to call when it is negative. */
  readonly exhausted: number;
  /** Index of the function that takes it when it is negative and gives the new value. */
  readonly exhaustedLocal: number;
}

/** A local or global index, a constant and the opcodes around them, at their longest. */
const CHARGE_BYTES = 24;
const IF_NEGATIVE = Uint8Array.from([OP.i64Const, 0, OP.i64LtS, OP.if, EMPTY_BLOCK]);
const LEAVE_IF_NEGATIVE = Uint8Array.from([OP.i64Const, 0, OP.i64LtS, OP.brIf, 1]);
const NO_FUEL: FuelCounter = { counter: 0, exhausted: 0, exhaustedLocal: 0 };

/** Instructions that access one local, and move the counter between it and the global. */
interface LocalAccess {
  readonly get: Uint8Array;
  readonly set: Uint8Array;
  readonly tee: Uint8Array;
  readonly load: Uint8Array;
  readonly store: Uint8Array;
}

/**
 * Writes function bodies as planned: unchanged stretches are copied, edits are put between them.
 *
 * The counter is kept in a local where that pays: in a function with calls inside of loops all the time, except during
 * the calls; in any other function within regions (outermost call-free loops). It is loaded when control enters such
 * code, and stored in the global wherever control leaves it. Elsewhere the global is used directly.
 *
 * A loop that has to look at a counter in a local is wrapped into another loop of the same type, which calls the host if
 * need be. So the inner loop does not contain that call, and the engine keeps its values in registers.
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
  private readonly callExhaustedLocal: Uint8Array;
  /** Accesses to the local of the function being written. */
  private local: LocalAccess;
  private readonly accesses = new Map<number, LocalAccess>();

  constructor(out: ByteWriter, bytes: Uint8Array, plan: FunctionPlan, fuel: FuelCounter | undefined) {
    this.out = out;
    this.bytes = bytes;
    this.plan = plan;
    this.fuel = fuel ?? NO_FUEL;
    this.reader = new ByteReader(bytes, 0, bytes.length, 'code section');
    this.getCounter = Uint8Array.from([OP.globalGet, ...unsigned(this.fuel.counter)]);
    this.setCounter = Uint8Array.from([OP.globalSet, ...unsigned(this.fuel.counter)]);
    this.callExhausted = Uint8Array.from([OP.call, ...unsigned(this.fuel.exhausted)]);
    this.callExhaustedLocal = Uint8Array.from([OP.call, ...unsigned(this.fuel.exhaustedLocal)]);
    this.local = this.accessTo(0);
  }

  /** Appends the planned function's body, with its size, to the output. */
  write(functionIndex: number): void {
    const { out, plan, bytes } = this;
    const size = out.openSize();
    this.writeLocals();
    if (plan.counting) this.writeEntry();
    let position = plan.codeStart;
    const edits = plan.edits.data;
    for (let at = 0; at < plan.edits.length; at += EDIT_SIZE) {
      if (edits[at] === EDIT.call && !plan.isLocal) continue;
      const start = edits[at + 1]!;
      if (start > position) out.range(bytes, position, start);
      this.apply(at);
      position = edits[at + 2]!;
    }
    // What is left is at least the function's end.
    out.range(bytes, position, plan.bodyEnd - 1);
    if (plan.isLocal) this.put(this.local.store);
    out.u8(OP.end);
    if (out.length - size > MAX_BODY_BYTES) {
      const message = `function ${functionIndex} is larger than the engine allows once fuel is counted in it`;
      throw new WasmRefusedError('engine-limit', message);
    }
    out.closeSize(size);
  }

  private writeEntry(): void {
    const { plan } = this;
    const units = this.unitsAt(0);
    const check = plan.hasCalls || plan.bodyEnd - plan.bodyStart >= CHECKED_BODY_BYTES;
    if (!plan.isLocal) {
      this.chargeGlobal(units, check);
      return;
    }
    const set = check ? this.local.tee : this.local.set;
    this.charge(this.getCounter, units, set);
    if (check) this.checkLocal();
  }

  private writeLocals(): void {
    const { out, plan, bytes } = this;
    if (!plan.hasRegions && !plan.isLocal) {
      out.range(bytes, plan.bodyStart, plan.codeStart);
      return;
    }
    out.u32(plan.localGroups + 1).range(bytes, plan.localsStart, plan.codeStart);
    out.u8(1).u8(VALUE.i64);
    this.local = this.accessTo(plan.locals);
  }

  // Few locals are used, over and over: the first ones behind each function's own.
  private accessTo(local: number): LocalAccess {
    let access = this.accesses.get(local);
    if (access === undefined) {
      const index = unsigned(local);
      access = {
        get: Uint8Array.from([OP.localGet, ...index]),
        set: Uint8Array.from([OP.localSet, ...index]),
        tee: Uint8Array.from([OP.localTee, ...index]),
        load: Uint8Array.from([...this.getCounter, OP.localSet, ...index]),
        store: Uint8Array.from([OP.localGet, ...index, ...this.setCounter]),
      };
      this.accesses.set(local, access);
    }
    return access;
  }

  private apply(at: number): void {
    const { plan, out } = this;
    const edits = plan.edits.data;
    const start = edits[at + 1]!;
    const end = edits[at + 2]!;
    const a = edits[at + 3]!;
    const loop = edits[at + 6]!;
    const region = plan.regions.data[loop]!;
    switch (edits[at]) {
      case EDIT.charge:
        if (plan.isLocal || region !== NO_LOOP) this.chargeLocal(this.unitsAt(a));
        else this.chargeGlobal(plan.charge(a), false);
        return;
      case EDIT.loop:
        return this.writeLoop(start, end, this.unitsAt(a), loop, region);
      case EDIT.loopEnd:
        return this.writeLoopEnd(loop, region);
      case EDIT.branch:
        return this.writeBranch(at, region);
      case EDIT.branchTable:
        return this.writeBranchTable(start, end, a, loop, region);
      case EDIT.return:
        if (plan.isLocal || region !== NO_LOOP) this.put(this.local.store);
        out.u8(OP.return);
        return;
      case EDIT.call:
        return this.writeSyncedCall(start, end, edits[at + 4]!, a === 1);
      case EDIT.redirect:
      case EDIT.callBefore:
        return this.writeCall(a);
      default:
        throw new Error('an edit of an unknown kind');
    }
  }

  /** A call of a function that keeps the counter in a local; what is charged just before is charged on the way. */
  private writeSyncedCall(start: number, end: number, point: number, leaves: boolean): void {
    const units = point < 0 ? 0 : this.plan.charge(point);
    if (units > 0) this.charge(this.local.get, units, this.setCounter);
    else this.put(this.local.store);
    this.out.range(this.bytes, start, end);
    if (!leaves) this.put(this.local.load);
  }

  /** What is to be charged at the point itself. */
  private unitsAt(point: number): number {
    const { plan } = this;
    return plan.isLocal && plan.isSettledByCall(point) ? 0 : plan.charge(point);
  }

  private writeCall(functionIndex: number): void {
    const { isLocal } = this.plan;
    if (isLocal) this.put(this.local.store);
    this.out.u8(OP.call).u32(functionIndex);
    if (isLocal) this.put(this.local.load);
  }

  private put(code: Uint8Array): void {
    this.out.range(code, 0, code.length);
  }

  private chargeGlobal(units: number, check: boolean): void {
    if (units > 0) this.charge(this.getCounter, units, this.setCounter);
    if (!check) return;
    this.put(this.getCounter);
    this.put(IF_NEGATIVE);
    this.put(this.callExhausted);
    this.out.u8(OP.end);
  }

  private chargeLocal(units: number): void {
    if (units > 0) this.charge(this.local.get, units, this.local.set);
  }

  /** `set(get - units)`. */
  private charge(get: Uint8Array, units: number, set: Uint8Array): void {
    const { out } = this;
    out.reserve(CHARGE_BYTES);
    const { bytes } = out;
    let at = out.length;
    for (let n = 0; n < get.length; n++) bytes[at++] = get[n]!;
    bytes[at++] = OP.i64Const;
    at = writeSigned(bytes, at, units);
    bytes[at++] = OP.i64Sub;
    for (let n = 0; n < set.length; n++) bytes[at++] = set[n]!;
    out.length = at;
  }

  /** If the local counter, which is also on the stack, is negative, asks the host for more. */
  private checkLocal(): void {
    this.put(IF_NEGATIVE);
    this.put(this.local.get);
    this.put(this.callExhaustedLocal);
    this.put(this.local.set);
    this.out.u8(OP.end);
  }

  private writeLoop(start: number, end: number, units: number, loop: number, region: number): void {
    const { out, bytes, plan } = this;
    if (!plan.isLocal && region === NO_LOOP) {
      out.range(bytes, start, end);
      this.chargeGlobal(units, plan.loopRepeats.data[loop] === 1 && plan.loopChecked.data[loop] === 0);
      return;
    }
    if (!plan.isLocal && region === loop) this.put(this.local.load);
    if (plan.wraps.data[loop] === 1) {
      out.range(bytes, start, end);
      this.put(this.local.get);
      this.checkLocal();
      out.range(bytes, start, end);
      this.put(this.local.get);
      this.put(LEAVE_IF_NEGATIVE);
    } else {
      out.range(bytes, start, end);
    }
    this.chargeLocal(units);
  }

  private writeLoopEnd(loop: number, region: number): void {
    const { out, plan } = this;
    out.u8(OP.end);
    if (plan.wraps.data[loop] === 1) out.u8(OP.end);
    if (!plan.isLocal && region === loop && region !== NO_LOOP) this.put(this.local.store);
  }

  /** Whether a branch to a label in loop `target` goes where the counter is expected in the global. */
  private leavesLocal(target: number, region: number): boolean {
    const { plan } = this;
    if (target === FUNCTION_LABEL) return true;
    return !plan.isLocal && plan.regions.data[target] !== region;
  }

  private writeBranch(at: number, region: number): void {
    const { out, bytes } = this;
    const edits = this.plan.edits.data;
    const start = edits[at + 1]!;
    const target = edits[at + 4]!;
    if (!this.plan.isLocal && region === NO_LOOP) {
      out.range(bytes, start, edits[at + 2]!);
      return;
    }
    const opcode = bytes[start]!;
    const values = edits[at + 5]!;
    const newDepth = edits[at + 3]! + this.plan.wrappersPassed(edits[at + 6]!, target);
    const leaves = this.leavesLocal(target, region);
    if (leaves && opcode === OP.brIf && values === 0) {
      // Store only on the way out, not each time the condition is looked at.
      out.u8(OP.if).u8(EMPTY_BLOCK);
      this.put(this.local.store);
      out
        .u8(OP.br)
        .u32(newDepth + 1)
        .u8(OP.end);
      return;
    }
    if (leaves) this.put(this.local.store);
    out.u8(opcode).u32(newDepth);
  }

  private writeBranchTable(start: number, end: number, first: number, loop: number, region: number): void {
    const { out, bytes, reader, plan } = this;
    if (!plan.isLocal && region === NO_LOOP) {
      out.range(bytes, start, end);
      return;
    }
    reader.position = start + 1;
    const count = reader.u32();
    const targets = plan.tableTargets.data;
    let leaves = false;
    for (let n = 0; n <= count; n++) leaves ||= this.leavesLocal(targets[first + n]!, region);
    if (leaves) this.put(this.local.store);
    out.u8(OP.brTable).u32(count);
    for (let n = 0; n <= count; n++) out.u32(reader.u32() + plan.wrappersPassed(loop, targets[first + n]!));
  }
}
