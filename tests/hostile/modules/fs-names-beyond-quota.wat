;; Makes a directory with a name that is a byte too long, after one whose name is just short enough.
;; with: wasi
;; limits: maxNameBytes=60
;; expect: failed module 'hostile': it named a file with more than 60 bytes in its name, the limit (--max-name-bytes)
(module
  (memory (export "memory") 1)
  (data (i32.const 1024) "tmp/")
  (func (export "process") (result i32)
    (memory.fill (i32.const 1028) (i32.const 120) (i32.const 1000))
    (if (call $path_mkdir (i32.const 3) (i32.const 1024) (i32.const 64)) (then (return (i32.const 1))))
    (if (i32.ne (call $path_mkdir (i32.const 3) (i32.const 1024) (i32.const 65)) (i32.const 37)) (then (return (i32.const 2))))
    (i32.const 0)))
