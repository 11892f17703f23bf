;; Emits ten million contents from the large file.
;; with: wasi
;; limits: maxSubcontents=2000 memoryBudget=1MiB fuel=50_000_000
;; expect: mixed
;; query: SELECT count(*) FROM __wadup_content => 2003
;; query: SELECT error_message LIKE '%(--max-subcontents)%' FROM __wadup_content WHERE filename LIKE '%large.bin' => 1
(module
  (memory (export "memory") 2)
  (data (i32.const 1024) "one of ten million")
  (func (export "process") (local $n i32)
    (if (i32.ne (call $read (call $content) (i32.const 4096) (i32.const 20)) (i32.const 20)) (then (return)))
    (loop $more
      (drop (call $emit (i32.const 0) (i32.const 15) (call $text (i32.const 1024))))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if $more (i32.lt_u (local.get $n) (i32.const 10_000_000))))))
