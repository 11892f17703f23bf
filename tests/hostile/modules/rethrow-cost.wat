;; Rethrows 200,000 times, as throw-cost throws.
;; limits: fuel=25_000_000
;; expect: failed module 'hostile': fuel exhausted
(module
  (tag $oops)
  (memory (export "memory") 1)
  (func $thrower (throw $oops))
  (func (export "process") (local $left i32)
    (local.set $left (i32.const 200_000))
    (loop $again
      (try
        (do (try (do (call $thrower)) (catch $oops (rethrow 0))))
        (catch $oops))
      (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))))
