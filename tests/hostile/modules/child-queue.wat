;; Emits 300 contents of a megabyte each before any of them is processed: they wait on disk, not in memory.
;; with: wasi
;; limits: memoryBudget=1MiB
;; resident: 230MiB
;; expect: success
;; query: SELECT count(*) FROM __wadup_content => 303
(module
  (memory (export "memory") 17)
  (data (i32.const 1024) "megabyte")
  (func (export "process") (local $n i32)
    ;; The large file, which is larger than what it emits is small: a child begins with this text.
    (if (i32.ne (call $read (call $content) (i32.const 4096) (i32.const 20)) (i32.const 20)) (then (return)))
    (if (i32.eq (i32.load8_u (i32.const 4096)) (i32.const 109)) (then (return)))
    (loop $more
      (drop (call $emit (i32.const 1024) (i32.const 0x100000) (call $text (i32.const 1024))))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if $more (i32.lt_u (local.get $n) (i32.const 300))))))
