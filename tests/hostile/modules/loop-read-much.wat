;; with: wasi
;; Reads the content into 1024 vectors at once, each the same 60 MiB, for ever.
;; limits: timeout=0.05 maxMemory=64MiB
;; expect: failed module 'hostile': timeout
(module
  (memory (export "memory") 1024)
  (func (export "process") (local $fd i32) (local $i i32)
    (local.set $fd (call $content))
    (loop $vectors
      (i32.store (i32.add (i32.const 65536) (i32.shl (local.get $i) (i32.const 3))) (i32.const 0x100000))
      (i32.store (i32.add (i32.const 65540) (i32.shl (local.get $i) (i32.const 3))) (i32.const 4_194_303))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $vectors (i32.lt_u (local.get $i) (i32.const 1024))))
    (loop $again
      (drop (call $fd_pread (local.get $fd) (i32.const 65536) (i32.const 1024) (i64.const 0) (i32.const 0)))
      (br $again))))
