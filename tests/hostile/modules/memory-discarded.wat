;; Fills 64 MiB and traps, on 12 contents that it emits itself: each time a fresh instance with fresh memory.
;; with: wasi
;; resident: 350MiB
;; expect: failed module 'hostile': trap: it executed 'unreachable'
;; query: SELECT count(*) FROM __wadup_content => 15
(module
  (memory (export "memory") 1024)
  (data (i32.const 1040) "piece")
  (func (export "process") (local $n i32)
    ;; The large file only: a slice is one byte.
    (if (i32.eq (call $read (call $content) (i32.const 4096) (i32.const 20)) (i32.const 20))
      (then
        (loop $more
          (drop (call $slice (i32.const 0) (i32.const 1) (call $text (i32.const 1040))))
          (local.set $n (i32.add (local.get $n) (i32.const 1)))
          (br_if $more (i32.lt_u (local.get $n) (i32.const 12))))))
    (memory.fill (i32.const 4096) (i32.const 1) (i32.const 0x3ff0000))
    (unreachable)))
