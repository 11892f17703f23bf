;; Emits a megabyte from every content, for ever: what is extracted from one input is bounded.
;; with: wasi
;; limits: maxTreeBytes=20MiB maxRecursionDepth=1000
;; resident: 350MiB
;; expect: mixed
;; query: SELECT count(*) FROM __wadup_content => 63
;; query: SELECT count(*) FROM __wadup_content WHERE error_message LIKE '%(--max-tree-bytes)%' => 3
(module
  (memory (export "memory") 17)
  (data (i32.const 1024) "again")
  (func (export "process")
    (drop (call $emit (i32.const 1024) (i32.const 0x100000) (call $text (i32.const 1024))))))
