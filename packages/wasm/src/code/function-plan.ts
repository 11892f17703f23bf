import { IntList } from './int-list.ts';

/**
 * What is to be done at one place of a function body. The fields that each kind uses are named beside it. Those up to
 * `return` are noted only when fuel is counted.
 */
export const EDIT = {
  /** Charge the charge point `a` before `start`. */
  charge: 0,
  /** The head of loop `loop` with its block type is `[start, end)`; `a` is its charge point. */
  loop: 1,
  /** The `end` of loop `loop` is `[start, end)`. */
  loopEnd: 2,
  /** A branch to label depth `a`, whose target lies in loop `b`; the label takes values if `c`. */
  branch: 3,
  /** A br_table; the loops of its targets begin at `a` in `tableTargets`. */
  branchTable: 4,
  /** A `return` inside of a loop. */
  return: 5,
  /** `[start, end)` is a call that goes to function `a` now. */
  call: 6,
  /** Call function `a` before `start`. */
  callBefore: 7,
  /** `[start, end)` is a tail call or a function reference (opcode `a`) of function `b` now. */
  retarget: 8,
} as const;

/** Integers in one edit: kind, start, end, a, b, c, loop. */
export const EDIT_SIZE = 7;

/** Stands for "not inside of any loop". */
export const NO_LOOP = 0;
const NO_PARENT = -1;

/**
 * How finely instructions are charged. A conditional stretch of code is charged together with the code before it when
 * that adds at most `ratio` times (and `floor` more than) what is certainly executed there; otherwise it is charged
 * where it begins. `{ ratio: 0, floor: 0 }` counts exactly.
 */
export interface ChargeSlack {
  readonly ratio: number;
  readonly floor: number;
}

/** All that scanning one function body found out. One object serves all functions, one after the other. */
export class FunctionPlan {
  readonly edits: IntList = new IntList(1024);
  readonly tableTargets: IntList = new IntList(256);
  /** Cost of the instructions that run whenever the charge point is reached. */
  readonly certain: IntList = new IntList();
  /** Cost of conditional code that is charged there too. */
  readonly extra: IntList = new IntList();
  /** The charge point that may take this one over. */
  private readonly parents: IntList = new IntList();
  /** The loop around each loop. */
  readonly loopParents: IntList = new IntList();
  /** 1 for a loop in which control may leave the function and come back: calls, and whatever becomes a call. */
  readonly loopCalls: IntList = new IntList();
  /** 1 for a loop whose head is branched to. */
  readonly loopRepeats: IntList = new IntList();
  /** For each loop, the outermost call-free loop around it, or NO_LOOP. */
  readonly regions: IntList = new IntList();
  /** Whether fuel is counted. */
  readonly counting: boolean;
  hasRegions = false;
  hasCalls = false;
  bodyStart = 0;
  bodyEnd = 0;
  /** Declared local groups, and the offset after them, where instructions begin. */
  localGroups = 0;
  localsStart = 0;
  codeStart = 0;
  /** Parameters and locals. */
  locals = 0;

  constructor(counting: boolean) {
    this.counting = counting;
  }

  begin(bodyStart: number, bodyEnd: number): void {
    this.edits.length = 0;
    this.tableTargets.length = 0;
    this.certain.length = 0;
    this.extra.length = 0;
    this.parents.length = 0;
    this.loopParents.length = 0;
    this.loopCalls.length = 0;
    this.loopRepeats.length = 0;
    this.hasCalls = false;
    this.hasRegions = false;
    this.bodyStart = bodyStart;
    this.bodyEnd = bodyEnd;
    // Loop 0 stands for the function itself, which counts as a loop with calls so that it never becomes a region.
    this.loopParents.push(NO_LOOP);
    this.loopCalls.push(1);
    this.loopRepeats.push(0);
  }

  edit(kind: number, start: number, end: number, a: number, b: number, c: number, loop: number): void {
    if (!this.counting && kind <= EDIT.return) return;
    const list = this.edits;
    const at = list.length;
    list.put(at + EDIT_SIZE - 1, loop);
    const { data } = list;
    data[at] = kind;
    data[at + 1] = start;
    data[at + 2] = end;
    data[at + 3] = a;
    data[at + 4] = b;
    data[at + 5] = c;
  }

  addChargePoint(parent: number = NO_PARENT): number {
    this.certain.push(0);
    this.extra.push(0);
    this.parents.push(parent);
    return this.parents.length - 1;
  }

  addLoop(parent: number): number {
    this.loopParents.push(parent);
    this.loopCalls.push(0);
    this.loopRepeats.push(0);
    return this.loopParents.length - 1;
  }

  /** Decides which charge points are merged into earlier ones and which loops keep the counter in a local. */
  resolve(slack: ChargeSlack, allowRegions: boolean): void {
    const certain = this.certain.data;
    const extra = this.extra.data;
    const parents = this.parents.data;
    for (let point = this.parents.length - 1; point >= 0; point--) {
      const parent = parents[point]!;
      if (parent === NO_PARENT) continue;
      const total = certain[point]! + extra[point]!;
      if (total > 0 && extra[parent]! + total > certain[parent]! * slack.ratio + slack.floor) continue;
      extra[parent]! += total;
      certain[point] = 0;
      extra[point] = 0;
    }
    this.resolveRegions(allowRegions);
  }

  private resolveRegions(allow: boolean): void {
    const calls = this.loopCalls.data;
    const parents = this.loopParents.data;
    const count = this.loopParents.length;
    // Inner loops have higher numbers than those around them.
    for (let loop = count - 1; loop > 0; loop--) if (calls[loop] === 1) calls[parents[loop]!] = 1;
    this.regions.put(count - 1, NO_LOOP);
    const regions = this.regions.data;
    regions[0] = NO_LOOP;
    for (let loop = 1; loop < count; loop++) {
      const around = regions[parents[loop]!]!;
      regions[loop] = !allow || calls[loop] === 1 ? NO_LOOP : around === NO_LOOP ? loop : around;
      if (regions[loop] !== NO_LOOP) this.hasRegions = true;
    }
  }

  /** Fuel to charge at a charge point; 0 when it was merged into an earlier one. */
  charge(point: number): number {
    return this.certain.data[point]! + this.extra.data[point]!;
  }
}
