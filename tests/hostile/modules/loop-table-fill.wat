;; Fills and copies a table of a million elements over and over.
;; limits: timeout=0.05
;; expect: failed module 'hostile': timeout
(module
  (memory (export "memory") 1)
  (table $t 500_000 500_000 funcref)
  (func $f)
  (elem declare func $f)
  (func (export "process")
    (loop $again
      (table.fill $t (i32.const 0) (ref.func $f) (i32.const 500_000))
      (table.copy $t $t (i32.const 1) (i32.const 0) (i32.const 499_999))
      (br $again))))
