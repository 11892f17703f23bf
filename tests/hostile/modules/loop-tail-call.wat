;; Loops without a loop: a function ends by calling itself, which takes no stack.
;; limits: timeout=0.05
;; expect: failed module 'hostile': timeout
(module
  (memory (export "memory") 1)
  (func $again (result i32) (return_call $again))
  (func (export "process") (result i32) (call $again)))
