;; Calls the host at every depth on the way to the end of the stack, and catches what the host throws there: writes
;; rows and sub-contents, opens, links, renames and removes files with next to no stack left.
;; with: wasi
;; limits: maxStack=128KiB timeout=5
;; expect: mixed
(module
  (memory (export "memory") 1)
  (data (i32.const 1024) "deep")
  (data (i32.const 1040) "[{\"name\":\"n\",\"data_type\":\"Int64\"}]")
  (data (i32.const 1100) "[{\"Int64\":1}]")
  (data (i32.const 1120) "metadata/deep.json")
  (data (i32.const 1150) "{\"rows\":[{\"table_name\":\"deep\",\"values\":[{\"Int64\":2}]}]}")
  (data (i32.const 1300) "tmp/file")
  (data (i32.const 1320) "tmp/other")
  (data (i32.const 1340) "tmp/directory")
  (data (i32.const 1360) "subcontent/data_1.bin")
  (data (i32.const 1390) "subcontent/metadata_1.json")
  (data (i32.const 1420) "{\"filename\":\"deep\"}")
  (global $turn (mut i32) (i32.const 0))
  (func $host
    (global.set $turn (i32.add (global.get $turn) (i32.const 1)))
    (block $8 (block $7 (block $6 (block $5 (block $4 (block $3 (block $2 (block $1 (block $0
      (br_table $0 $1 $2 $3 $4 $5 $6 $7 $8 (i32.rem_u (global.get $turn) (i32.const 9))))
      (drop (call $define (call $text (i32.const 1024)) (call $text (i32.const 1040)))) (return))
      (drop (call $insert (call $text (i32.const 1024)) (call $text (i32.const 1100)))) (return))
      (drop (call $put (call $text (i32.const 1120)) (call $text (i32.const 1150)))) (return))
      (drop (call $put (call $text (i32.const 1300)) (i32.const 0) (i32.const 5000)))
      (drop (call $path_rename (i32.const 3) (call $text (i32.const 1300)) (i32.const 3) (call $text (i32.const 1320)))) (return))
      (drop (call $path_link (i32.const 3) (i32.const 0) (call $text (i32.const 1320)) (i32.const 3) (call $text (i32.const 1300))))
      (drop (call $path_unlink (i32.const 3) (call $text (i32.const 1320)))) (return))
      (drop (call $path_mkdir (i32.const 3) (call $text (i32.const 1340))))
      (drop (call $path_rmdir (i32.const 3) (call $text (i32.const 1340)))) (return))
      (drop (call $put (call $text (i32.const 1360)) (i32.const 0) (i32.const 2000)))
      (drop (call $put (call $text (i32.const 1390)) (call $text (i32.const 1420)))) (return))
      (drop (call $fd_close (call $content))) (return))
    (if (i32.eqz (i32.rem_u (global.get $turn) (i32.const 171)))
      (then (drop (call $slice (i32.const 0) (i32.const 1) (call $text (i32.const 1024)))))))
  (func $down (result i32)
    (try (do (call $host)) (catch_all))
    (i32.add (call $down) (i32.const 1)))
  (func (export "process") (local $n i32)
    ;; The large file only, so that what is emitted does not emit.
    (if (i32.ne (call $read (call $content) (i32.const 4096) (i32.const 5000))
        (i32.const 5000))
      (then (return)))
    (loop $again
      (try (do (drop (call $down))) (catch_all))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $n) (i32.const 20))))))
