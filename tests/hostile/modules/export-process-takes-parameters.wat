;; Exports a process that takes what the host does not give.
;; expect: refused exports 'process' as (externref
(module
  (memory (export "memory") 1)
  (func (export "process") (param externref i64) (result i32) (i32.const 0)))
