// Long on purpose: statements and values of one generator call each other.
import type { TypeEntry } from '../encoder.ts';
import { signed, signed64, unsigned } from '../leb128.ts';
import { EMPTY_BLOCK, MISC, OP } from '../opcodes.ts';
import { VALUE } from '../value-types.ts';
import type { Random } from './random.ts';

/** What the bodies of one random module may refer to. */
export interface Surroundings {
  readonly types: readonly TypeEntry[];
  /** Type index of each function. The first `imported` are imports. */
  readonly functions: readonly number[];
  readonly imported: number;
  /** Value type of each mutable global; global 0 (i32) counts steps down and traps the program at zero. */
  readonly globals: readonly number[];
  /** Type index of each tag. */
  readonly tags: readonly number[];
  readonly tableSize: number;
  /** Neither exceptions nor operations whose cost depends on a size: what such programs cost can be counted simply. */
  readonly plain: boolean;
}

interface Label {
  /** What a branch to it carries. */
  readonly values: readonly number[];
  /** Legacy handlers can be rethrown to. */
  handler: boolean;
}

const I32_BINARY = [0x6a, 0x6b, 0x6c, 0x71, 0x72, 0x73, 0x74, 0x75, 0x76, 0x77, 0x6d, 0x70, 0x46, 0x48, 0x4c, 0x4f];
const I64_BINARY = [0x7c, 0x7d, 0x7e, 0x83, 0x84, 0x85, 0x86, 0x87, 0x7f];
const F32_BINARY = [0x92, 0x93, 0x94, 0x96];
const F64_BINARY = [0xa0, 0xa1, 0xa2, 0xa4];
const BINARY: Record<number, readonly number[]> = {
  [VALUE.i32]: I32_BINARY,
  [VALUE.i64]: I64_BINARY,
  [VALUE.f32]: F32_BINARY,
  [VALUE.f64]: F64_BINARY,
};
const NUMBERS = [VALUE.i32, VALUE.i64, VALUE.f32, VALUE.f64];
const EXNREF = 0x69;
const MAX_DEPTH = 6;

/** Generates one well-typed function body that uses every kind of control flow. Floats never reach memory: NaN bits may differ. */
export class RandomBody {
  readonly code: number[] = [];
  readonly locals: number[] = [];
  private readonly random: Random;
  private readonly around: Surroundings;
  private readonly variables: number[];
  private readonly results: readonly number[];
  private readonly labels: Label[] = [];
  private budget: number;

  constructor(random: Random, around: Surroundings, type: TypeEntry, budget: number) {
    this.random = random;
    this.around = around;
    this.results = type.results;
    this.budget = budget;
    for (let n = random.below(5); n > 0; n--) this.locals.push(random.pick(NUMBERS));
    this.variables = [...type.params, ...this.locals];
    this.labels.push({ values: type.results, handler: false });
    this.countStep();
    this.statements(1 + random.below(6));
    this.values(type.results);
    this.code.push(OP.end);
  }

  private emit(...code: readonly number[]): void {
    this.code.push(...code);
  }

  /** `if (--steps < 0) trap`: every program ends. */
  private countStep(): void {
    this.emit(OP.globalGet, 0, OP.i32Const, 1, OP.i32Sub, OP.globalSet, 0);
    this.emit(OP.globalGet, 0, OP.i32Const, 0, 0x48, OP.if, EMPTY_BLOCK, OP.unreachable, OP.end);
  }

  private statements(count: number): void {
    for (let n = 0; n < count && this.budget > 0; n++) this.statement();
  }

  private values(types: readonly number[]): void {
    for (const type of types) this.value(type);
  }

  private statement(): void {
    this.budget--;
    const { random } = this;
    const nested = this.labels.length < MAX_DEPTH;
    const choice = random.below(nested ? (this.around.plain ? 17 : 19) : 10);
    switch (choice) {
      case 0:
      case 1:
        return this.setVariable();
      case 2:
        return this.setGlobal();
      case 3:
        return this.store();
      case 4:
        this.value(random.pick(NUMBERS));
        return this.emit(OP.drop);
      case 5:
        return this.branch();
      case 6:
        return this.around.plain ? this.store() : this.bulk();
      case 7:
        return this.callStatement();
      case 8:
        return this.leave();
      case 9:
        return random.chance(50) ? this.emit(OP.nop) : this.branch();
      case 10:
      case 11:
        return this.block(OP.block);
      case 12:
      case 13:
      case 14:
        return this.block(OP.loop);
      case 15:
      case 16:
        return this.conditional();
      case 17:
        return this.legacyTry();
      default:
        return this.tryTable();
    }
  }

  private setVariable(): void {
    if (this.variables.length === 0) return;
    const index = this.random.below(this.variables.length);
    this.value(this.variables[index]!);
    this.emit(OP.localSet, ...unsigned(index));
  }

  private setGlobal(): void {
    const index = 1 + this.random.below(this.around.globals.length - 1);
    this.value(this.around.globals[index]!);
    this.emit(OP.globalSet, ...unsigned(index));
  }

  private address(): void {
    this.value(VALUE.i32);
    // Mostly inside the memory.
    if (this.random.chance(95)) this.emit(OP.i32Const, ...signed(0xffff), OP.i32And);
  }

  private store(): void {
    this.address();
    const wide = this.random.chance(40);
    this.value(wide ? VALUE.i64 : VALUE.i32);
    this.emit(wide ? 0x37 : 0x36, this.random.below(wide ? 4 : 3), ...unsigned(this.random.below(300)));
  }

  private bulk(): void {
    const { random } = this;
    const size = (): void => this.emit(OP.i32Const, ...signed(random.chance(90) ? random.below(5000) : 200_000));
    switch (random.below(8)) {
      case 0:
        this.address();
        this.address();
        size();
        return this.emit(OP.miscPrefix, MISC.memoryCopy, 0, 0);
      case 1:
        this.address();
        this.value(VALUE.i32);
        size();
        return this.emit(OP.miscPrefix, MISC.memoryFill, 0);
      case 2:
        this.address();
        this.emit(OP.i32Const, random.below(8), OP.i32Const, random.below(8));
        return this.emit(OP.miscPrefix, MISC.memoryInit, 1, 0);
      case 3:
        this.emit(OP.i32Const, random.below(4), OP.i32Const, random.below(4), OP.i32Const, random.below(4));
        return this.emit(OP.miscPrefix, MISC.tableCopy, 0, 0);
      case 4:
        this.emit(OP.i32Const, random.below(3), OP.i32Const, 0, OP.i32Const, random.below(3));
        return this.emit(OP.miscPrefix, MISC.tableInit, 1, 0);
      case 5:
        this.emit(OP.refNull, VALUE.funcref, OP.i32Const, random.below(3), OP.miscPrefix, MISC.tableGrow, 0, OP.drop);
        return;
      case 6:
        this.emit(OP.i32Const, random.below(2), OP.refNull, VALUE.funcref, OP.i32Const, random.below(2));
        return this.emit(OP.miscPrefix, MISC.tableFill, 0);
      default:
        return this.emit(OP.i32Const, random.below(2), OP.memoryGrow, 0, OP.drop);
    }
  }

  /** Parameters on the stack, for a call of the function type. */
  private callStatement(): void {
    const { random, around } = this;
    const index = random.below(around.functions.length);
    const type = around.types[around.functions[index]!]!;
    this.values(type.params);
    if (random.chance(30)) {
      this.emit(OP.i32Const, ...signed(random.below(around.tableSize)));
      this.emit(OP.callIndirect, ...unsigned(around.functions[index]!), 0);
    } else if (random.chance(20) && index >= around.imported) {
      this.emit(OP.refFunc, ...unsigned(index), OP.callRef, ...unsigned(around.functions[index]!));
    } else {
      this.emit(OP.call, ...unsigned(index));
    }
    for (const _ of type.results) this.emit(OP.drop);
  }

  private tailCall(): boolean {
    const { random, around, results } = this;
    const same = around.functions.flatMap((type, index) => {
      return around.types[type]!.results.join() === results.join() ? [index] : [];
    });
    if (same.length === 0) return false;
    const index = random.pick(same);
    const type = around.functions[index]!;
    this.values(around.types[type]!.params);
    if (random.chance(50)) this.emit(OP.returnCall, ...unsigned(index));
    else this.emit(OP.i32Const, random.below(around.tableSize), OP.returnCallIndirect, ...unsigned(type), 0);
    return true;
  }

  private leave(): void {
    const { random, around } = this;
    // Conditionally, so that programs are not all cut short.
    this.value(VALUE.i32);
    this.emit(OP.if, EMPTY_BLOCK);
    this.labels.push({ values: [], handler: false });
    const handler = this.labels.findLastIndex((label) => label.handler);
    const choice = random.below(10);
    if (choice < 3) {
      this.values(this.results);
      this.emit(OP.return);
    } else if (choice < 6) {
      if (!this.tailCall()) this.emit(OP.unreachable);
    } else if (choice < 7 || around.plain) {
      if (around.plain || random.chance(50)) this.emit(OP.unreachable);
      else this.emit(OP.refNull, EXNREF, OP.throwRef);
    } else if (choice < 8 && handler >= 0) {
      this.emit(OP.rethrow, this.labels.length - 1 - handler);
    } else {
      const tag = random.below(around.tags.length);
      this.values(around.types[around.tags[tag]!]!.params);
      this.emit(OP.throw, ...unsigned(tag));
    }
    this.labels.pop();
    this.emit(OP.end);
  }

  private branch(): void {
    const { random, labels } = this;
    if (random.chance(15)) return this.branchOnNull();
    const depth = random.below(labels.length);
    const { values } = labels[labels.length - 1 - depth]!;
    const choice = random.below(10);
    if (choice < 6) {
      this.values(values);
      this.value(VALUE.i32);
      this.emit(OP.brIf, ...unsigned(depth));
      for (const _ of values) this.emit(OP.drop);
      return;
    }
    this.value(VALUE.i32);
    this.emit(OP.if, EMPTY_BLOCK);
    labels.push({ values: [], handler: false });
    this.values(values);
    if (choice < 8) {
      this.emit(OP.br, ...unsigned(depth + 1));
    } else {
      const alike = labels.flatMap((label, index) => {
        return label.values.join() === values.join() ? [labels.length - 1 - index] : [];
      });
      this.value(VALUE.i32);
      const targets = Array.from({ length: random.below(4) }, () => random.pick(alike));
      this.emit(OP.brTable, targets.length, ...targets.flatMap(unsigned), ...unsigned(random.pick(alike)));
    }
    if (random.chance(30)) this.statement();
    labels.pop();
    this.emit(OP.end);
  }

  private branchOnNull(): void {
    const { random, labels, around } = this;
    const reference = random.chance(50)
      ? [OP.refNull, VALUE.funcref]
      : [OP.refFunc, random.below(around.functions.length)];
    if (random.chance(50)) {
      const depth = random.below(labels.length);
      const { values } = labels[labels.length - 1 - depth]!;
      this.values(values);
      this.emit(...reference, OP.brOnNull, ...unsigned(depth), OP.drop);
      for (const _ of values) this.emit(OP.drop);
      return;
    }
    // block (result (ref func))
    this.emit(OP.block, 0x64, VALUE.funcref, ...reference, OP.brOnNonNull, 0, OP.refFunc, 1, OP.end, OP.drop);
  }

  /** A block type: none, one value, or a type index with parameters. */
  private blockType(): { readonly type: TypeEntry; readonly code: readonly number[] } {
    const { random, around } = this;
    const choice = random.below(10);
    if (choice < 5) return { type: { params: [], results: [] }, code: [EMPTY_BLOCK] };
    if (choice < 8) {
      const result = random.pick(NUMBERS);
      return { type: { params: [], results: [result] }, code: [result] };
    }
    const index = random.below(around.types.length);
    return { type: around.types[index]!, code: unsigned(index) };
  }

  private block(opcode: number): void {
    const { type, code } = this.blockType();
    this.values(type.params);
    this.emit(opcode, ...code);
    this.labels.push({ values: opcode === OP.loop ? type.params : type.results, handler: false });
    if (opcode === OP.loop) this.countStep();
    for (const _ of type.params) this.emit(OP.drop);
    this.statements(1 + this.random.below(4));
    if (opcode === OP.loop && this.random.chance(60)) {
      this.values(type.params);
      this.value(VALUE.i32);
      this.emit(OP.brIf, 0);
      for (const _ of type.params) this.emit(OP.drop);
    }
    this.values(type.results);
    this.labels.pop();
    this.emit(OP.end);
    for (const _ of type.results) this.emit(OP.drop);
  }

  private conditional(): void {
    const { type, code } = this.blockType();
    this.values(type.params);
    this.value(VALUE.i32);
    this.emit(OP.if, ...code);
    this.labels.push({ values: type.results, handler: false });
    const arm = (): void => {
      for (const _ of type.params) this.emit(OP.drop);
      this.statements(1 + this.random.below(3));
      this.values(type.results);
    };
    arm();
    if (type.params.length + type.results.length > 0 || this.random.chance(50)) {
      this.emit(OP.else);
      arm();
    }
    this.labels.pop();
    this.emit(OP.end);
    for (const _ of type.results) this.emit(OP.drop);
  }

  private legacyTry(): void {
    const { random, around } = this;
    this.emit(OP.try, EMPTY_BLOCK);
    const label: Label = { values: [], handler: false };
    this.labels.push(label);
    this.statements(1 + random.below(3));
    if (random.chance(20)) {
      this.labels.pop();
      this.emit(OP.delegate, random.below(this.labels.length));
      return;
    }
    label.handler = true;
    if (random.chance(60)) {
      const tag = random.below(around.tags.length);
      this.emit(OP.catch, ...unsigned(tag));
      for (const _ of around.types[around.tags[tag]!]!.params) this.emit(OP.drop);
      this.statements(1 + random.below(2));
    }
    if (random.chance(60)) {
      this.emit(OP.catchAll);
      this.statements(1 + random.below(2));
    }
    this.labels.pop();
    this.emit(OP.end);
  }

  private tryTable(): void {
    const { random, labels } = this;
    // A surrounding block takes the exception reference of catch_all_ref.
    const withReference = random.chance(40);
    this.emit(OP.block, withReference ? EXNREF : EMPTY_BLOCK);
    labels.push({ values: withReference ? [EXNREF] : [], handler: false });
    const plain = labels.flatMap(({ values }, index) => (values.length === 0 ? [labels.length - 1 - index] : []));
    const clauses: number[][] = withReference ? [[3, 0]] : [[2, random.pick(plain)]];
    this.emit(OP.tryTable, EMPTY_BLOCK, clauses.length, ...clauses.flat());
    labels.push({ values: [], handler: false });
    this.statements(1 + random.below(3));
    labels.pop();
    this.emit(OP.end);
    if (withReference) this.emit(OP.refNull, EXNREF);
    labels.pop();
    this.emit(OP.end);
    if (withReference) this.emit(OP.drop);
  }

  /** Leaves one value of the type on the stack. */
  private value(type: number): void {
    if (type === EXNREF) return this.emit(OP.refNull, EXNREF);
    this.budget--;
    const { random } = this;
    const simple = this.budget <= 0 || random.chance(50);
    if (simple) return this.simpleValue(type);
    switch (random.below(9)) {
      case 0:
      case 1:
      case 2:
        this.value(type);
        this.value(type);
        return this.emit(random.pick(BINARY[type]!));
      case 3:
        this.value(type);
        this.value(type);
        this.value(VALUE.i32);
        return this.emit(OP.select);
      case 4:
        return this.convertedValue(type);
      case 5:
        return this.calledValue(type);
      case 6:
        if (this.labels.length >= MAX_DEPTH) return this.simpleValue(type);
        this.value(VALUE.i32);
        this.emit(OP.if, type);
        this.labels.push({ values: [type], handler: false });
        this.value(type);
        this.emit(OP.else);
        this.value(type);
        this.labels.pop();
        return this.emit(OP.end);
      case 7:
        if (type === VALUE.i32 || type === VALUE.i64) {
          this.address();
          return this.emit(type === VALUE.i32 ? 0x28 : 0x29, 0, ...unsigned(random.below(200)));
        }
        return this.simpleValue(type);
      default:
        if (type !== VALUE.i32) return this.simpleValue(type);
        this.value(VALUE.i32);
        // i32x4.splat, i32x4.add with a constant, i32x4.extract_lane
        this.emit(OP.simdPrefix, 0x11, OP.simdPrefix, 12, ...Array.from({ length: 16 }, () => random.below(256)));
        return this.emit(OP.simdPrefix, 0xae, 0x01, OP.simdPrefix, 0x1b, random.below(4));
    }
  }

  private simpleValue(type: number): void {
    const { random, around } = this;
    const variables = this.variables.flatMap((each, index) => (each === type ? [index] : []));
    if (variables.length > 0 && random.chance(50)) return this.emit(OP.localGet, ...unsigned(random.pick(variables)));
    const globals = around.globals.flatMap((each, index) => (each === type && index > 0 ? [index] : []));
    if (globals.length > 0 && random.chance(30)) return this.emit(OP.globalGet, ...unsigned(random.pick(globals)));
    const number = random.chance(70) ? random.below(10) : random.next() | 0;
    switch (type) {
      case VALUE.i32:
        return this.emit(OP.i32Const, ...signed(number));
      case VALUE.i64:
        return this.emit(OP.i64Const, ...signed64(BigInt(number)));
      case VALUE.f32:
        return this.emit(OP.f32Const, ...new Uint8Array(Float32Array.of(number / 7).buffer));
      default:
        return this.emit(OP.f64Const, ...new Uint8Array(Float64Array.of(number / 7).buffer));
    }
  }

  private convertedValue(type: number): void {
    switch (type) {
      case VALUE.i32:
        if (this.random.chance(50)) {
          this.value(VALUE.i64);
          return this.emit(0xa7); // i32.wrap_i64
        }
        this.value(VALUE.f64);
        return this.emit(OP.miscPrefix, 2); // i32.trunc_sat_f64_s
      case VALUE.i64:
        this.value(VALUE.i32);
        return this.emit(OP.i64ExtendI32U);
      case VALUE.f32:
        this.value(VALUE.i32);
        return this.emit(0xb2);
      default:
        this.value(VALUE.i32);
        return this.emit(0xb7);
    }
  }

  private calledValue(type: number): void {
    const { random, around } = this;
    const giving = around.functions.flatMap((each, index) => {
      const { results } = around.types[each]!;
      return results.length === 1 && results[0] === type ? [index] : [];
    });
    if (giving.length === 0) return this.simpleValue(type);
    const index = random.pick(giving);
    this.values(around.types[around.functions[index]!]!.params);
    this.emit(OP.call, ...unsigned(index));
  }
}
