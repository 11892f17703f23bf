;; Goes down 60,000 calls, and throws and catches there for ever: the engine looks at all of the stack at every throw.
;; limits: timeout=0.05
;; expect: failed module 'hostile': timeout
(module
  (tag $oops)
  (memory (export "memory") 1)
  (func $thrower (throw $oops))
  (func $down (param $left i32) (result i32)
    (if (i32.eqz (local.get $left))
      (then (loop $again (try (do (call $thrower)) (catch $oops)) (br $again))))
    (i32.add (call $down (i32.sub (local.get $left) (i32.const 1))) (i32.const 1)))
  (func (export "process") (drop (call $down (i32.const 60_000)))))
