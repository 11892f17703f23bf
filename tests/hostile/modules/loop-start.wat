;; Loops in _start, on every content anew.
;; limits: timeout=0.05
;; expect: failed module 'hostile': timeout
(module
  (memory (export "memory") 1)
  (func (export "_start") (loop $again (br $again)))
  (func (export "process")))
