;; Initialises a global from the one that comes after it.
;; limits: fuel=2_000_000
;; expect: refused global 1 does not exist
(module
  (memory (export "memory") 1)
  (global i64 (global.get 1))
  (func (export "process")))
