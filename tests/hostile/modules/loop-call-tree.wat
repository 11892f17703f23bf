;; Runs for ages without a loop and without depth: every function calls the next one ten times.
;; limits: fuel=2_000_000
;; expect: failed module 'hostile': fuel exhausted
(module
  (memory (export "memory") 1)
  (func $ten (param $level i32)
    (if (i32.eqz (local.get $level)) (then (return)))
    (local.set $level (i32.sub (local.get $level) (i32.const 1)))
    (call $ten (local.get $level)) (call $ten (local.get $level)) (call $ten (local.get $level))
    (call $ten (local.get $level)) (call $ten (local.get $level)) (call $ten (local.get $level))
    (call $ten (local.get $level)) (call $ten (local.get $level)) (call $ten (local.get $level))
    (call $ten (local.get $level)))
  (func (export "process") (call $ten (i32.const 40))))
