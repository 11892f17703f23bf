;; Recurses 30,000 deep, which a smaller stack than usual has no room for.
;; limits: maxStack=64KiB
;; expect: failed module 'hostile': stack overflow: it recursed too deeply (--max-stack)
(module
  (memory (export "memory") 1)
  (func $down (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (i32.add (call $down (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))
      (else (i32.const 0))))
  (func (export "process") (drop (call $down (i32.const 30_000)))))
