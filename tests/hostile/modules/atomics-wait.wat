;; Waits for ever on a word of its own memory, which nobody can wake.
;; limits: timeout=5
;; expect: failed module 'hostile': trap: it waited for another thread (memory.atomic.wait), and there is none
(module
  (memory (export "memory") 1)
  (func (export "process")
    (drop (memory.atomic.notify (i32.const 8) (i32.const -1)))
    (atomic.fence)
    (drop (i64.atomic.rmw.add (i32.const 16) (i64.const 1)))
    (drop (memory.atomic.wait32 (i32.const 8) (i32.const 0) (i64.const -1)))))
