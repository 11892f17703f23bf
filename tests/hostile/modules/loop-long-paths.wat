;; Opens paths of 4,000 bytes that lead nowhere, for ever: reading such a path is more work than walking it.
;; with: wasi
;; limits: timeout=0.05
;; expect: failed module 'hostile': timeout
(module
  (memory (export "memory") 1)
  (func (export "process") (local $i i32)
    (loop $path
      (i32.store16 (i32.add (i32.const 4096) (local.get $i)) (i32.const 0x2f61))
      (local.set $i (i32.add (local.get $i) (i32.const 2)))
      (br_if $path (i32.lt_u (local.get $i) (i32.const 4000))))
    (loop $forever
      (drop (call $open (i32.const 4096) (i32.const 3999) (i32.const 0)))
      (br $forever))))
