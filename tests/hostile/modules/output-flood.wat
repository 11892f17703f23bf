;; Prints 3 MB a call, and every byte there is, on stdout and stderr, until its fuel is used up.
;; with: wasi
;; limits: fuel=20_000_000
;; expect: failed module 'hostile': fuel exhausted
;; query: SELECT max(length(CAST(stdout AS BLOB))) <= 3200000 AND min(stdout_truncated) = 1 FROM __wadup_module_output => 1
(module
  (memory (export "memory") 64)
  (func (export "process") (local $n i32)
    (loop $bytes
      (i32.store8 (i32.add (i32.const 4096) (local.get $n)) (i32.mul (local.get $n) (i32.const 7)))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if $bytes (i32.lt_u (local.get $n) (i32.const 60_000))))
    (loop $again
      (call $print (i32.const 4096) (i32.const 3_000_000))
      (drop (call $write (i32.const 2) (i32.const 4096) (i32.const 3_000_000)))
      (br $again))))
