;; Catches, rethrows and delegates for ever.
;; limits: fuel=300_000
;; expect: failed module 'hostile': fuel exhausted
(module
  (tag $oops)
  (memory (export "memory") 1)
  (func $thrower (throw $oops))
  (func (export "process")
    (loop $again
      (try
        (do (try $outer
          (do (try (do (call $thrower)) (delegate $outer)))
          (catch $oops (rethrow $outer))))
        (catch_all))
      (br $again))))
