;; Ends as its argument says: x exits with 0, 7 with 7, b with 256; t traps; r recurses, l loops, m takes memory, for ever.
(module
  (import "wasi_snapshot_preview1" "args_get" (func $args (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)

  (func $recurse (param $n i32) (result i32)
    (i32.add (call $recurse (i32.add (local.get $n) (i32.const 1))) (i32.const 1)))

  (func (export "_start") (local $how i32)
    (if (call $args (i32.const 1000) (i32.const 2000)) (then (unreachable)))
    (local.set $how (i32.load8_u (i32.load (i32.const 1004))))
    (if (i32.eq (local.get $how) (i32.const 0x78)) (then (call $exit (i32.const 0))))
    (if (i32.eq (local.get $how) (i32.const 0x37)) (then (call $exit (i32.const 7))))
    (if (i32.eq (local.get $how) (i32.const 0x62)) (then (call $exit (i32.const 256))))
    (if (i32.eq (local.get $how) (i32.const 0x72)) (then (drop (call $recurse (i32.const 0)))))
    (if (i32.eq (local.get $how) (i32.const 0x6c)) (then (loop $forever (br $forever))))
    (if (i32.eq (local.get $how) (i32.const 0x6d))
      (then (loop $more (br_if $more (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))))
    (unreachable)))
