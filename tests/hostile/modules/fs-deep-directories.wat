;; Makes directories in directories until it is refused, 200,000 deep, and moves the deepest about.
;; with: wasi
;; limits: timeout=1
;; expect: mixed
(module
  (memory (export "memory") 1)
  (data (i32.const 1024) "tmp")
  (data (i32.const 1030) "d")
  (data (i32.const 1034) "e")
  (func (export "process") (local $fd i32) (local $next i32)
    (local.set $fd (call $open (call $text (i32.const 1024)) (i32.const 2)))
    (loop $down
      (drop (call $path_mkdir (local.get $fd) (call $text (i32.const 1030))))
      (if (i32.eqz (call $path_open (local.get $fd) (i32.const 0) (call $text (i32.const 1030)) (i32.const 2)
            (i64.const -1) (i64.const -1) (i32.const 0) (i32.const 64)))
        (then
          (drop (call $fd_close (local.get $fd)))
          (local.set $fd (i32.load (i32.const 64)))
          (br $down))))
    (loop $move
      (drop (call $path_mkdir (local.get $fd) (call $text (i32.const 1030))))
      (drop (call $path_rename (local.get $fd) (call $text (i32.const 1030)) (local.get $fd) (call $text (i32.const 1034))))
      (drop (call $path_rmdir (local.get $fd) (call $text (i32.const 1034))))
      (br $move))))
