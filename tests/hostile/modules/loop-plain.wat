;; Loops for ever.
;; limits: fuel=2_000_000
;; expect: failed module 'hostile': fuel exhausted: it needed more than 2000000 units (--fuel)
(module
  (memory (export "memory") 1)
  (func (export "process") (loop $again (br $again))))
