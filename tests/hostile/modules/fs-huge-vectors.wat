;; Reads and writes with 2^32 - 1 vectors, vectors of 4 GiB, and vectors over the vectors themselves.
;; with: wasi
;; expect: success
(module
  (memory (export "memory") 1)
  (func (export "process") (result i32) (local $fd i32)
    (local.set $fd (call $content))
    (if (i32.eqz (call $fd_read (local.get $fd) (i32.const 0) (i32.const -1) (i32.const 0))) (then (return (i32.const 1))))
    (if (i32.eqz (call $fd_write (i32.const 1) (i32.const 8) (i32.const 0x20000000) (i32.const 0))) (then (return (i32.const 2))))
    (i32.store (i32.const 512) (i32.const 1))
    (i32.store (i32.const 516) (i32.const -1))
    (if (i32.eqz (call $fd_read (local.get $fd) (i32.const 512) (i32.const 1) (i32.const 0))) (then (return (i32.const 3))))
    (if (i32.eqz (call $fd_write (i32.const 1) (i32.const 512) (i32.const 1) (i32.const 0))) (then (return (i32.const 4))))
    ;; Two vectors, the first of which reads over the second and over the result.
    (i32.store (i32.const 512) (i32.const 504)) (i32.store (i32.const 516) (i32.const 32))
    (i32.store (i32.const 520) (i32.const 2048)) (i32.store (i32.const 524) (i32.const 32))
    (if (i32.lt_s (local.get $fd) (i32.const 0)) (then (return (i32.const 5))))
    (drop (call $fd_read (local.get $fd) (i32.const 512) (i32.const 2) (i32.const 508)))
    (i32.const 0)))
