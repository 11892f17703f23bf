;; Writes 64 MiB of metadata in a string of one row, over and over.
;; with: wasi
;; limits: maxRowBytes=100MiB
;; resident: 900MiB
;; expect: failed module 'hostile':
;; expect: (--max-row-bytes)
(module
  (memory (export "memory") 1100)
  (data (i32.const 1024) "metadata/large.json")
  (data (i32.const 1100) "{\"tables\":[{\"name\":\"large\",\"columns\":[{\"name\":\"n\",\"data_type\":\"String\"}]}],\"rows\":[{\"table_name\":\"large\",\"values\":[{\"String\":\"")
  (data $end "\"}]}]}")
  (func (export "process") (local $n i32)
    (memory.fill (i32.const 1226) (i32.const 120) (i32.const 0x4000000))
    (memory.init $end (i32.const 0x4000000) (i32.const 0) (i32.const 6))
    (loop $again
      (drop (call $put (call $text (i32.const 1024)) (i32.const 1100) (i32.sub (i32.const 0x4000006) (i32.const 1100))))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $n) (i32.const 3))))))
