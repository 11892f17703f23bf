;; Makes 38 links, each to a path of 2,000 components that begins with the next link: walking one walks them all.
;; with: wasi
;; limits: timeout=0.05
;; expect: failed module 'hostile': timeout
(module
  (memory (export "memory") 1)
  (data (i32.const 1024) "tmp/A")
  (func (export "process") (local $n i32) (local $i i32)
    (i32.store16 (i32.const 4096) (i32.const 0x2f42))
    (local.set $i (i32.const 2))
    (loop $path
      (i32.store16 (i32.add (i32.const 4096) (local.get $i)) (i32.const 0x2f78))
      (local.set $i (i32.add (local.get $i) (i32.const 2)))
      (br_if $path (i32.lt_u (local.get $i) (i32.const 4000))))
    (loop $links
      (drop (call $path_symlink (i32.const 4096) (i32.const 3999) (i32.const 3) (call $text (i32.const 1024))))
      (i32.store8 (i32.const 1028) (i32.add (i32.load8_u (i32.const 1028)) (i32.const 1)))
      (i32.store8 (i32.const 4096) (i32.add (i32.load8_u (i32.const 4096)) (i32.const 1)))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if $links (i32.lt_u (local.get $n) (i32.const 38))))
    (i32.store8 (i32.const 1028) (i32.const 65))
    (loop $forever
      (drop (call $path_stat (i32.const 3) (i32.const 1) (call $text (i32.const 1024)) (i32.const 512)))
      (br $forever))))
