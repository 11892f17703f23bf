;; Has a thousand memories of a gigabyte each, of which one is exported.
;; limits: maxMemory=16MiB
;; expect: refused memories
(module
  (memory (export "memory") 1) (memory 16384) (memory 16384) (memory 16384) (memory 16384)
  (func (export "process")))
