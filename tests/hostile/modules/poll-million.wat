;; Polls with a million subscriptions, with none, with wild pointers and of every type there is not.
;; with: wasi
;; limits: fuel=200_000_000
;; expect: failed module 'hostile': it waited for more than 4096 events at once, the limit (--max-poll-subscriptions)
(module
  (memory (export "memory") 1024)
  (func (export "process") (result i32) (local $type i32)
    (if (i32.ne (call $poll_oneoff (i32.const 1024) (i32.const 1024) (i32.const 1_000_000) (i32.const 0)) (i32.const 28))
      (then (return (i32.const 1))))
    (if (i32.ne (call $poll_oneoff (i32.const 1024) (i32.const 1024) (i32.const 0) (i32.const 0)) (i32.const 28))
      (then (return (i32.const 2))))
    (if (i32.eqz (call $poll_oneoff (i32.const -1) (i32.const 1024) (i32.const 1) (i32.const 0))) (then (return (i32.const 3))))
    (if (i32.eqz (call $poll_oneoff (i32.const 1024) (i32.const -32) (i32.const 4) (i32.const 0))) (then (return (i32.const 4))))
    (local.set $type (i32.const 3))
    (loop $types
      (i32.store8 (i32.const 1032) (local.get $type))
      (if (i32.eqz (call $poll_oneoff (i32.const 1024) (i32.const 1024) (i32.const 1) (i32.const 0)))
        (then (return (i32.const 5))))
      (local.set $type (i32.add (local.get $type) (i32.const 1)))
      (br_if $types (i32.lt_u (local.get $type) (i32.const 256))))
    (i32.const 0)))
