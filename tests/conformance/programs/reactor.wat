;; No command: prints a line when it is initialised, and one when it is called, which returns 3.
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\40\00\00\00\0c\00\00\00\4c\00\00\00\08\00\00\00")
  (data (i32.const 64) "initialised\0aprocess\0a")
  (func (export "_initialize") (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32))))
  (func (export "process") (result i32)
    (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 32)))
    (i32.const 3)))
