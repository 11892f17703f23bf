;; Writes metadata files for ever, each with a row; rows past the limit are refused, and still it goes on.
;; with: wasi
;; limits: timeout=0.2 maxRows=1000
;; expect: failed module 'hostile': timeout
;; expect: more rows than 1000 of one content, the limit (--max-rows)
(module
  (memory (export "memory") 1)
  (data (i32.const 1024) "metadata/a.json")
  (data (i32.const 1100) "{\"tables\":[{\"name\":\"flood\",\"columns\":[{\"name\":\"n\",\"data_type\":\"Int64\"}]}],\"rows\":[{\"table_name\":\"flood\",\"values\":[{\"Int64\":1}]}]}")
  (func (export "process")
    (loop $again
      (drop (call $put (call $text (i32.const 1024)) (call $text (i32.const 1100))))
      (br $again))))
