;; Makes links that lead to each other and links of 2,000 components each, and walks them for ever.
;; with: wasi
;; limits: timeout=0.05
;; expect: failed module 'hostile': timeout
(module
  (memory (export "memory") 1)
  (data (i32.const 1024) "tmp/a")
  (data (i32.const 1030) "b")
  (data (i32.const 1034) "tmp/b")
  (data (i32.const 1040) "a")
  (data (i32.const 1044) "tmp/d")
  (data (i32.const 1050) "tmp/a/x")
  (func (export "process") (local $i i32)
    (drop (call $path_mkdir (i32.const 3) (call $text (i32.const 1044))))
    (drop (call $path_symlink (call $text (i32.const 1030)) (i32.const 3) (call $text (i32.const 1024))))
    ;; At 4096: `d/../d/../…/a`, which is walked over again at every hop.
    (loop $long
      (i32.store (i32.add (i32.const 4096) (local.get $i)) (i32.const 0x2e2e2f64))
      (i32.store8 (i32.add (i32.const 4100) (local.get $i)) (i32.const 0x2f))
      (local.set $i (i32.add (local.get $i) (i32.const 5)))
      (br_if $long (i32.lt_u (local.get $i) (i32.const 4090))))
    (i32.store8 (i32.add (i32.const 4096) (local.get $i)) (i32.const 0x61))
    (drop (call $path_symlink (i32.const 4096) (i32.add (local.get $i) (i32.const 1)) (i32.const 3) (call $text (i32.const 1034))))
    (loop $forever
      (drop (call $path_stat (i32.const 3) (i32.const 1) (call $text (i32.const 1050)) (i32.const 512)))
      (br $forever))))
