;; Reads 200 kB of content in one call, for ever, which is served without a step into JavaScript.
;; with: wasi
;; limits: timeout=0.05
;; expect: failed module 'hostile': timeout
(module
  (memory (export "memory") 64)
  (func (export "process") (local $fd i32)
    (local.set $fd (call $content))
    (i32.store (i32.const 8) (i32.const 0x10000))
    (i32.store (i32.const 12) (i32.const 0x100000))
    (loop $again
      (drop (call $fd_pread (local.get $fd) (i32.const 8) (i32.const 1) (i64.const 0) (i32.const 0)))
      (br $again))))
