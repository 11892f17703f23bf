;; Exports the global that comes after its own.
;; limits: fuel=2_000_000
;; expect: refused
(module
  (memory (export "memory") 1)
  (func (export "process"))
  (export "fuel" (global 0)))
