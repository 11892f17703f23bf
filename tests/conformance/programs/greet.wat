;; Prints its arguments, without its own name, and its environment: each followed by a line feed.
(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_sizes_get" (func $env_sizes (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_get" (func $env (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 60) "\0a")

  ;; Prints strings $from to $count of the pointers at 1000.
  (func $print (param $from i32) (param $count i32) (local $string i32) (local $end i32)
    (loop $next
      (if (i32.lt_u (local.get $from) (local.get $count))
        (then
          (local.set $string (i32.load offset=1000 (i32.shl (local.get $from) (i32.const 2))))
          (local.set $end (local.get $string))
          (block $found
            (loop $search
              (br_if $found (i32.eqz (i32.load8_u (local.get $end))))
              (local.set $end (i32.add (local.get $end) (i32.const 1)))
              (br $search)))
          (i32.store (i32.const 16) (local.get $string))
          (i32.store (i32.const 20) (i32.sub (local.get $end) (local.get $string)))
          (i32.store (i32.const 24) (i32.const 60))
          (i32.store (i32.const 28) (i32.const 1))
          (if (call $write (i32.const 1) (i32.const 16) (i32.const 2) (i32.const 40)) (then (unreachable)))
          (local.set $from (i32.add (local.get $from) (i32.const 1)))
          (br $next)))))

  (func (export "_start")
    (if (call $args_sizes (i32.const 0) (i32.const 4)) (then (unreachable)))
    (if (call $args (i32.const 1000) (i32.const 2000)) (then (unreachable)))
    (call $print (i32.const 1) (i32.load (i32.const 0)))
    (if (call $env_sizes (i32.const 0) (i32.const 4)) (then (unreachable)))
    (if (call $env (i32.const 1000) (i32.const 2000)) (then (unreachable)))
    (call $print (i32.const 0) (i32.load (i32.const 0)))))
