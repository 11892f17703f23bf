;; Asks what time it is, for ever.
;; limits: timeout=0.05
;; expect: failed module 'hostile': timeout
(module
  (import "wasi_snapshot_preview1" "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "process")
    (loop $again (drop (call $clock (i32.const 0) (i64.const 0) (i32.const 0))) (br $again))))
