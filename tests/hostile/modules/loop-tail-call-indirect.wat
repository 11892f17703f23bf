;; Loops by tail calls through a table, each function naming the other.
;; limits: fuel=2_000_000
;; expect: failed module 'hostile': fuel exhausted
(module
  (type $step (func (param i32) (result i32)))
  (memory (export "memory") 1)
  (table 2 2 funcref)
  (elem (i32.const 0) $there $back)
  (func $there (type $step) (return_call_indirect (type $step) (local.get 0) (i32.const 1)))
  (func $back (type $step) (return_call_indirect (type $step) (local.get 0) (i32.const 0)))
  (func (export "process") (result i32) (call $there (i32.const 0))))
