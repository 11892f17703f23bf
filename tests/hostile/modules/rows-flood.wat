;; Writes a metadata file of rows past the limit, in one file, and the same again.
;; with: wasi
;; limits: maxRows=500
;; expect: failed module 'hostile':
;; expect: more rows than 500 of one content, the limit (--max-rows)
(module
  (memory (export "memory") 8)
  (data (i32.const 1024) "metadata/flood.json")
  (data $start "{\"tables\":[{\"name\":\"flood\",\"columns\":[{\"name\":\"n\",\"data_type\":\"Int64\"}]}],\"rows\":[")
  (data $row "{\"table_name\":\"flood\",\"values\":[{\"Int64\":1}]},")
  (data $last "{\"table_name\":\"flood\",\"values\":[{\"Int64\":1}]}]}")
  (func (export "process") (local $at i32) (local $n i32)
    (memory.init $start (i32.const 4096) (i32.const 0) (i32.const 82))
    (local.set $at (i32.const 4178))
    (loop $rows
      (memory.init $row (local.get $at) (i32.const 0) (i32.const 46))
      (local.set $at (i32.add (local.get $at) (i32.const 46)))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if $rows (i32.lt_u (local.get $n) (i32.const 5000))))
    (memory.init $last (local.get $at) (i32.const 0) (i32.const 47))
    (drop (call $put (call $text (i32.const 1024)) (i32.const 4096) (i32.sub (i32.add (local.get $at) (i32.const 47)) (i32.const 4096))))
    (drop (call $put (call $text (i32.const 1024)) (i32.const 4096) (i32.sub (i32.add (local.get $at) (i32.const 47)) (i32.const 4096))))))
