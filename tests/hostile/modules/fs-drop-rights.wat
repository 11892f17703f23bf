;; Gives up all rights to its root and to stdout, and sets every flag; the next content must find them as they were.
;; with: wasi
;; expect: success
;; prints: first
(module
  (memory (export "memory") 1)
  (data (i32.const 1024) "first")
  (func (export "process") (result i32)
    (call $print (call $text (i32.const 1024)))
    (if (i32.lt_s (call $content) (i32.const 0)) (then (return (i32.const 1))))
    (drop (call $fd_set_rights (i32.const 3) (i64.const 0) (i64.const 0)))
    (drop (call $fd_set_rights (i32.const 1) (i64.const 0) (i64.const 0)))
    (drop (call $fd_set_flags (i32.const 1) (i32.const 31)))
    (i32.gt_s (call $content) (i32.const 0))))
