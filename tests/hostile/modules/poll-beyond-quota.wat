;; Waits for one clock more than it may, after it has waited for as many as it may.
;; with: wasi
;; limits: maxPollSubscriptions=100
;; expect: failed module 'hostile': it waited for more than 100 events at once, the limit (--max-poll-subscriptions)
(module
  (memory (export "memory") 1)
  (func (export "process") (result i32)
    ;; All zeros: clocks that are due at once.
    (if (call $poll_oneoff (i32.const 1024) (i32.const 16384) (i32.const 100) (i32.const 0)) (then (return (i32.const 1))))
    (memory.fill (i32.const 1024) (i32.const 0) (i32.const 32768))
    (if (i32.ne (call $poll_oneoff (i32.const 1024) (i32.const 16384) (i32.const 101) (i32.const 0)) (i32.const 28))
      (then (return (i32.const 2))))
    (i32.const 0)))
