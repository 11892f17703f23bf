;; Emits the whole of itself as a slice, down to the last level.
;; with: wasi
;; limits: maxRecursionDepth=50
;; expect: success
;; query: SELECT count(*) FROM __wadup_content => 156
;; query: SELECT count(*) FROM __wadup_content WHERE error_message LIKE 'not processed: %51 levels deep, and the limit is 50%' => 3
(module
  (memory (export "memory") 8)
  (data (i32.const 1024) "self")
  (func (export "process") (local $length i32)
    (local.set $length (call $read (call $content) (i32.const 4096) (i32.const 300_000)))
    (drop (call $slice (i32.const 0) (local.get $length) (call $text (i32.const 1024))))))
