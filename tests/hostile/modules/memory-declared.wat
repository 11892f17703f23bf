;; Declares more memory than the limit allows before it runs at all.
;; limits: maxMemory=16MiB
;; expect: refused memory
(module
  (memory (export "memory") 257)
  (func (export "process")))
