;; Defines a table of a million columns, and inserts a row of a million values.
;; with: wasi
;; limits: fuel=400_000_000
;; expect: failed module 'hostile':
;; expect: a table can have at most 1000 columns
(module
  (memory (export "memory") 800)
  (data (i32.const 1024) "wide")
  (data (i32.const 1040) "file_sizes")
  (func (export "process") (local $at i32) (local $n i32)
    (local.set $at (i32.const 4096))
    (i32.store8 (local.get $at) (i32.const 91))
    (loop $columns
      (i64.store offset=1 (local.get $at) (i64.const 0x3a22656d616e227b)) ;; {"name":
      (i64.store offset=9 (local.get $at) (i64.const 0x0000000000222222))
      (i32.store offset=10 (local.get $at) (i32.or (i32.const 0x40404040) (i32.or (i32.and (local.get $n) (i32.const 0x0f0f0f0f)) (i32.shl (i32.and (local.get $n) (i32.const 0xf0)) (i32.const 20)))))
      (i64.store offset=14 (local.get $at) (i64.const 0x5f61746164222c22)) ;; ","data_
      (i64.store offset=22 (local.get $at) (i64.const 0x6e49223a22657079)) ;; (type":"Int64"},)
      (i64.store offset=22 (local.get $at) (i64.const 0x49223a2265707974)) ;; type":"I
      (i64.store offset=30 (local.get $at) (i64.const 0x2c7d223436746e))   ;; nt64"},
      (local.set $at (i32.add (local.get $at) (i32.const 36)))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if $columns (i32.lt_u (local.get $n) (i32.const 1_000_000))))
    (drop (call $define (call $text (i32.const 1024)) (i32.const 4096) (i32.sub (local.get $at) (i32.const 4096))))
    (local.set $n (i32.const 0))
    (local.set $at (i32.const 4097))
    (loop $values
      (i32.store (local.get $at) (i32.const 0x6c6c756e))
      (i32.store8 offset=4 (local.get $at) (i32.const 44))
      (local.set $at (i32.add (local.get $at) (i32.const 5)))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if $values (i32.lt_u (local.get $n) (i32.const 1_000_000))))
    (drop (call $insert (call $text (i32.const 1040)) (i32.const 4096) (i32.sub (local.get $at) (i32.const 4096))))))
