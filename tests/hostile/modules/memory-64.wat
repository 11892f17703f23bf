;; Has a memory with 64-bit addresses.
;; limits: maxMemory=16MiB
;; expect: refused 64-bit memory
(module (memory (export "memory") i64 1) (func (export "process")))
