;; Overwrites the table that comes after its own, through which the host is asked for fuel.
;; limits: fuel=2_000_000
;; expect: refused table
(module
  (memory (export "memory") 1)
  (table 1 funcref)
  (func $nothing)
  (elem declare func $nothing)
  (func (export "process")
    (table.set 1 (i32.const 0) (ref.func $nothing))
    (loop $again (br $again))))
