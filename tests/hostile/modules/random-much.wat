;; Asks for random bytes, a gigabyte at a time.
;; with: wasi
;; limits: timeout=0.05 maxRandomBytes=1GiB
;; resident: 1300MiB
;; expect: failed module 'hostile': timeout
(module
  (memory (export "memory") 16384)
  (func (export "process")
    (loop $again
      (drop (call $random_get (i32.const 0) (i32.const 0x40000000)))
      (br $again))))
