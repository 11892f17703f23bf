;; Emits until it is refused, by number and by bytes, beside a module that emits as many again: what one module takes,
;; the other one still has.
;; with: wasi
;; limits: maxSubcontents=20 maxSubcontentBytes=1MiB maxRecursionDepth=1
;; beside: child-greedy-other.wat
;; expect: mixed
;; query: SELECT count(*) FROM __wadup_content => 26
;; query: SELECT count(*) FROM __wadup_content WHERE filename = 'other' => 15
(module
  (memory (export "memory") 2)
  (data (i32.const 1024) "greedy")
  (func (export "process") (local $n i32)
    (if (i32.ne (call $read (call $content) (i32.const 4096) (i32.const 20)) (i32.const 20)) (then (return)))
    (if (i32.eqz (i32.load8_u (i32.const 4096))) (then (return)))
    (loop $more
      (drop (call $emit (i32.const 8192) (i32.const 120_000) (call $text (i32.const 1024))))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if $more (i32.lt_u (local.get $n) (i32.const 30))))))
