;; Writes the bytes of a thousand sub-contents and never says what they are; says what a thousand are and never writes
;; their bytes; writes, emits, and writes to the same descriptor again.
;; with: wasi
;; limits: memoryBudget=1MiB maxSubcontentBytes=8MiB
;; expect: failed module 'hostile':
;; query: SELECT count(*) FROM __wadup_content => 6
(module
  (memory (export "memory") 4)
  (data (i32.const 1024) "subcontent/data_0000.bin")
  (data (i32.const 1060) "subcontent/metadata_x000.json")
  (data (i32.const 1100) "{\"filename\":\"orphan\"}")
  (data (i32.const 1200) "subcontent/data_twice.bin")
  (data (i32.const 1240) "subcontent/metadata_twice.json")
  (data (i32.const 1300) "{\"filename\":\"twice\"}")
  (func $number (param $at i32) (param $n i32)
    (i32.store8 (local.get $at) (i32.add (i32.const 48) (i32.rem_u (i32.div_u (local.get $n) (i32.const 100)) (i32.const 10))))
    (i32.store8 offset=1 (local.get $at) (i32.add (i32.const 48) (i32.rem_u (i32.div_u (local.get $n) (i32.const 10)) (i32.const 10))))
    (i32.store8 offset=2 (local.get $at) (i32.add (i32.const 48) (i32.rem_u (local.get $n) (i32.const 10)))))
  (func (export "process") (local $n i32) (local $fd i32)
    (if (i32.eq (call $read (call $content) (i32.const 4096) (i32.const 20)) (i32.const 15)) (then (return)))
    (loop $orphans
      (call $number (i32.const 1041) (local.get $n))
      (call $number (i32.const 1081) (local.get $n))
      (drop (call $put (call $text (i32.const 1024)) (i32.const 0) (i32.const 20_000)))
      (drop (call $put (call $text (i32.const 1060)) (call $text (i32.const 1100))))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if $orphans (i32.lt_u (local.get $n) (i32.const 1000))))
    ;; Room again for one that is emitted.
    (drop (call $path_unlink (i32.const 3) (call $text (i32.const 1024))))
    (local.set $fd (call $open (call $text (i32.const 1200)) (i32.const 9)))
    (drop (call $write (local.get $fd) (i32.const 1100) (i32.const 15)))
    (drop (call $put (call $text (i32.const 1240)) (call $text (i32.const 1300))))
    (drop (call $write (local.get $fd) (i32.const 0) (i32.const 60_000)))
    (drop (call $put (call $text (i32.const 1240)) (call $text (i32.const 1300))))))
