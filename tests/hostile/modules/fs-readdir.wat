;; Lists a directory of 3,000 files a few bytes at a time, from cookies that go backwards, for ever.
;; with: wasi
;; limits: timeout=0.05
;; expect: failed module 'hostile': timeout
(module
  (memory (export "memory") 1)
  (data (i32.const 1024) "tmp")
  (data (i32.const 1030) "tmp/xxxx")
  (func (export "process") (local $fd i32) (local $n i64)
    (loop $more
      (i32.store (i32.const 1034) (i32.or (i32.const 0x40404040)
        (i32.or (i32.and (i32.wrap_i64 (local.get $n)) (i32.const 0x0f0f))
          (i32.shl (i32.and (i32.wrap_i64 (local.get $n)) (i32.const 0xf0f0)) (i32.const 12)))))
      (drop (call $put (call $text (i32.const 1030)) (i32.const 0) (i32.const 0)))
      (local.set $n (i64.add (local.get $n) (i64.const 1)))
      (br_if $more (i64.lt_u (local.get $n) (i64.const 3000))))
    (local.set $fd (call $open (call $text (i32.const 1024)) (i32.const 2)))
    (loop $forever
      (drop (call $fd_readdir (local.get $fd) (i32.const 2048) (i32.const 30) (local.get $n) (i32.const 64)))
      (local.set $n (i64.sub (local.get $n) (i64.const 1)))
      (br $forever))))
