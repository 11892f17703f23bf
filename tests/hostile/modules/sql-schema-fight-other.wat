;; Defines a table of another module otherwise, and fills it; see sql-schema-fight.
;; with: wasi
;; expect: success
(module
  (memory (export "memory") 1)
  (data (i32.const 1130) "fight")
  (data (i32.const 1140) "[{\"name\":\"a\",\"data_type\":\"Float64\"}]")
  (data (i32.const 1180) "[{\"Float64\":1}]")
  (func (export "process")
    (drop (call $define (call $text (i32.const 1130)) (call $text (i32.const 1140))))
    (drop (call $insert (call $text (i32.const 1130)) (call $text (i32.const 1180))))))
