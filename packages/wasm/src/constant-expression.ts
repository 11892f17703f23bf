import type { ModuleIndex } from './module-facts.ts';
import { OP, SIMD_CONST } from './opcodes.ts';
import type { ByteReader } from './reader.ts';
import { readHeapType } from './value-types.ts';

const I32_MAX_BYTES = 5;
const I64_MAX_BYTES = 10;

const GC_CONSTANT = {
  structNew: 0x00,
  structNewDefault: 0x01,
  arrayNew: 0x06,
  arrayNewDefault: 0x07,
  arrayNewFixed: 0x08,
  anyConvertExtern: 0x1a,
  externConvertAny: 0x1b,
  refI31: 0x1c,
} as const;

/** Steps over an initialiser expression and its `end`, checking the indices in it. */
export function skipConstantExpression(reader: ByteReader, module: ModuleIndex): void {
  for (;;) {
    const at = reader.position;
    const opcode = reader.u8();
    switch (opcode) {
      case OP.end:
        return;
      case OP.i32Const:
        reader.skipLeb(I32_MAX_BYTES);
        break;
      case OP.i64Const:
        reader.skipLeb(I64_MAX_BYTES);
        break;
      case OP.f32Const:
        reader.skip(4);
        break;
      case OP.f64Const:
        reader.skip(8);
        break;
      case OP.globalGet:
        reader.index(module.globals.length, 'global');
        break;
      case OP.refNull:
        readHeapType(reader, module);
        break;
      case OP.refFunc:
        reader.index(module.functionTypes.length, 'function');
        break;
      case OP.i32Add:
      case OP.i32Sub:
      case OP.i32Mul:
      case OP.i64Add:
      case OP.i64Sub:
      case OP.i64Mul:
        break;
      case OP.simdPrefix:
        if (reader.u32() !== SIMD_CONST) reader.fail('an instruction that an initialiser cannot have', at);
        reader.skip(16);
        break;
      case OP.gcPrefix:
        module.usesGc = true;
        skipGcConstant(reader, module, at);
        break;
      default:
        reader.fail('an instruction that an initialiser cannot have', at);
    }
  }
}

// Read only so that a module which needs garbage collection can be described before it is refused.
function skipGcConstant(reader: ByteReader, module: ModuleIndex, at: number): void {
  const opcode = reader.u32();
  switch (opcode) {
    case GC_CONSTANT.structNew:
    case GC_CONSTANT.structNewDefault:
    case GC_CONSTANT.arrayNew:
    case GC_CONSTANT.arrayNewDefault:
      reader.index(module.typeCount, 'type');
      return;
    case GC_CONSTANT.arrayNewFixed:
      reader.index(module.typeCount, 'type');
      reader.u32();
      return;
    case GC_CONSTANT.refI31:
    case GC_CONSTANT.anyConvertExtern:
    case GC_CONSTANT.externConvertAny:
      return;
    default:
      reader.fail('an instruction that an initialiser cannot have', at);
  }
}
