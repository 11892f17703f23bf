;; Recurses 300,000 deep, which a larger stack than usual has room for.
;; limits: maxStack=64MiB
;; resident: 250MiB
;; expect: success
(module
  (memory (export "memory") 1)
  (func $down (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (i32.add (call $down (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))
      (else (i32.const 0))))
  (func (export "process") (drop (call $down (i32.const 300_000)))))
