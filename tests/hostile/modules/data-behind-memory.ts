// Its last segment of data ends a byte behind its memory; the large ones before it are fine.
// expect: failed module 'hostile': it could not be started
export function build(): string {
  return `(module
    (memory (export "memory") 4)
    (data (i32.const 0) "${'a'.repeat(200_000)}")
    (data (i32.const 262_143) "xy")
    (func (export "process")))`;
}
