;; Emits its own content twice, and so does every copy, for ever.
;; with: wasi
;; limits: maxTreeContents=500
;; expect: mixed
;; query: SELECT count(*) FROM __wadup_content => 1503
;; query: SELECT count(*) > 0 FROM __wadup_content WHERE error_message LIKE '%(--max-tree-contents)%' => 1
(module
  (memory (export "memory") 8)
  (data (i32.const 1024) "again")
  (func (export "process") (local $length i32)
    (local.set $length (call $read (call $content) (i32.const 4096) (i32.const 300_000)))
    (drop (call $emit (i32.const 4096) (local.get $length) (call $text (i32.const 1024))))
    (drop (call $emit (i32.const 4096) (local.get $length) (call $text (i32.const 1024))))))
