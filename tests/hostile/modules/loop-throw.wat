;; Throws and catches for ever.
;; limits: timeout=0.05
;; expect: failed module 'hostile': timeout
(module
  (tag $oops (param i32))
  (memory (export "memory") 1)
  (func $thrower (throw $oops (i32.const 7)))
  (func (export "process")
    (loop $again
      (try (do (call $thrower)) (catch $oops (drop)))
      (br $again))))
