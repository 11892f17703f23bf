;; Recurses without end on a stack of 64 MiB.
;; limits: maxStack=64MiB
;; resident: 250MiB
;; expect: failed module 'hostile': stack overflow: it recursed too deeply (--max-stack)
(module
  (memory (export "memory") 1)
  (func $down (result i32) (i32.add (call $down) (i32.const 1)))
  (func (export "process") (drop (call $down))))
