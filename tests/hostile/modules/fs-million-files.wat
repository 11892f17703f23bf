;; Makes files until the quota says no, and then goes on for a while.
;; with: wasi
;; limits: maxFiles=5000 fuel=100_000_000
;; expect: failed module 'hostile':
;; expect: its virtual filesystem has 5000 files, the limit (--max-files)
(module
  (memory (export "memory") 1)
  (data (i32.const 1024) "tmp/xxxxxxxx")
  (func (export "process") (local $n i32)
    (loop $more
      (i64.store (i32.const 1028) (i64.or (i64.const 0x4040404040404040)
        (i64.and (i64.extend_i32_u (local.get $n)) (i64.const 0xf0f0f0f))))
      (i64.store (i32.const 1028) (i64.or (i64.load (i32.const 1028))
        (i64.shl (i64.extend_i32_u (i32.and (local.get $n) (i32.const 0xf0f0f0f0))) (i64.const 28))))
      (drop (call $put (call $text (i32.const 1024)) (i32.const 0) (i32.const 1)))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if $more (i32.lt_u (local.get $n) (i32.const 20_000))))
    (unreachable)))
