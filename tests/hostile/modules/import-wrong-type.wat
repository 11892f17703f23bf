;; Imports proc_exit as if it took 64 bits and gave a reference.
;; expect: refused imports 'wasi_snapshot_preview1.proc_exit' as (i64) -> externref; it is (i32) -> ()
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func (param i64) (result externref)))
  (memory (export "memory") 1)
  (func (export "process")))
