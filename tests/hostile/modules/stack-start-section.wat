;; Overflows the stack in its start section.
;; expect: failed module 'hostile': stack overflow
(module
  (memory (export "memory") 1)
  (func $down (result i32) (i32.add (call $down) (i32.const 1)))
  (func $start (drop (call $down)))
  (start $start)
  (func (export "process")))
