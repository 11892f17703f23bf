;; Overflows the stack over and over, catching each overflow.
;; limits: fuel=100_000_000 timeout=0.3
;; expect: failed module 'hostile':
(module
  (memory (export "memory") 1)
  (func $down (result i32) (i32.add (call $down) (i32.const 1)))
  (func (export "process")
    (loop $forever
      (try (do (drop (call $down))) (catch_all))
      (br $forever))))
