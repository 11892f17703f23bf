;; Grows its memory between calls, and has the host read and write at the new end each time.
;; with: wasi
;; limits: maxMemory=64MiB
;; expect: success
(module
  (memory (export "memory") 1)
  (data (i32.const 1024) "tmp/growing")
  (func (export "process") (result i32) (local $fd i32) (local $end i32)
    (local.set $fd (call $open (call $text (i32.const 1024)) (i32.const 9)))
    (loop $more
      (if (i32.eq (memory.grow (i32.const 7)) (i32.const -1)) (then (return (i32.const 0))))
      (local.set $end (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 8)))
      (i64.store (local.get $end) (i64.const 0x1122334455667788))
      (if (call $write (local.get $fd) (local.get $end) (i32.const 8)) (then (return (i32.const 1))))
      (drop (call $fd_seek (local.get $fd) (i64.const 0) (i32.const 0) (i32.const 24)))
      (i64.store (local.get $end) (i64.const 0))
      (if (i32.ne (call $read (local.get $fd) (local.get $end) (i32.const 8)) (i32.const 8)) (then (return (i32.const 2))))
      (if (i64.ne (i64.load (local.get $end)) (i64.const 0x1122334455667788)) (then (return (i32.const 3))))
      (drop (call $fd_seek (local.get $fd) (i64.const 0) (i32.const 0) (i32.const 24)))
      ;; A vector that reaches past the end by one byte.
      (if (i32.eqz (call $write (local.get $fd) (local.get $end) (i32.const 9))) (then (return (i32.const 4))))
      (br $more))
    (i32.const 5)))
