/** Instructions that the passes look at or write, by their one-byte code. */
export const OP = {
  unreachable: 0x00,
  nop: 0x01,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  try: 0x06,
  catch: 0x07,
  throw: 0x08,
  rethrow: 0x09,
  throwRef: 0x0a,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  returnCall: 0x12,
  returnCallIndirect: 0x13,
  callRef: 0x14,
  returnCallRef: 0x15,
  delegate: 0x18,
  catchAll: 0x19,
  drop: 0x1a,
  select: 0x1b,
  selectTyped: 0x1c,
  tryTable: 0x1f,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  tableGet: 0x25,
  tableSet: 0x26,
  memorySize: 0x3f,
  memoryGrow: 0x40,
  i32Const: 0x41,
  i64Const: 0x42,
  f32Const: 0x43,
  f64Const: 0x44,
  i32Eq: 0x46,
  i32LtU: 0x49,
  i32GtU: 0x4b,
  i32LeU: 0x4d,
  i32GeU: 0x4f,
  i64LtS: 0x53,
  i64GtU: 0x56,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32Mul: 0x6c,
  i32And: 0x71,
  i32ShrU: 0x76,
  i64Add: 0x7c,
  i64Sub: 0x7d,
  i64Mul: 0x7e,
  i64Shl: 0x86,
  i64ShrU: 0x88,
  i64ExtendI32U: 0xad,
  refNull: 0xd0,
  refIsNull: 0xd1,
  refFunc: 0xd2,
  refEq: 0xd3,
  refAsNonNull: 0xd4,
  brOnNull: 0xd5,
  brOnNonNull: 0xd6,
  gcPrefix: 0xfb,
  miscPrefix: 0xfc,
  simdPrefix: 0xfd,
  atomicPrefix: 0xfe,
} as const;

/** After 0xFC. */
export const MISC = {
  memoryInit: 8,
  dataDrop: 9,
  memoryCopy: 10,
  memoryFill: 11,
  tableInit: 12,
  elemDrop: 13,
  tableCopy: 14,
  tableGrow: 15,
  tableSize: 16,
  tableFill: 17,
} as const;

/** `v128.const`, after 0xFD. */
export const SIMD_CONST = 0x0c;

/** A block type without parameters and results. */
export const EMPTY_BLOCK = 0x40;

/** What follows an opcode in the bytes. */
export const IMMEDIATE = {
  /** No such instruction. */
  invalid: 0,
  none: 1,
  local: 2,
  memory: 3,
  i32: 4,
  /** Anything that the scanner treats one by one. */
  special: 5,
  global: 6,
  i64: 7,
  f32: 8,
  f64: 9,
  table: 10,
  /** Memory access with a lane index. */
  memoryLane: 11,
  lane: 12,
  bytes16: 13,
} as const;

/** Immediates of the one-byte instructions. */
export const PLAIN_IMMEDIATES: Uint8Array = plainImmediates();

function plainImmediates(): Uint8Array {
  const table = new Uint8Array(256);
  table.fill(IMMEDIATE.special, OP.unreachable, OP.catchAll + 1);
  for (const unassigned of [0x16, 0x17]) table[unassigned] = IMMEDIATE.invalid;
  table[OP.nop] = IMMEDIATE.none;
  table[OP.drop] = IMMEDIATE.none;
  table[OP.select] = IMMEDIATE.none;
  table[OP.selectTyped] = IMMEDIATE.special;
  table[OP.tryTable] = IMMEDIATE.special;
  table.fill(IMMEDIATE.local, OP.localGet, OP.localTee + 1);
  table.fill(IMMEDIATE.global, OP.globalGet, OP.globalSet + 1);
  table.fill(IMMEDIATE.table, OP.tableGet, OP.tableSet + 1);
  table.fill(IMMEDIATE.memory, 0x28, 0x3e + 1);
  table.fill(IMMEDIATE.special, OP.memorySize, OP.memoryGrow + 1);
  table[OP.i32Const] = IMMEDIATE.i32;
  table[OP.i64Const] = IMMEDIATE.i64;
  table[OP.f32Const] = IMMEDIATE.f32;
  table[OP.f64Const] = IMMEDIATE.f64;
  table.fill(IMMEDIATE.none, 0x45, 0xc4 + 1);
  table.fill(IMMEDIATE.special, OP.refNull, OP.brOnNonNull + 1);
  table[OP.refIsNull] = IMMEDIATE.none;
  table[OP.refAsNonNull] = IMMEDIATE.none;
  table.fill(IMMEDIATE.special, OP.gcPrefix, OP.atomicPrefix + 1);
  return table;
}

/** Codes between the assigned ones after 0xFD. */
const UNASSIGNED_SIMD: readonly number[] = [
  0x9a, 0xa2, 0xa5, 0xa6, 0xaf, 0xb0, 0xb2, 0xb3, 0xb4, 0xbb, 0xc2, 0xc5, 0xc6, 0xcf, 0xd0, 0xd2, 0xd3, 0xd4, 0xe2,
  0xee,
];

/** Immediates of the instructions after 0xFD: 128-bit vectors and their relaxed forms. */
export const SIMD_IMMEDIATES: Uint8Array = simdImmediates();

function simdImmediates(): Uint8Array {
  const table = new Uint8Array(0x114);
  table.fill(IMMEDIATE.memory, 0x00, 0x0b + 1);
  table[SIMD_CONST] = IMMEDIATE.bytes16;
  table[0x0d] = IMMEDIATE.bytes16; // i8x16.shuffle
  table.fill(IMMEDIATE.none, 0x0e, 0x14 + 1);
  table.fill(IMMEDIATE.lane, 0x15, 0x22 + 1);
  table.fill(IMMEDIATE.none, 0x23, 0x53 + 1);
  table.fill(IMMEDIATE.memoryLane, 0x54, 0x5b + 1);
  table.fill(IMMEDIATE.memory, 0x5c, 0x5d + 1);
  table.fill(IMMEDIATE.none, 0x5e, 0xff + 1);
  for (const unassigned of UNASSIGNED_SIMD) table[unassigned] = IMMEDIATE.invalid;
  table.fill(IMMEDIATE.none, 0x100, 0x113 + 1);
  return table;
}

/** Of the instructions after 0xFE: notify and the waits; the fence; loads, stores and read-modify-write. */
export const ATOMIC = { notify: 0x00, wait64: 0x02, fence: 0x03, firstAccess: 0x10, lastAccess: 0x4e } as const;
