// Overwrites all of its data and traps: the next instance must find them as they were in the module, not as it left them.
// expect: failed module 'hostile': trap: it executed 'unreachable'
export function build(): string {
  return `(module
    (memory (export "memory") 4)
    (data (i32.const 0) "${'a'.repeat(200_000)}")
    (func (export "process") (result i32) (local $at i32)
      (loop $look
        (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 97)) (then (return (i32.const 7))))
        (br_if $look (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 1))) (i32.const 200_000))))
      (memory.fill (i32.const 0) (i32.const 98) (i32.const 262_144))
      unreachable))`;
}
