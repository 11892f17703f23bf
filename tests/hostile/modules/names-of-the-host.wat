;; Exports everything under the names that the host's own additions to a module have.
;; limits: fuel=2_000_000 maxMemory=16MiB
;; expect: refused __wadup_
(module
  (memory (export "memory") 1)
  (global (export "__wadup_fuel") (mut i64) (i64.const 9_000_000_000_000))
  (table (export "__wadup_fuel_hook") 1 funcref)
  (global (export "__wadup_grow_refused") (mut i32) (i32.const 0))
  (func (export "__wadup_start"))
  (func (export "process") (loop $again (br $again))))
