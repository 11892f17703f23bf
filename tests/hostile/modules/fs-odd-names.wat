;; Makes files whose names are no UTF-8, have newlines, NUL, 256 bytes or none, in every directory that means something.
;; with: wasi
;; expect: failed module 'hostile':
(module
  (memory (export "memory") 1)
  (data (i32.const 1024) "metadata/\ff\fe\n\1b[2J.json")
  (data (i32.const 1060) "{\"rows\":[{\"table_name\":\"\\u0000\",\"values\":[]}]}")
  (data (i32.const 1120) "subcontent/metadata_\ff\n.json")
  (data (i32.const 1160) "{\"filename\":\"\"}")
  (data (i32.const 1190) "subcontent/metadata_.json")
  (data (i32.const 1230) "metadata/.json")
  (data (i32.const 1260) "metadata/a\00b.json")
  (func (export "process")
    (drop (call $put (call $text (i32.const 1024)) (call $text (i32.const 1060))))
    (drop (call $put (call $text (i32.const 1120)) (call $text (i32.const 1160))))
    (drop (call $put (call $text (i32.const 1190)) (call $text (i32.const 1160))))
    (drop (call $put (call $text (i32.const 1230)) (call $text (i32.const 1060))))
    (drop (call $put (i32.const 1260) (i32.const 17) (call $text (i32.const 1060))))
    (memory.fill (i32.const 2048) (i32.const 120) (i32.const 5000))
    (drop (call $put (i32.const 2048) (i32.const 256) (i32.const 0) (i32.const 1)))
    (drop (call $put (i32.const 2048) (i32.const 5000) (i32.const 0) (i32.const 1)))
    (drop (call $put (i32.const 2048) (i32.const 0) (i32.const 0) (i32.const 1)))))
