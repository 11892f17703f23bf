;; Exports things of its own under the names that the host gives to what it adds, where it adds nothing.
;; expect: refused exports '__wadup_fuel', a name that the host keeps for itself
(module
  (memory (export "memory") 1)
  (global (export "__wadup_fuel") (mut i64) (i64.const 0x7fffffffffff))
  (global (export "__wadup_start") i32 (i32.const 1))
  (func (export "process")))
