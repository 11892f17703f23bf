;; Throws an exception of its own out of process, for the host to trip over.
;; expect: failed module 'hostile': trap: it threw an exception that nothing caught
(module
  (tag $oops (param i32 i64))
  (memory (export "memory") 1)
  (func (export "process") (throw $oops (i32.const 1) (i64.const 2))))
