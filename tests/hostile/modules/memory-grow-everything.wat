;; Asks for all that 32 bits can address, at once and a page at a time, and touches what it gets.
;; limits: maxMemory=16MiB fuel=50_000_000
;; resident: 250MiB
;; expect: success
(module
  (memory (export "memory") 1)
  (func (export "process") (result i32)
    (if (i32.ne (memory.grow (i32.const 65535)) (i32.const -1)) (then (return (i32.const 1))))
    (if (i32.ne (memory.grow (i32.const -1)) (i32.const -1)) (then (return (i32.const 2))))
    (drop (memory.grow (i32.sub (i32.const 256) (memory.size))))
    (memory.fill (i32.const 0) (i32.const 1) (i32.const 0x1000000))
    (i32.const 0)))
