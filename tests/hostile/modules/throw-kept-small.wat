;; Keeps an exception with as many values as may be alive in every handler on the way down the stack.
;; limits: maxStack=8MiB
;; resident: 300MiB
;; expect: failed module 'hostile': stack overflow
(module
  (tag $oops (param i64 i64 i64 i64 i64 i64 i64 i64))
  (memory (export "memory") 1)
  (func $thrower
    (throw $oops (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4)
      (i64.const 5) (i64.const 6) (i64.const 7) (i64.const 8)))
  (func $down (try (do (call $thrower)) (catch_all (call $down) (rethrow 0))))
  (func (export "process") (call $down)))
