;; Exports things of its own under the names that the host gives to what it adds.
;; limits: fuel=2_000_000 maxMemory=16MiB
;; expect: refused exports '__wadup_fuel', a name that the host keeps for itself
(module
  (memory (export "memory") 1)
  (global (export "__wadup_fuel") (mut i64) (i64.const 0x7fffffffffff))
  (table (export "__wadup_fuel_hook") 1 funcref)
  (func (export "__wadup_start"))
  (func (export "process") (loop $again (br $again))))
