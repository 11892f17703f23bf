;; Leaves in its start section, with success.
;; expect: failed module 'hostile': it could not be started: its start-up code exited with status 0
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func $start (call $exit (i32.const 0)))
  (start $start)
  (func (export "process")))
