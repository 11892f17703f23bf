import { IntList } from './int-list.ts';

/**
 * What is to be done at one place of a function body. The fields that each kind uses are named beside it. Those up to
 * `call` are noted only when fuel is counted.
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
  /** A `return`. */
  return: 5,
  /** An instruction that calls (`a` 0) or leaves the function (`a` 1); `b` is the charge point it may settle, or -1. */
  call: 6,
  /** `[start, end)` becomes a call of function index `a`. */
  redirect: 7,
  /** Function index `a` is called before `start`. */
  callBefore: 8,
} as const;

/** In place of a loop, as the target of a branch: the function's own label. */
export const FUNCTION_LABEL = -1;
/** Bodies of at least this many bytes look at the counter when they are entered, whatever they contain. */
export const CHECKED_BODY_BYTES = 256;

/** Integers in one edit: kind, start, end, a, b, c, loop. */
export const EDIT_SIZE = 7;

/** Stands for "not inside of any loop". */
export const NO_LOOP = 0;
const NO_PARENT = -1;

// One charge point is this many integers.
const POINT_SIZE = 4;
/** Cost of the instructions that run whenever the charge point is reached. */
const CERTAIN = 0;
/** Cost of conditional code that is charged there too. */
const EXTRA = 1;
/** The charge point that may take this one over. */
const PARENT = 2;
/** 1 where a call follows before anything else: a counter in a local is charged when it is stored for that call. */
const SETTLED = 3;

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
  private readonly points: IntList = new IntList(256 * POINT_SIZE);
  /** The loop around each loop. */
  readonly loopParents: IntList = new IntList();
  /** 1 for a loop in which control may leave the function and come back: calls, and whatever becomes a call. */
  readonly loopCalls: IntList = new IntList();
  /** 1 for a loop whose head is branched to. */
  readonly loopRepeats: IntList = new IntList();
  /** 1 for a loop that calls a function which looks at the counter, each time it is run through. */
  readonly loopChecked: IntList = new IntList();
  /** The charge point of each loop's head. */
  readonly loopPoints: IntList = new IntList();
  /** For each loop, the outermost call-free loop around it, or NO_LOOP. */
  readonly regions: IntList = new IntList();
  /** 1 for a loop that gets another loop around it, in which the counter is looked at. */
  readonly wraps: IntList = new IntList();
  /** For each loop, how many such loops there are from the outermost to this one. */
  private readonly wrapsAround: IntList = new IntList();
  /** The counter is kept in a local in the whole function, and is in the global only during calls. */
  isLocal = false;
  /** Exception handling: control may come back into the function at places that are not looked for. */
  hasHandlers = false;
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
    this.points.length = 0;
    this.loopParents.length = 0;
    this.loopCalls.length = 0;
    this.loopRepeats.length = 0;
    this.loopChecked.length = 0;
    this.loopPoints.length = 0;
    this.hasCalls = false;
    this.hasHandlers = false;
    this.hasRegions = false;
    this.isLocal = false;
    this.bodyStart = bodyStart;
    this.bodyEnd = bodyEnd;
    // Loop 0 stands for the function itself, which never becomes a region.
    this.addLoop(NO_LOOP, NO_PARENT);
  }

  edit(kind: number, start: number, end: number, a: number, b: number, c: number, loop: number): void {
    if (!this.counting && kind <= EDIT.call) return;
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

  /** A new charge point, which `parent` may take over (-1: none may). */
  addChargePoint(parent: number): number {
    const list = this.points;
    const at = list.length;
    list.put(at + POINT_SIZE - 1, 0);
    const { data } = list;
    data[at + CERTAIN] = 0;
    data[at + EXTRA] = 0;
    data[at + PARENT] = parent;
    return at / POINT_SIZE;
  }

  spend(point: number, cost: number): void {
    this.points.data[point * POINT_SIZE + CERTAIN]! += cost;
  }

  /** A call follows the charge point before anything else happens. */
  settleByCall(point: number): void {
    this.points.data[point * POINT_SIZE + SETTLED] = 1;
  }

  isSettledByCall(point: number): boolean {
    return this.points.data[point * POINT_SIZE + SETTLED] === 1;
  }

  addLoop(parent: number, point: number): number {
    this.loopParents.push(parent);
    this.loopCalls.push(0);
    this.loopRepeats.push(0);
    this.loopChecked.push(0);
    this.loopPoints.push(point);
    return this.loopParents.length - 1;
  }

  /** Decides which charge points are merged into earlier ones and which loops keep the counter in a local. */
  resolve(slack: ChargeSlack, allowRegions: boolean): void {
    const { data, length } = this.points;
    for (let point = length - POINT_SIZE; point >= 0; point -= POINT_SIZE) {
      if (data[point + PARENT] === NO_PARENT) continue;
      const parent = data[point + PARENT]! * POINT_SIZE;
      const extra = data[parent + EXTRA]! + data[point + CERTAIN]! + data[point + EXTRA]!;
      const isFree = extra === data[parent + EXTRA];
      if (!isFree && extra > data[parent + CERTAIN]! * slack.ratio + slack.floor) continue;
      data[parent + EXTRA] = extra;
      data[point + CERTAIN] = 0;
      data[point + EXTRA] = 0;
    }
    this.resolveRegions(allowRegions);
  }

  private resolveRegions(allow: boolean): void {
    const calls = this.loopCalls.data;
    const parents = this.loopParents.data;
    const count = this.loopParents.length;
    let loopsCall = false;
    // Inner loops have higher numbers than those around them.
    for (let loop = count - 1; loop > 0; loop--) {
      if (calls[loop] === 0) continue;
      calls[parents[loop]!] = 1;
      loopsCall = true;
    }
    this.isLocal = allow && loopsCall && !this.hasHandlers;
    // A call that fails for lack of stack never looks at the counter. V8 13.6 lets no handler catch that; others may.
    if (this.hasHandlers) this.loopChecked.data.fill(0, 0, count);
    this.regions.put(count - 1, NO_LOOP);
    this.wraps.put(count - 1, 0);
    this.wrapsAround.put(count - 1, 0);
    const regions = this.regions.data;
    const wraps = this.wraps.data;
    const wrapsAround = this.wrapsAround.data;
    regions[NO_LOOP] = NO_LOOP;
    wraps[NO_LOOP] = 0;
    wrapsAround[NO_LOOP] = 0;
    for (let loop = 1; loop < count; loop++) {
      const around = regions[parents[loop]!]!;
      const inRegion = allow && calls[loop] === 0;
      regions[loop] = !inRegion ? NO_LOOP : around === NO_LOOP ? loop : around;
      if (inRegion) this.hasRegions = true;
      const checks = this.loopRepeats.data[loop] === 1 && this.loopChecked.data[loop] === 0;
      wraps[loop] = checks && (inRegion || this.isLocal) ? 1 : 0;
      wrapsAround[loop] = wrapsAround[parents[loop]!]! + wraps[loop]!;
    }
  }

  /** How many wrapper loops a branch from inside loop `from` to a label in loop `to`, one of those around it, passes. */
  wrappersPassed(from: number, to: number): number {
    const { data } = this.wrapsAround;
    return data[from]! - (to === FUNCTION_LABEL ? 0 : data[to]!);
  }

  /** Fuel to charge at a charge point; 0 when it was merged into an earlier one. */
  charge(point: number): number {
    const { data } = this.points;
    return data[point * POINT_SIZE + CERTAIN]! + data[point * POINT_SIZE + EXTRA]!;
  }
}
