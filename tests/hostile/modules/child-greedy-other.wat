;; Emits fifteen small contents; see child-greedy.
;; with: wasi
;; expect: mixed
(module
  (memory (export "memory") 1)
  (data (i32.const 1024) "other")
  (func (export "process") (result i32) (local $n i32)
    (if (i32.ne (call $read (call $content) (i32.const 4096) (i32.const 20)) (i32.const 20)) (then (return (i32.const 0))))
    (if (i32.eqz (i32.load8_u (i32.const 4096))) (then (return (i32.const 0))))
    (loop $more
      (if (call $emit (i32.const 8192) (i32.const 10) (call $text (i32.const 1024))) (then (return (i32.const 1))))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if $more (i32.lt_u (local.get $n) (i32.const 15))))
    (i32.const 0)))
