;; Goes to the end of the stack and loops there, where the host has no room to look at the clock; catches all that is
;; thrown and does it again.
;; limits: timeout=0.1
;; expect: failed module 'hostile':
(module
  (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
  (memory (export "memory") 1)
  (func $down (param $n i32)
    (try
      (do (call $down (i32.add (local.get $n) (i32.const 1))))
      (catch_all (try (do (loop $again (drop (call $yield)) (br $again))) (catch_all)))))
  (func (export "process")
    (loop $forever
      (try (do (call $down (i32.const 0))) (catch_all))
      (br $forever))))
