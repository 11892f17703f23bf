;; Sleeps an hour in _initialize.
;; with: wasi
;; limits: timeout=0.05
;; expect: failed module 'hostile': timeout
(module
  (memory (export "memory") 1)
  (func (export "_initialize")
    (i64.store (i32.const 1048) (i64.const 3_600_000_000_000))
    (i32.store (i32.const 1040) (i32.const 1))
    (drop (call $poll_oneoff (i32.const 1024) (i32.const 2048) (i32.const 1) (i32.const 0))))
  (func (export "process")))
