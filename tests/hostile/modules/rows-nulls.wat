;; Writes 100 MiB of metadata that is nearly all `null`: a value of eight bytes or more for every five on disk.
;; with: wasi
;; resident: 1000MiB
;; expect: mixed
(module
  (memory (export "memory") 1700)
  (data (i32.const 1024) "metadata/nulls.json")
  (data $table "{\"tables\":[{\"name\":\"nulls\",\"columns\":[")
  (data $column "{\"name\":\"c\00\00\00\",\"data_type\":\"Int64\"},")
  (data $rows "{\"name\":\"last\",\"data_type\":\"Int64\"}]}],\"rows\":[")
  (data $row "{\"table_name\":\"nulls\",\"values\":[")
  (data $end "null]},")
  (data $last "null]}]}")
  (func (export "process") (local $at i32) (local $n i32) (local $row i32) (local $start i32)
    (if (i32.ne (call $read (call $content) (i32.const 4096) (i32.const 20)) (i32.const 20)) (then (return)))
    (memory.init $table (i32.const 4096) (i32.const 0) (i32.const 38))
    (local.set $at (i32.const 4134))
    (loop $columns
      (memory.init $column (local.get $at) (i32.const 0) (i32.const 36))
      (i32.store8 offset=10 (local.get $at) (i32.add (i32.const 48) (i32.div_u (local.get $n) (i32.const 100))))
      (i32.store8 offset=11 (local.get $at) (i32.add (i32.const 48) (i32.rem_u (i32.div_u (local.get $n) (i32.const 10)) (i32.const 10))))
      (i32.store8 offset=12 (local.get $at) (i32.add (i32.const 48) (i32.rem_u (local.get $n) (i32.const 10))))
      (local.set $at (i32.add (local.get $at) (i32.const 36)))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if $columns (i32.lt_u (local.get $n) (i32.const 999))))
    (memory.init $rows (local.get $at) (i32.const 0) (i32.const 47))
    (local.set $at (i32.add (local.get $at) (i32.const 47)))
    ;; One row, then copies of it.
    (local.set $start (local.get $at))
    (memory.init $row (local.get $at) (i32.const 0) (i32.const 32))
    (local.set $at (i32.add (local.get $at) (i32.const 32)))
    (local.set $n (i32.const 0))
    (loop $values
      (i32.store (local.get $at) (i32.const 0x6c6c756e))
      (i32.store8 offset=4 (local.get $at) (i32.const 44))
      (local.set $at (i32.add (local.get $at) (i32.const 5)))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if $values (i32.lt_u (local.get $n) (i32.const 999))))
    (memory.init $end (local.get $at) (i32.const 0) (i32.const 7))
    (local.set $at (i32.add (local.get $at) (i32.const 7)))
    (local.set $row (i32.sub (local.get $at) (local.get $start)))
    (local.set $n (i32.const 0))
    (loop $copies
      (memory.copy (local.get $at) (local.get $start) (local.get $row))
      (local.set $at (i32.add (local.get $at) (local.get $row)))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if $copies (i32.lt_u (local.get $n) (i32.const 20_000))))
    (memory.init $last (i32.sub (local.get $at) (i32.const 7)) (i32.const 0) (i32.const 8))
    (drop (call $put (call $text (i32.const 1024)) (i32.const 4096) (i32.sub (i32.add (local.get $at) (i32.const 1)) (i32.const 4096))))))
