;; Emits contents named as paths out of anywhere, with NUL, with invalid UTF-8, of no byte and of 60,000.
;; with: wasi
;; expect: mixed
;; query: SELECT count(DISTINCT filename) FROM __wadup_content WHERE parent_uuid IS NOT NULL => 3
(module
  (memory (export "memory") 2)
  (data (i32.const 1024) "../../../../etc/passwd")
  (data (i32.const 1060) "a\00b")
  (data (i32.const 1070) "\ff\fe")
  (data (i32.const 1080) "'; DROP TABLE __wadup_content; --")
  (data (i32.const 1130) "\e2\80\ae\1b[2Jtxt.exe")
  (func $child (param $at i32) (param $length i32)
    (drop (call $emit (i32.const 0) (i32.const 3) (local.get $at) (local.get $length))))
  (func (export "process")
    (if (i32.ne (call $read (call $content) (i32.const 4096) (i32.const 20)) (i32.const 20)) (then (return)))
    (call $child (call $text (i32.const 1024)))
    (call $child (i32.const 1060) (i32.const 3))
    (call $child (call $text (i32.const 1070)))
    (call $child (call $text (i32.const 1080)))
    (call $child (call $text (i32.const 1130)))
    (call $child (i32.const 1024) (i32.const 0))
    (memory.fill (i32.const 8192) (i32.const 120) (i32.const 60_000))
    (call $child (i32.const 8192) (i32.const 60_000))))
