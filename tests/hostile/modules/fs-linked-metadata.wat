;; Gives one metadata file ten names, moves it about while it is open, and points links at the content from where
;; rows are expected: its row must be there at most once for each name, and the content must not become rows.
;; with: wasi
;; expect: mixed
;; query: SELECT count(*) <= 30 FROM linked => 1
(module
  (memory (export "memory") 1)
  (data (i32.const 1024) "metadata/0.json")
  (data (i32.const 1050) "metadata/1.json")
  (data (i32.const 1080) "{\"tables\":[{\"name\":\"linked\",\"columns\":[{\"name\":\"n\",\"data_type\":\"Int64\"}]}],\"rows\":[{\"table_name\":\"linked\",\"values\":[{\"Int64\":1}]}]}")
  (data (i32.const 1300) "../data.bin")
  (data (i32.const 1320) "metadata/content.json")
  (data (i32.const 1350) "data.bin")
  (data (i32.const 1360) "subcontent/metadata_1.json")
  (func (export "process") (local $fd i32) (local $i i32)
    (local.set $fd (call $open (call $text (i32.const 1024)) (i32.const 9)))
    (drop (call $write (local.get $fd) (call $text (i32.const 1080))))
    (local.set $i (i32.const 1))
    (loop $names
      (i32.store8 (i32.const 1059) (i32.add (i32.const 48) (local.get $i)))
      (drop (call $path_link (i32.const 3) (i32.const 0) (call $text (i32.const 1024)) (i32.const 3) (call $text (i32.const 1050))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $names (i32.lt_u (local.get $i) (i32.const 10))))
    (drop (call $path_symlink (call $text (i32.const 1300)) (i32.const 3) (call $text (i32.const 1320))))
    (drop (call $path_link (i32.const 3) (i32.const 0) (call $text (i32.const 1350)) (i32.const 3) (call $text (i32.const 1360))))
    (drop (call $fd_close (local.get $fd)))))
