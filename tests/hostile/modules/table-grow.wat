;; Grows a table until it is refused, then by very much, then one element at a time for ever.
;; limits: fuel=20_000_000 maxTableElements=200_000
;; expect: failed module 'hostile': fuel exhausted
(module
  (memory (export "memory") 1)
  (table $t 1 externref)
  (func (export "process") (result i32)
    (if (i32.ne (table.grow $t (ref.null extern) (i32.const 0x7fffffff)) (i32.const -1)) (then (return (i32.const 1))))
    (loop $more
      (br_if $more (i32.ne (table.grow $t (ref.null extern) (i32.const 1000)) (i32.const -1))))
    (if (i32.gt_u (table.size $t) (i32.const 200_000)) (then (return (i32.const 2))))
    (loop $again (drop (table.grow $t (ref.null extern) (i32.const 1))) (br $again))
    (i32.const 3)))
