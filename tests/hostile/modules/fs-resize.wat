;; Makes a file of 200 MiB and empty again, over and over.
;; with: wasi
;; limits: timeout=0.05
;; resident: 700MiB
;; expect: failed module 'hostile': timeout
(module
  (memory (export "memory") 1)
  (data (i32.const 1024) "tmp/disk")
  (func (export "process") (local $fd i32)
    (local.set $fd (call $open (call $text (i32.const 1024)) (i32.const 9)))
    (loop $forever
      (drop (call $fd_set_size (local.get $fd) (i64.const 0xc800000)))
      (drop (call $fd_set_size (local.get $fd) (i64.const 0)))
      (br $forever))))
