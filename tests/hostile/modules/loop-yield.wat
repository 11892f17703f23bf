;; Does nothing but yield, for ever.
;; limits: fuel=2_000_000
;; expect: failed module 'hostile': fuel exhausted
(module
  (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
  (memory (export "memory") 1)
  (func (export "process") (loop $again (drop (call $yield)) (br $again))))
