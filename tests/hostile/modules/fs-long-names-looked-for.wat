;; Looks for files with names and paths longer than any can be, which are not there, and is content with that.
;; with: wasi
;; expect: success
(module
  (memory (export "memory") 2)
  (data (i32.const 1024) "tmp/")
  (func (export "process") (result i32)
    (memory.fill (i32.const 1028) (i32.const 120) (i32.const 65536))
    (if (i32.ne (call $path_stat (i32.const 3) (i32.const 1) (i32.const 1024) (i32.const 300) (i32.const 512)) (i32.const 37))
      (then (return (i32.const 1))))
    (if (i32.ne (call $open (i32.const 1024) (i32.const 5000) (i32.const 0)) (i32.const -37)) (then (return (i32.const 2))))
    (i32.const 0)))
