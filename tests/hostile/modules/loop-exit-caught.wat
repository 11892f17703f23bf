;; Calls proc_exit inside of a catch_all, to go on afterwards.
;; limits: timeout=1
;; expect: failed module 'hostile': it exited with code 7 (proc_exit) instead of returning
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (func (export "process")
    (loop $again
      (try (do (call $proc_exit (i32.const 7))) (catch_all))
      (br $again))))
