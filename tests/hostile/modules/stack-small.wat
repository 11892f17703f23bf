;; Recurses without end on the smallest stack that can be asked for.
;; limits: maxStack=64KiB
;; expect: failed module 'hostile': stack overflow: it recursed too deeply (--max-stack)
(module
  (memory (export "memory") 1)
  (func $down (param i64 i64 i64 i64) (result i64)
    (i64.add (call $down (local.get 3) (local.get 2) (local.get 1) (local.get 0)) (local.get 1)))
  (func (export "process") (drop (call $down (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4)))))
