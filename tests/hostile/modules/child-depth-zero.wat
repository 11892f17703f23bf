;; Emits although nothing may be emitted at all.
;; with: wasi
;; limits: maxRecursionDepth=0
;; expect: success
;; query: SELECT count(*) FROM __wadup_content WHERE error_message LIKE 'not processed: %' => 3
(module
  (memory (export "memory") 1)
  (data (i32.const 1024) "child")
  (func (export "process")
    (drop (call $emit (i32.const 0) (i32.const 10) (call $text (i32.const 1024))))))
