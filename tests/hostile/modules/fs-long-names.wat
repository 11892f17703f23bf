;; Makes 40,000 files with names of 236 bytes.
;; with: wasi
;; limits: maxFiles=40_000
;; resident: 250MiB
;; expect: failed module 'hostile': its virtual filesystem has 40000 files, the limit (--max-files)
(module
  (memory (export "memory") 1)
  (data (i32.const 1024) "tmp/")
  (func (export "process") (local $n i32)
    (memory.fill (i32.const 1028) (i32.const 120) (i32.const 236))
    (loop $more
      (i32.store (i32.const 1030) (i32.or (i32.const 0x40404040) (i32.and (local.get $n) (i32.const 0x0f0f0f0f))))
      (i32.store (i32.const 1040)
        (i32.or (i32.const 0x40404040) (i32.and (i32.shr_u (local.get $n) (i32.const 4)) (i32.const 0x0f0f0f0f))))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if $more (i32.eqz (call $put (i32.const 1024) (i32.const 240) (i32.const 0) (i32.const 1)))))))
