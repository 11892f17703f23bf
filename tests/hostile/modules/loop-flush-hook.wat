;; Is done at once, and loops in the hook that flushes what a library has buffered.
;; limits: fuel=2_000_000
;; expect: failed module 'hostile': fuel exhausted
(module
  (memory (export "memory") 1)
  (func (export "__wadup_flush") (result i32) (loop $again (br $again)) (i32.const 0))
  (func (export "process")))
