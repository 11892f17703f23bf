;; Inserts rows by the binding until its fuel is used up: the host's work for each row must be charged.
;; limits: fuel=20_000_000
;; expect: failed module 'hostile': fuel exhausted
;; query: SELECT count(*) < 600_000 FROM flood => 1
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
