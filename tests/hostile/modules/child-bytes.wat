;; Emits twenty megabytes from one content, and then writes twenty megabytes that it never emits.
;; with: wasi
;; limits: maxSubcontentBytes=8MiB
;; expect: mixed
;; expect: (--max-subcontent-bytes)
;; query: SELECT count(*) FROM __wadup_content => 11
(module
  (memory (export "memory") 17)
  (data (i32.const 1024) "megabyte")
  (data (i32.const 1040) "subcontent/data_0.bin")
  (func (export "process") (local $n i32)
    (if (i32.ne (call $read (call $content) (i32.const 4096) (i32.const 20)) (i32.const 20)) (then (return)))
    (if (i32.eq (i32.load8_u (i32.const 4096)) (i32.const 109)) (then (return)))
    (loop $more
      (drop (call $emit (i32.const 1024) (i32.const 0x100000) (call $text (i32.const 1024))))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if $more (i32.lt_u (local.get $n) (i32.const 20))))
    (if (i32.eqz (call $put (call $text (i32.const 1040)) (i32.const 0) (i32.const 0x100000)))
      (then (loop $again
        (i32.store8 (i32.const 1056) (i32.add (i32.load8_u (i32.const 1056)) (i32.const 1)))
        (br_if $again (i32.eqz (call $put (call $text (i32.const 1040)) (i32.const 0) (i32.const 0x100000)))))))))
