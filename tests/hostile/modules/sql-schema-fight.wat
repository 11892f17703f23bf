;; Defines the neighbour's table otherwise, with rows that fit neither.
;; with: wasi
;; beside: sql-schema-fight-other.wat
;; expect: failed table 'file_sizes'
;; query: SELECT count(*) FROM fight => 3
(module
  (memory (export "memory") 1)
  (data (i32.const 1024) "file_sizes")
  (data (i32.const 1040) "[{\"name\":\"size_bytes\",\"data_type\":\"String\"}]")
  (data (i32.const 1100) "[{\"String\":\"never\"}]")
  (data (i32.const 1130) "fight")
  (data (i32.const 1140) "[{\"name\":\"a\",\"data_type\":\"Int64\"}]")
  (data (i32.const 1180) "[{\"Int64\":1}]")
  (func (export "process")
    (drop (call $define (call $text (i32.const 1024)) (call $text (i32.const 1040))))
    (drop (call $insert (call $text (i32.const 1024)) (call $text (i32.const 1100))))
    (drop (call $define (call $text (i32.const 1130)) (call $text (i32.const 1140))))
    (drop (call $insert (call $text (i32.const 1130)) (call $text (i32.const 1180))))))
