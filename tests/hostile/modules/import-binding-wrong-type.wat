;; Imports insert_row as if it took references and 64 bits, for the host to trip over.
;; expect: refused imports 'env.insert_row' as (externref, i64, i32, i32) -> i32; it is (i32, i32, i32, i32) -> i32
(module
  (import "env" "insert_row" (func (param externref i64 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "process")))
