;; Writes to, truncates, appends to and renames over /data.bin, by every way there is.
;; with: wasi
;; expect: success
(module
  (memory (export "memory") 1)
  (data (i32.const 1024) "data.bin")
  (data (i32.const 1040) "tmp/link")
  (func (export "process") (result i32) (local $fd i32)
    (if (i32.gt_s (call $open (call $text (i32.const 1024)) (i32.const 8)) (i32.const 0)) (then (return (i32.const 1))))
    (local.set $fd (call $open (call $text (i32.const 1024)) (i32.const 0)))
    (if (i32.lt_s (local.get $fd) (i32.const 0))
      ;; All rights, writing among them, may be refused; reading may not.
      (then
        (if (call $path_open (i32.const 3) (i32.const 1) (call $text (i32.const 1024)) (i32.const 0)
              (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 64))
          (then (return (i32.const 2))))
        (local.set $fd (i32.load (i32.const 64)))))
    (drop (call $fd_set_rights (local.get $fd) (i64.const -1) (i64.const -1)))
    (i32.store (i32.const 8) (i32.const 1024))
    (i32.store (i32.const 12) (i32.const 8))
    (if (i32.eqz (call $write (local.get $fd) (i32.const 1024) (i32.const 8))) (then (return (i32.const 3))))
    (if (i32.eqz (call $fd_pwrite (local.get $fd) (i32.const 8) (i32.const 1) (i64.const 0) (i32.const 16))) (then (return (i32.const 4))))
    (if (i32.eqz (call $fd_set_size (local.get $fd) (i64.const 0))) (then (return (i32.const 5))))
    (if (i32.eqz (call $fd_allocate (local.get $fd) (i64.const 0) (i64.const 1_000_000))) (then (return (i32.const 6))))
    (drop (call $path_link (i32.const 3) (i32.const 0) (call $text (i32.const 1024)) (i32.const 3) (call $text (i32.const 1040))))
    (if (i32.eqz (call $put (call $text (i32.const 1040)) (i32.const 0) (i32.const 8)))
      ;; Then it is a file of its own, and not the content.
      (then (if (i32.eqz (call $put (call $text (i32.const 1024)) (i32.const 0) (i32.const 8))) (then (return (i32.const 7))))))
    (i32.const 0)))
