;; Writes as metadata all bytes there are, invalid UTF-8, halves of characters, NUL and the content itself.
;; with: wasi
;; expect: failed module 'hostile':
;; query: SELECT count(*) FROM __wadup_content => 3
(module
  (memory (export "memory") 8)
  (data (i32.const 1024) "metadata/0.json")
  (data (i32.const 1060) "{\"tables\":[{\"name\":\"\ff\fe\",\"columns\":[]}]}")
  (data (i32.const 1120) "{\"tables\":[{\"name\":\"\\ud800\",\"columns\":[]}]}")
  (data (i32.const 1180) "{\"tables\":[{\"name\":\"\\u0000\",\"columns\":[]}]}")
  (data (i32.const 1240) "{\"rows\":[{\"table_name\":\"file_sizes\",\"values\":[{\"Int64\":99999999999999999999999999999999}]}]}")
  (data (i32.const 1340) "{\"rows\":[{\"table_name\":\"file_sizes\",\"values\":[{\"Int64\":1,\"Int64\":2}]}]}")
  (data (i32.const 1430) "\ef\bb\bf{")
  (data (i32.const 1440) "{\"rows\":[{\"table_name\":\"file_sizes\",\"values\":[{\"Float64\":1e999}]}]}")
  (func $file (param $at i32)
    (i32.store8 (i32.const 1033) (i32.add (i32.load8_u (i32.const 1033)) (i32.const 1)))
    (drop (call $put (call $text (i32.const 1024)) (call $text (local.get $at)))))
  (func (export "process") (local $n i32)
    (i32.store8 (i32.const 1033) (i32.const 48))
    (call $file (i32.const 1060)) (call $file (i32.const 1120)) (call $file (i32.const 1180)) (call $file (i32.const 1240))
    (call $file (i32.const 1340)) (call $file (i32.const 1430)) (call $file (i32.const 1440))
    (loop $bytes
      (i32.store8 (i32.add (i32.const 4096) (local.get $n)) (local.get $n))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if $bytes (i32.lt_u (local.get $n) (i32.const 256))))
    (drop (call $put (call $text (i32.const 1024)) (i32.const 4096) (i32.const 256)))
    (drop (call $read (call $content) (i32.const 4096) (i32.const 200_000)))
    (drop (call $put (call $text (i32.const 1024)) (i32.const 4096) (i32.const 200_000)))))
