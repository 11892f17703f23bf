;; Exports functions under the names of what every JavaScript object has.
;; expect: success
(module
  (memory (export "memory") 1)
  (func (export "__proto__") (unreachable))
  (func (export "constructor") (unreachable))
  (func (export "then") (unreachable))
  (func (export "valueOf") (unreachable))
  (func (export "toString") (unreachable))
  (func (export "") (unreachable))
  (func (export "process")))
