;; Grows two tables in turns, each within the limit, together beyond.
;; limits: maxTableElements=100_000
;; expect: success
(module
  (memory (export "memory") 1)
  (table $a 1 funcref)
  (table $b 1 funcref)
  (func (export "process") (result i32)
    (loop $more
      (br_if $more (i32.ne (table.grow $a (ref.null func) (i32.const 1000)) (i32.const -1))))
    (loop $more
      (br_if $more (i32.ne (table.grow $b (ref.null func) (i32.const 1000)) (i32.const -1))))
    (i32.gt_u (i32.add (table.size $a) (table.size $b)) (i32.const 100_000))))
