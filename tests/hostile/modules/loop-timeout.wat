;; Loops for ever, and only the clock is against it.
;; limits: timeout=0.05
;; expect: failed module 'hostile': timeout: it ran longer than 0.05 seconds (--timeout)
(module
  (memory (export "memory") 1)
  (func (export "process") (loop $again (br $again))))
