;; Grows by nothing, for ever.
;; limits: maxMemory=16MiB timeout=0.05
;; expect: failed module 'hostile': timeout
(module
  (memory (export "memory") 1)
  (func (export "process") (loop $again (drop (memory.grow (i32.const 0))) (br $again))))
