;; Overwrites the host's table by an element segment.
;; limits: fuel=2_000_000
;; expect: refused table
(module
  (memory (export "memory") 1)
  (table 1 funcref)
  (func $nothing)
  (elem (table 1) (i32.const 0) func $nothing)
  (func (export "process") (loop $again (br $again))))
