;; Asks for one random byte more than it may at once, after it has asked for as many as it may; it gets none of them.
;; with: wasi
;; limits: maxRandomBytes=1000
;; expect: failed module 'hostile': it asked for more than 1000 random bytes at once, the limit (--max-random-bytes)
(module
  (memory (export "memory") 1)
  (func (export "process") (result i32) (local $at i32)
    (if (call $random_get (i32.const 1024) (i32.const 1000)) (then (return (i32.const 1))))
    (if (i32.ne (call $random_get (i32.const 8192) (i32.const 1001)) (i32.const 28)) (then (return (i32.const 2))))
    (loop $look
      (if (i32.load8_u offset=8192 (local.get $at)) (then (return (i32.const 3))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $look (i32.lt_u (local.get $at) (i32.const 1001))))
    (i32.const 0)))
