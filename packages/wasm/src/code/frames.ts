import { OP } from '../opcodes.ts';
import type { ByteReader } from '../reader.ts';
import { EDIT, FUNCTION_LABEL, type FunctionPlan, NO_LOOP } from './function-plan.ts';

const NOWHERE = 0x7fff_ffff;
const FUNCTION_FRAME = -1;
const NONE = -1;

// One frame is this many integers.
const FRAME_SIZE = 8;
/** The instruction that opened the frame, or the last arm begun in it. */
const KIND = 0;
/** Charge point, loop and deadness around the frame. */
const POINT_AROUND = 1;
const LOOP_AROUND = 2;
const DEAD_AROUND = 3;
/** Outermost frame that a branch from inside goes to. */
const ESCAPE = 4;
/** 1 if what follows the frame's end can be reached: by a branch to it or out of one of its arms. */
const REACHED = 5;
/** The loop in which a branch to the frame's label arrives. */
const LABEL_LOOP = 6;
/** How many values a branch to the frame's label carries. */
const LABEL_VALUES = 7;

/**
 * The nesting of blocks around the instruction being scanned, and the charge point that pays for it.
 *
 * Code after a conditional branch belongs to a charge point of its own, a child of the one before. Where the block that
 * the branch leaves comes to its end, both ways meet again, and what follows belongs to the earlier charge point, unless
 * some branch in between left for a place still further out.
 */
export class Frames {
  /** Index of the innermost frame: 0 is the function itself, -1 after its end. */
  depth = -1;
  /** Frames opened in the function so far, itself included, and the most that were open at once. */
  opened = 0;
  deepest = 0;
  /** The charge point that pays for the next instruction. */
  point = 0;
  /** The innermost loop, or NO_LOOP. */
  loop: number = NO_LOOP;
  /** Nothing but plain instructions came since the charge point. */
  private straight = true;
  /** Code that cannot be reached is not charged. */
  private dead = false;
  private readonly plan: FunctionPlan;
  private frames = new Int32Array(64 * FRAME_SIZE);

  constructor(plan: FunctionPlan) {
    this.plan = plan;
  }

  begin(results: number): void {
    this.depth = -1;
    this.opened = 0;
    this.deepest = 0;
    this.dead = false;
    this.loop = NO_LOOP;
    this.point = this.plan.addChargePoint(NONE);
    this.push(FUNCTION_FRAME, results);
    this.straight = true;
    this.frames[LABEL_LOOP] = FUNCTION_LABEL;
  }

  spend(cost: number): void {
    if (!this.dead) this.plan.spend(this.point, cost);
  }

  loopOf(frame: number): number {
    return this.frames[frame * FRAME_SIZE + LABEL_LOOP]!;
  }

  carries(frame: number): number {
    return this.frames[frame * FRAME_SIZE + LABEL_VALUES]!;
  }

  openBlock(opcode: number, values: number): void {
    this.push(opcode, values);
  }

  openLoop(values: number): void {
    const around = this.loop;
    this.push(OP.loop, values);
    this.point = this.plan.addChargePoint(NONE);
    this.loop = this.plan.addLoop(around, this.point);
    this.frames[this.depth * FRAME_SIZE + LABEL_LOOP] = this.loop;
    this.straight = true;
  }

  openIf(values: number, at: number): void {
    this.push(OP.if, values);
    this.startArm(at);
  }

  startElse(reader: ByteReader): void {
    const frame = this.depth * FRAME_SIZE;
    if (this.frames[frame + KIND] !== OP.if) reader.fail('an else without an if', reader.position - 1);
    this.frames[frame + KIND] = OP.else;
    this.nextArm(reader.position);
  }

  /** `catch` or `catch_all`: whatever the try block called may arrive here. */
  startCatch(reader: ByteReader, at: number, opcode: number): void {
    const frame = this.depth * FRAME_SIZE;
    const kind = this.frames[frame + KIND];
    if (kind !== OP.try && kind !== OP.catch) reader.fail('a catch without a try', at);
    this.frames[frame + KIND] = opcode;
    this.nextArm(reader.position);
  }

  private nextArm(at: number): void {
    const frame = this.depth * FRAME_SIZE;
    if (!this.dead) this.frames[frame + REACHED] = 1;
    this.point = this.frames[frame + POINT_AROUND]!;
    this.dead = this.frames[frame + DEAD_AROUND] === 1;
    this.startArm(at);
  }

  private startArm(at: number): void {
    this.point = this.plan.addChargePoint(this.point);
    this.straight = true;
    this.plan.edit(EDIT.charge, at, at, this.point, 0, 0, this.loop);
  }

  /** Notes a branch to `frame` from here. */
  branch(frame: number): void {
    if (this.dead) return;
    const { frames } = this;
    const target = frame * FRAME_SIZE;
    if (frames[target + KIND] === OP.loop) this.plan.loopRepeats.data[frames[target + LABEL_LOOP]!] = 1;
    else frames[target + REACHED] = 1;
    const own = this.depth * FRAME_SIZE + ESCAPE;
    if (frame < frames[own]!) frames[own] = frame;
  }

  /** What follows runs only if a branch just before is not taken. */
  fork(at: number): void {
    this.startArm(at);
  }

  /** Control leaves the function, or goes to a handler that is not looked for. */
  leave(): void {
    if (!this.dead) this.frames[this.depth * FRAME_SIZE + ESCAPE] = 0;
    this.dead = true;
  }

  /** Control does not continue here. */
  stop(): void {
    this.dead = true;
  }

  /** The charge point that the call about to be noted can settle, or -1. */
  takeUnsettled(): number {
    if (!this.straight || this.dead) return NONE;
    this.straight = false;
    this.plan.settleByCall(this.point);
    return this.point;
  }

  /**
   * A call: the loops around it cannot keep the counter in a local alone. `looks` if the function called surely looks at
   * the counter, so that a loop which always comes by here need not.
   */
  noteCall(looks: boolean): void {
    const { plan, loop } = this;
    plan.loopCalls.data[loop] = 1;
    this.straight = false;
    if (looks && !this.dead && this.point === plan.loopPoints.data[loop]) plan.loopChecked.data[loop] = 1;
  }

  /** `end` at `at`. */
  close(at: number, reader: ByteReader): void {
    const { frames, plan } = this;
    const closed = this.depth;
    const frame = closed * FRAME_SIZE;
    const kind = frames[frame + KIND]!;
    // An if without else is passed when its condition is false.
    const reached = !this.dead || kind === OP.if || frames[frame + REACHED] === 1;
    if (kind === OP.loop) plan.edit(EDIT.loopEnd, at, at + 1, 0, 0, 0, this.loop);
    this.depth--;
    if (closed === 0) return;
    this.dead = frames[frame + DEAD_AROUND] === 1 || !reached;
    this.straight = false;
    this.point = frames[frame + POINT_AROUND]!;
    this.loop = frames[frame + LOOP_AROUND]!;
    const escape = frames[frame + ESCAPE]!;
    if (escape >= closed) return;
    const around = frame - FRAME_SIZE + ESCAPE;
    if (escape < frames[around]!) frames[around] = escape;
    if (!this.dead) this.startArm(reader.position);
  }

  /** `delegate`: the end of a try block. */
  closeDelegate(at: number, reader: ByteReader): void {
    if (this.frames[this.depth * FRAME_SIZE + KIND] !== OP.try) reader.fail('a delegate without a try', at);
    this.close(at, reader);
  }

  private push(kind: number, values: number): void {
    const frame = ++this.depth * FRAME_SIZE;
    if (frame === this.frames.length) this.grow();
    this.opened++;
    if (this.depth > this.deepest) this.deepest = this.depth;
    const { frames } = this;
    this.straight = false;
    frames[frame + KIND] = kind;
    frames[frame + POINT_AROUND] = this.point;
    frames[frame + LOOP_AROUND] = this.loop;
    frames[frame + DEAD_AROUND] = this.dead ? 1 : 0;
    frames[frame + ESCAPE] = NOWHERE;
    frames[frame + REACHED] = 0;
    frames[frame + LABEL_LOOP] = this.loop;
    frames[frame + LABEL_VALUES] = values;
  }

  private grow(): void {
    const grown = new Int32Array(this.frames.length * 2);
    grown.set(this.frames);
    this.frames = grown;
  }
}
