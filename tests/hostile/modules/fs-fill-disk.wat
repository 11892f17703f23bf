;; Writes until the disk is full, truncates, and writes again; allocates and writes at the end of all addresses.
;; with: wasi
;; limits: maxFsBytes=8MiB fuel=20_000_000
;; expect: failed module 'hostile':
;; expect: its virtual filesystem is full: 8388608 bytes, the limit (--max-fs-bytes)
(module
  (memory (export "memory") 20)
  (data (i32.const 1024) "tmp/disk")
  (func (export "process") (result i32) (local $fd i32)
    (local.set $fd (call $open (call $text (i32.const 1024)) (i32.const 9)))
    (i32.store (i32.const 8) (i32.const 0x10000))
    (i32.store (i32.const 12) (i32.const 0x1000))
    (if (i32.eqz (call $fd_pwrite (local.get $fd) (i32.const 8) (i32.const 1) (i64.const 0x4000000000000000) (i32.const 16)))
      (then (return (i32.const 1))))
    (if (i32.eqz (call $fd_pwrite (local.get $fd) (i32.const 8) (i32.const 1) (i64.const -1) (i32.const 16)))
      (then (return (i32.const 2))))
    (if (i32.eqz (call $fd_allocate (local.get $fd) (i64.const 0x7fffffffffffffff) (i64.const 0x7fffffffffffffff)))
      (then (return (i32.const 3))))
    (if (i32.eqz (call $fd_allocate (local.get $fd) (i64.const 0) (i64.const 0x1000000000))) (then (return (i32.const 4))))
    (if (i32.eqz (call $fd_set_size (local.get $fd) (i64.const 0x100000000))) (then (return (i32.const 5))))
    (loop $forever
      (loop $more
        (br_if $more (i32.eqz (call $write (local.get $fd) (i32.const 0x10000) (i32.const 0x100000)))))
      (drop (call $fd_set_size (local.get $fd) (i64.const 0)))
      (drop (call $fd_seek (local.get $fd) (i64.const 0) (i32.const 0) (i32.const 24)))
      (br $forever))
    (i32.const 6)))
