;; Imports a global by the name that the host gives to the fuel.
;; limits: fuel=2_000_000
;; expect: refused imports the global 'env.__wadup_fuel'; a module may import functions only
(module
  (import "env" "__wadup_fuel" (global (mut i64)))
  (memory (export "memory") 1)
  (func (export "process")))
