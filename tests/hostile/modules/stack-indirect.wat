;; Recurses without end through a table and through two functions in turn.
;; limits: maxStack=1MiB fuel=1_000_000_000
;; expect: failed module 'hostile': stack overflow
(module
  (type $step (func (param i32) (result i32)))
  (memory (export "memory") 1)
  (table 2 2 funcref)
  (elem (i32.const 0) $there $back)
  (func $there (type $step) (i32.add (call_indirect (type $step) (local.get 0) (i32.const 1)) (i32.const 1)))
  (func $back (type $step) (i32.add (call_indirect (type $step) (local.get 0) (i32.const 0)) (i32.const 1)))
  (func (export "process") (drop (call $there (i32.const 0)))))
