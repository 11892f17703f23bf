;; Fills a gigabyte over and over: hours of work in a handful of instructions.
;; limits: timeout=0.05
;; resident: 1300MiB
;; expect: failed module 'hostile': timeout
(module
  (memory (export "memory") 16384)
  (func (export "process")
    (loop $again
      (memory.fill (i32.const 0) (i32.const 1) (i32.const 0x40000000))
      (br $again))))
