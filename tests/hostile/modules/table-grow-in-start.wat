;; Grows its tables in its start section, past what they may have together.
;; limits: maxTableElements=100_000
;; expect: success
(module
  (memory (export "memory") 1)
  (table $a 1 funcref)
  (table $b 1 externref)
  (func $start
    (if (i32.ne (table.grow $a (ref.null func) (i32.const 9_000_000)) (i32.const -1)) (then unreachable))
    (loop $more
      (br_if $more (i32.ne (table.grow $a (ref.null func) (i32.const 1000)) (i32.const -1))))
    (loop $more
      (br_if $more (i32.ne (table.grow $b (ref.null extern) (i32.const 1000)) (i32.const -1))))
    (if (i32.lt_u (table.size $a) (i32.const 1000)) (then unreachable))
    (if (i32.gt_u (i32.add (table.size $a) (table.size $b)) (i32.const 100_000)) (then unreachable)))
  (start $start)
  (func (export "process")))
