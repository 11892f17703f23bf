;; Sets the global that comes after its own, which is where the host keeps the fuel.
;; limits: fuel=2_000_000
;; expect: refused global
(module
  (memory (export "memory") 1)
  (global (mut i64) (i64.const 0))
  (func (export "process")
    (loop $again (global.set 1 (i64.const 0x7fffffffffff)) (br $again))))
