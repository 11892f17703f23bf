;; Declares a small memory that may grow to 4 GiB, and grows it.
;; limits: maxMemory=2MiB
;; expect: failed module 'hostile': memory limit: it needed more than 2 MiB (--max-memory)
(module
  (memory (export "memory") 1 65536)
  (func (export "process") (result i32)
    (if (i32.ne (memory.grow (i32.const 40)) (i32.const -1)) (then (return (i32.const 1))))
    (unreachable)))
