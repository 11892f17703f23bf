;; Initialises memory from a segment of half a megabyte over and over.
;; limits: fuel=2_000_000
;; expect: failed module 'hostile': fuel exhausted
(module
  (memory (export "memory") 16)
  (data $half "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")
  (func (export "process")
    (loop $again
      (memory.init $half (i32.const 0) (i32.const 0) (i32.const 64))
      (br $again))))
