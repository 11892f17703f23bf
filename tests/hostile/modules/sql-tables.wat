;; Defines tables for ever, each with another name.
;; with: wasi
;; limits: maxTables=60 fuel=10_000_000
;; expect: failed module 'hostile':
;; expect: tables, the limit (--max-tables)
;; query: SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name LIKE 't________' => 60
(module
  (memory (export "memory") 1)
  (data (i32.const 1024) "[{\"name\":\"n\",\"data_type\":\"Int64\"}]")
  (data (i32.const 1080) "t")
  (global $n (mut i32) (i32.const 0))
  (func (export "process")
    (loop $more
      (global.set $n (i32.add (global.get $n) (i32.const 1)))
      (i64.store (i32.const 1081) (i64.or (i64.const 0x6161616161616161)
        (i64.or (i64.and (i64.extend_i32_u (global.get $n)) (i64.const 0x0f0f0f0f))
          (i64.shl (i64.extend_i32_u (i32.and (global.get $n) (i32.const 0xf0f0))) (i64.const 28)))))
      (drop (call $define (i32.const 1080) (i32.const 9) (call $text (i32.const 1024))))
      (br $more))))
