;; Uses the type that comes after its own.
;; limits: fuel=2_000_000
;; expect: refused type
(module
  (memory (export "memory") 1)
  (table 1 funcref)
  (func (export "process") (call_indirect (type 1) (i32.const 0))))
