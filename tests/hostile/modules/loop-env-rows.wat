;; Inserts rows by the binding, for ever: few instructions, much work of the host.
;; limits: timeout=0.1 maxRows=1000
;; expect: failed module 'hostile': timeout
(module
  (import "env" "define_table" (func $define (param i32 i32 i32 i32) (result i32)))
  (import "env" "insert_row" (func $insert (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "flood")
  (data (i32.const 16) "[{\"name\":\"n\",\"data_type\":\"Int64\"}]")
  (data (i32.const 64) "[{\"Int64\":1}]")
  (func (export "process")
    (drop (call $define (i32.const 0) (i32.const 5) (i32.const 16) (i32.const 34)))
    (loop $again
      (drop (call $insert (i32.const 0) (i32.const 5) (i32.const 64) (i32.const 13)))
      (br $again))))
