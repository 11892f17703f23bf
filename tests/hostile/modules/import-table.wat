;; Imports a table by the name that the host gives to the one through which it is called.
;; limits: fuel=2_000_000
;; expect: refused imports the table 'env.__wadup_fuel_hook'; a module may import functions only
(module
  (import "env" "__wadup_fuel_hook" (table 1 funcref))
  (memory (export "memory") 1)
  (func (export "process")))
