;; Has a memory that threads share.
;; expect: refused has a shared memory
(module (memory (export "memory") 1 1 shared) (func (export "process")))
