;; Makes 10,000 links to paths of 2,000 components each, which lead nowhere.
;; with: wasi
;; limits: maxFsBytes=16MiB fuel=400_000_000
;; resident: 250MiB
;; expect: failed module 'hostile': its virtual filesystem is full: 16777216 bytes, the limit (--max-fs-bytes)
(module
  (memory (export "memory") 1)
  (data (i32.const 1024) "tmp/")
  (func (export "process") (local $n i32) (local $i i32)
    (loop $path
      (i32.store16 (i32.add (i32.const 4096) (local.get $i)) (i32.const 0x2f61))
      (local.set $i (i32.add (local.get $i) (i32.const 2)))
      (br_if $path (i32.lt_u (local.get $i) (i32.const 4000))))
    (loop $more
      (i32.store (i32.const 1028) (i32.or (i32.const 0x40404040) (i32.and (local.get $n) (i32.const 0x0f0f0f0f))))
      (i32.store (i32.const 1032)
        (i32.or (i32.const 0x40404040) (i32.and (i32.shr_u (local.get $n) (i32.const 4)) (i32.const 0x0f0f0f0f))))
      (drop (call $path_symlink (i32.const 4096) (i32.const 3999) (i32.const 3) (i32.const 1024) (i32.const 12)))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if $more (i32.lt_u (local.get $n) (i32.const 10_000))))))
