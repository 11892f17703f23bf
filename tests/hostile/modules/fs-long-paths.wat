;; Makes a file by a path that is a byte too long, after one by a path that is just short enough, and a link to one.
;; with: wasi
;; limits: maxPathBytes=200
;; expect: failed module 'hostile': it named a path of more than 200 bytes, the limit (--max-path-bytes)
(module
  (memory (export "memory") 1)
  (data (i32.const 1024) "tmp/")
  (data (i32.const 4096) "tmp/link")
  (func (export "process") (result i32)
    ;; tmp////…/x
    (memory.fill (i32.const 1028) (i32.const 47) (i32.const 1000))
    (i32.store8 (i32.const 1223) (i32.const 120))
    (if (call $put (i32.const 1024) (i32.const 200) (i32.const 0) (i32.const 1)) (then (return (i32.const 1))))
    (i32.store16 (i32.const 1223) (i32.const 0x782f))
    (if (i32.ne (call $put (i32.const 1024) (i32.const 201) (i32.const 0) (i32.const 1)) (i32.const 37))
      (then (return (i32.const 2))))
    (if (i32.ne (call $path_symlink (i32.const 1024) (i32.const 201) (i32.const 3) (i32.const 4096) (i32.const 8)) (i32.const 37))
      (then (return (i32.const 3))))
    (i32.const 0)))
