// Initialises memory from a segment whose data are already there: by the specification it is empty then.
// expect: failed module 'hostile': trap: it accessed memory out of bounds
export function build(): string {
  return `(module
    (memory (export "memory") 4)
    (data (i32.const 0) "${'a'.repeat(100_000)}")
    (func (export "process") (memory.init 0 (i32.const 150_000) (i32.const 0) (i32.const 1))))`;
}
