;; Exports a table as its flush hook.
;; expect: refused '__wadup_flush'
(module
  (memory (export "memory") 1)
  (table (export "__wadup_flush") 1 funcref)
  (func (export "process")))
