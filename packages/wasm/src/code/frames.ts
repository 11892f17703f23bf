import type { ByteReader } from '../reader.ts';
import { OP } from '../opcodes.ts';
import { EDIT, FUNCTION_LABEL, type FunctionPlan, NO_LOOP } from './function-plan.ts';
import { IntList } from './int-list.ts';

const NOWHERE = 0x7fff_ffff;
const FUNCTION_FRAME = -1;
const NONE = -1;

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
  /** The charge point that pays for the next instruction. */
  point = 0;
  /** The innermost loop, or NO_LOOP. */
  loop: number = NO_LOOP;
  /** Nothing but plain instructions came since the charge point. */
  private straight = true;
  /** Code that cannot be reached is not charged. */
  private dead = false;
  private readonly plan: FunctionPlan;
  /** The instruction that opened each frame. */
  private readonly kinds = new IntList();
  /** Charge point, loop and deadness around each frame. */
  private readonly pointsAround = new IntList();
  private readonly loopsAround = new IntList();
  private readonly deadAround = new IntList();
  /** Outermost frame that a branch from inside the frame goes to. */
  private readonly escapes = new IntList();
  /** Whether what follows the frame's end can be reached: by a branch to it or out of one of its arms. */
  private readonly reached = new IntList();
  /** The loop in which a branch to the frame's label arrives. */
  private readonly labelLoops = new IntList();
  /** How many values a branch to the frame's label carries. */
  private readonly labelValues = new IntList();

  constructor(plan: FunctionPlan) {
    this.plan = plan;
  }

  begin(results: number): void {
    this.depth = -1;
    this.dead = false;
    this.loop = NO_LOOP;
    this.point = this.plan.addChargePoint();
    this.push(FUNCTION_FRAME, results);
    this.straight = true;
    this.labelLoops.data[0] = FUNCTION_LABEL;
  }

  spend(cost: number): void {
    if (!this.dead) this.plan.certain.data[this.point]! += cost;
  }

  loopOf(frame: number): number {
    return this.labelLoops.data[frame]!;
  }

  carries(frame: number): number {
    return this.labelValues.data[frame]!;
  }

  openBlock(opcode: number, values: number): void {
    this.push(opcode, values);
  }

  openLoop(values: number): void {
    const around = this.loop;
    this.push(OP.loop, values);
    this.loop = this.plan.addLoop(around);
    this.labelLoops.data[this.depth] = this.loop;
    this.point = this.plan.addChargePoint();
    this.straight = true;
    this.plan.loopPoints.data[this.loop] = this.point;
  }

  openIf(values: number, at: number): void {
    this.push(OP.if, values);
    this.startArm(at);
  }

  startElse(reader: ByteReader): void {
    if (this.kinds.data[this.depth] !== OP.if) reader.fail('an else without an if', reader.position - 1);
    this.kinds.data[this.depth] = OP.else;
    this.nextArm(reader.position);
  }

  /** `catch` or `catch_all`: whatever the try block called may arrive here. */
  startCatch(reader: ByteReader, at: number, opcode: number): void {
    const kind = this.kinds.data[this.depth];
    if (kind !== OP.try && kind !== OP.catch) reader.fail('a catch without a try', at);
    this.kinds.data[this.depth] = opcode;
    this.nextArm(reader.position);
  }

  private nextArm(at: number): void {
    if (!this.dead) this.reached.data[this.depth] = 1;
    this.point = this.pointsAround.data[this.depth]!;
    this.dead = this.deadAround.data[this.depth] === 1;
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
    if (this.kinds.data[frame] === OP.loop) this.plan.loopRepeats.data[this.labelLoops.data[frame]!] = 1;
    else this.reached.data[frame] = 1;
    if (frame < this.escapes.data[this.depth]!) this.escapes.data[this.depth] = frame;
  }

  /** What follows runs only if a branch just before is not taken. */
  fork(at: number): void {
    this.startArm(at);
  }

  /** Control leaves the function, or goes to a handler that is not looked for. */
  leave(): void {
    if (!this.dead) this.escapes.data[this.depth] = 0;
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
    this.plan.settledByCall.data[this.point] = 1;
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
    const frame = this.depth;
    const kind = this.kinds.data[frame]!;
    const deadAround = this.deadAround.data[frame] === 1;
    // An if without else is passed when its condition is false.
    const reached = !this.dead || kind === OP.if || this.reached.data[frame] === 1;
    if (kind === OP.loop) this.plan.edit(EDIT.loopEnd, at, at + 1, 0, 0, 0, this.loop);
    const escape = this.escapes.data[frame]!;
    this.depth--;
    this.dead = deadAround || !reached;
    if (frame === 0) return;
    this.straight = false;
    this.point = this.pointsAround.data[frame]!;
    this.loop = this.loopsAround.data[frame]!;
    if (escape >= frame) return;
    if (escape < this.escapes.data[frame - 1]!) this.escapes.data[frame - 1] = escape;
    if (!this.dead) this.startArm(reader.position);
  }

  /** `delegate`: the end of a try block. */
  closeDelegate(at: number, reader: ByteReader): void {
    if (this.kinds.data[this.depth] !== OP.try) reader.fail('a delegate without a try', at);
    this.close(at, reader);
  }

  private push(kind: number, values: number): void {
    const frame = ++this.depth;
    this.straight = false;
    this.kinds.put(frame, kind);
    this.pointsAround.put(frame, this.point);
    this.loopsAround.put(frame, this.loop);
    this.deadAround.put(frame, this.dead ? 1 : 0);
    this.escapes.put(frame, NOWHERE);
    this.reached.put(frame, 0);
    this.labelLoops.put(frame, this.loop);
    this.labelValues.put(frame, values);
  }
}
