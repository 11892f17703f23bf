// Has segments of data that lie over each other, between passive ones, and looks whether all is where it belongs.
// limits: fuel=20_000_000
// expect: success
export function build(): string {
  return `(module
    (memory (export "memory") 8)
    (global $base i32 (i32.const 150_000))
    (data (i32.const 0) "${'a'.repeat(100_000)}")
    (data $passive "passive")
    (data (i32.const 50_000) "${'b'.repeat(100_000)}")
    (data (i32.const 60_000) "")
    (data (i32.const 70_000) "c")
    (data (i32.const 524_287) "e")
    (func $is (param $at i32) (param $byte i32)
      (if (i32.ne (i32.load8_u (local.get $at)) (local.get $byte)) (then unreachable)))
    (func $look
      (call $is (i32.const 0) (i32.const 97)) (call $is (i32.const 49_999) (i32.const 97))
      (call $is (i32.const 50_000) (i32.const 98)) (call $is (i32.const 149_999) (i32.const 98))
      (call $is (i32.const 69_999) (i32.const 98)) (call $is (i32.const 70_000) (i32.const 99))
      (call $is (i32.const 70_001) (i32.const 98)) (call $is (i32.const 150_000) (i32.const 0))
      (call $is (i32.const 524_287) (i32.const 101)))
    ;; Start code sees the data already.
    (start $look)
    (func (export "process")
      (call $look)
      (memory.init $passive (i32.const 200_000) (i32.const 0) (i32.const 7))
      (call $is (i32.const 200_006) (i32.const 101))
      (memory.init 0 (i32.const 0) (i32.const 0) (i32.const 0))
      (data.drop 0)))`;
}
