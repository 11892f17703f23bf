import loadWabt from 'wabt';

const wabt = await loadWabt();

const FEATURES = {
  exceptions: true,
  mutable_globals: true,
  sat_float_to_int: true,
  sign_extension: true,
  simd: true,
  multi_value: true,
  tail_call: true,
  bulk_memory: true,
  reference_types: true,
  multi_memory: true,
  extended_const: true,
};

/** Translates the fields of a module in text form. */
export function wat(fields: string): Uint8Array {
  const parsed = wabt.parseWat('test.wat', `(module ${fields})`, FEATURES);
  try {
    return parsed.toBinary({}).buffer;
  } finally {
    parsed.destroy();
  }
}
