;; Closes and renumbers every descriptor it has, the root and stdout among them, and then works on, content after content.
;; with: wasi
;; expect: success
;; prints: first
(module
  (memory (export "memory") 1)
  (data (i32.const 1024) "first")
  (func (export "process") (result i32) (local $fd i32)
    (call $print (call $text (i32.const 1024)))
    (if (i32.lt_s (call $content) (i32.const 0)) (then (return (i32.const 1))))
    (drop (call $fd_renumber (i32.const 3) (i32.const 1)))
    (drop (call $fd_renumber (i32.const 0) (i32.const 2)))
    (drop (call $fd_renumber (i32.const 4) (i32.const 0x7fffffff)))
    (drop (call $fd_renumber (i32.const 4) (i32.const -1)))
    (loop $close
      (drop (call $fd_close (local.get $fd)))
      (local.set $fd (i32.add (local.get $fd) (i32.const 1)))
      (br_if $close (i32.lt_u (local.get $fd) (i32.const 100))))
    (i32.eqz (i32.lt_s (call $content) (i32.const 0)))))
