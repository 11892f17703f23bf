;; Calls the function that comes after its own.
;; limits: fuel=2_000_000
;; expect: refused function
(module
  (memory (export "memory") 1)
  (func (export "process") (call 1)))
