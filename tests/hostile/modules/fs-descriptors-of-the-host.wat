;; Reads, writes and closes descriptors 4 to 1000, which the process has open but the module has not.
;; with: wasi
;; expect: success
(module
  (memory (export "memory") 1)
  (func (export "process") (result i32) (local $fd i32)
    (local.set $fd (i32.const 4))
    (i32.store (i32.const 8) (i32.const 1024))
    (i32.store (i32.const 12) (i32.const 4096))
    (loop $next
      (if (i32.ne (call $read (local.get $fd) (i32.const 1024) (i32.const 4096)) (i32.const -8)) (then (return (local.get $fd))))
      (if (i32.ne (call $write (local.get $fd) (i32.const 1024) (i32.const 1)) (i32.const 8)) (then (return (local.get $fd))))
      (if (i32.ne (call $fd_pread (local.get $fd) (i32.const 8) (i32.const 1) (i64.const 0) (i32.const 16)) (i32.const 8))
        (then (return (local.get $fd))))
      (if (i32.ne (call $fd_close (local.get $fd)) (i32.const 8)) (then (return (local.get $fd))))
      (local.set $fd (i32.add (local.get $fd) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $fd) (i32.const 1000))))
    (i32.const 0)))
