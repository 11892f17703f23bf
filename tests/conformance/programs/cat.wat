;; Copies stdin, or the file named by its argument, to stdout. Exits with the errno when the file cannot be opened.
;; A file is then written over, read again, and must be what was written.
(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open"
    (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_pread" (func $pread (param i32 i32 i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_pwrite" (func $pwrite (param i32 i32 i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 2)
  (data (i32.const 500) "CHANGED")

  (func $check (param $errno i32)
    (if (local.get $errno) (then (call $exit (local.get $errno)))))

  (func $copy (param $fd i32) (local $at i32) (local $left i32)
    (loop $more
      (i32.store (i32.const 16) (i32.const 65536))
      (i32.store (i32.const 20) (i32.const 65536))
      (call $check (call $read (local.get $fd) (i32.const 16) (i32.const 1) (i32.const 32)))
      (local.set $at (i32.const 65536))
      (local.set $left (i32.load (i32.const 32)))
      (if (local.get $left)
        (then
          (loop $rest
            (i32.store (i32.const 16) (local.get $at))
            (i32.store (i32.const 20) (local.get $left))
            (call $check (call $write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 32)))
            (local.set $at (i32.add (local.get $at) (i32.load (i32.const 32))))
            (local.set $left (i32.sub (local.get $left) (i32.load (i32.const 32))))
            (br_if $rest (local.get $left)))
          (br $more)))))

  (func $change (param $fd i32)
    (i32.store (i32.const 16) (i32.const 500))
    (i32.store (i32.const 20) (i32.const 7))
    (call $check (call $pwrite (local.get $fd) (i32.const 16) (i32.const 1) (i64.const 2) (i32.const 32)))
    (i32.store (i32.const 16) (i32.const 600))
    (call $check (call $pread (local.get $fd) (i32.const 16) (i32.const 1) (i64.const 2) (i32.const 32)))
    (if (i64.ne (i64.load (i32.const 500)) (i64.load (i32.const 600))) (then (unreachable))))

  (func (export "_start") (local $fd i32) (local $name i32) (local $end i32)
    (call $check (call $args_sizes (i32.const 0) (i32.const 4)))
    (call $check (call $args (i32.const 1000) (i32.const 2000)))
    (if (i32.gt_u (i32.load (i32.const 0)) (i32.const 1))
      (then
        (local.set $name (i32.load (i32.const 1004)))
        (local.set $end (i32.add (i32.const 1999) (i32.load (i32.const 4))))
        (call $check
          (call $open (i32.const 3) (i32.const 1) (local.get $name) (i32.sub (local.get $end) (local.get $name))
            (i32.const 0) (i64.const 66) (i64.const 0) (i32.const 0) (i32.const 8)))
        (local.set $fd (i32.load (i32.const 8)))))
    (call $copy (local.get $fd))
    (if (local.get $fd) (then (call $change (local.get $fd))))))
