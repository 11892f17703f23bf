;; Emits slices that begin before, end behind and lie outside of the content, by call and by file, up to 2^64.
;; with: wasi
;; expect: failed module 'hostile': The sub-content 'x' was refused: offset 4294967295 and length 1 do not lie within
;; query: SELECT count(*) FROM __wadup_content => 3
(module
  (memory (export "memory") 1)
  (data (i32.const 1024) "x")
  (data (i32.const 1040) "subcontent/metadata_1.json")
  (data (i32.const 1100) "{\"filename\":\"y\",\"offset\":-1,\"length\":2}")
  (data (i32.const 1200) "{\"filename\":\"y\",\"offset\":9223372036854775807,\"length\":9223372036854775807}")
  (data (i32.const 1300) "{\"filename\":\"y\",\"offset\":18446744073709551615,\"length\":2}")
  (data (i32.const 1400) "{\"filename\":\"y\",\"offset\":1e400,\"length\":0.5}")
  (data (i32.const 1500) "{\"filename\":\"y\",\"offset\":0,\"length\":9007199254740992}")
  (data (i32.const 1600) "{\"filename\":\"y\",\"offset\":0}")
  (func (export "process")
    (drop (call $slice (i32.const -1) (i32.const 1) (call $text (i32.const 1024))))
    (drop (call $slice (i32.const 0) (i32.const -1) (call $text (i32.const 1024))))
    (drop (call $slice (i32.const -1) (i32.const -1) (call $text (i32.const 1024))))
    (drop (call $slice (i32.const 200_000) (i32.const 1) (call $text (i32.const 1024))))
    (drop (call $put (call $text (i32.const 1040)) (call $text (i32.const 1100))))
    (drop (call $put (call $text (i32.const 1040)) (call $text (i32.const 1200))))
    (drop (call $put (call $text (i32.const 1040)) (call $text (i32.const 1300))))
    (drop (call $put (call $text (i32.const 1040)) (call $text (i32.const 1400))))
    (drop (call $put (call $text (i32.const 1040)) (call $text (i32.const 1500))))
    (drop (call $put (call $text (i32.const 1040)) (call $text (i32.const 1600))))))
