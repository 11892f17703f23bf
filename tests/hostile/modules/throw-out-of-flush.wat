;; Throws an exception of its own out of its flush hook.
;; expect: failed module 'hostile': trap: it threw an exception that nothing caught
(module
  (tag $oops)
  (memory (export "memory") 1)
  (func (export "__wadup_flush") (throw $oops))
  (func (export "process")))
