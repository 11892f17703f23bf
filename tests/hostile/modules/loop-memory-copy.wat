;; Copies 32 MiB onto itself, shifted, over and over.
;; limits: fuel=20_000_000
;; resident: 250MiB
;; expect: failed module 'hostile': fuel exhausted
(module
  (memory (export "memory") 512)
  (func (export "process")
    (loop $again
      (memory.copy (i32.const 1) (i32.const 0) (i32.const 0x1ffffff))
      (br $again))))
