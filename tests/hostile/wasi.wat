  ;; What `;; with: wasi` puts after the opening of a hostile module: imports, and shorthands over them.
  ;; Bytes 0 to 255 of the memory are used by them.
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_pread" (func $fd_pread (param i32 i32 i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_pwrite" (func $fd_pwrite (param i32 i32 i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_seek" (func $fd_seek (param i32 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_close" (func $fd_close (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_renumber" (func $fd_renumber (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_allocate" (func $fd_allocate (param i32 i64 i64) (result i32)))
  (import "wasi_snapshot_preview1" "fd_filestat_set_size" (func $fd_set_size (param i32 i64) (result i32)))
  (import "wasi_snapshot_preview1" "fd_readdir" (func $fd_readdir (param i32 i32 i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_fdstat_set_flags" (func $fd_set_flags (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_fdstat_set_rights" (func $fd_set_rights (param i32 i64 i64) (result i32)))
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_create_directory" (func $path_mkdir (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_remove_directory" (func $path_rmdir (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_unlink_file" (func $path_unlink (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_rename" (func $path_rename (param i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_link" (func $path_link (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_symlink" (func $path_symlink (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_readlink" (func $path_readlink (param i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_filestat_get" (func $path_stat (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "clock_time_get" (func $clock_time_get (param i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "random_get" (func $random_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll_oneoff (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sched_yield" (func $sched_yield (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (import "env" "define_table" (func $define (param i32 i32 i32 i32) (result i32)))
  (import "env" "insert_row" (func $insert (param i32 i32 i32 i32) (result i32)))
  (import "env" "emit_subcontent_bytes" (func $emit (param i32 i32 i32 i32) (result i32)))
  (import "env" "emit_subcontent_slice" (func $slice (param i32 i32 i32 i32) (result i32)))

  ;; Where a text that ends with a zero begins, and its length.
  (func $text (param $at i32) (result i32 i32) (local $end i32)
    (local.set $end (local.get $at))
    (loop $next
      (if (i32.load8_u (local.get $end))
        (then (local.set $end (i32.add (local.get $end) (i32.const 1))) (br $next))))
    (local.get $at)
    (i32.sub (local.get $end) (local.get $at)))

  ;; Opens below the root with all rights and `$flags` (1 create, 2 directory, 4 exclusive, 8 truncate). The descriptor,
  ;; or a negated errno.
  (func $open (param $path i32) (param $length i32) (param $flags i32) (result i32) (local $errno i32)
    (local.set $errno
      (call $path_open (i32.const 3) (i32.const 1) (local.get $path) (local.get $length) (local.get $flags)
        (i64.const -1) (i64.const -1) (i32.const 0) (i32.const 0)))
    (if (result i32) (local.get $errno)
      (then (i32.sub (i32.const 0) (local.get $errno)))
      (else (i32.load (i32.const 0)))))

  ;; Opens the content to read it. The descriptor, or a negated errno.
  (data (i32.const 240) "data.bin")
  (func $content (result i32) (local $errno i32)
    (local.set $errno
      (call $path_open (i32.const 3) (i32.const 1) (i32.const 240) (i32.const 8) (i32.const 0)
        (i64.const 0x200026) (i64.const 0) (i32.const 0) (i32.const 0)))
    (if (result i32) (local.get $errno)
      (then (i32.sub (i32.const 0) (local.get $errno)))
      (else (i32.load (i32.const 0)))))

  ;; Writes all. The errno.
  (func $write (param $fd i32) (param $from i32) (param $length i32) (result i32)
    (i32.store (i32.const 8) (local.get $from))
    (i32.store (i32.const 12) (local.get $length))
    (call $fd_write (local.get $fd) (i32.const 8) (i32.const 1) (i32.const 16)))

  ;; Bytes read, or a negated errno.
  (func $read (param $fd i32) (param $to i32) (param $length i32) (result i32) (local $errno i32)
    (i32.store (i32.const 8) (local.get $to))
    (i32.store (i32.const 12) (local.get $length))
    (local.set $errno (call $fd_read (local.get $fd) (i32.const 8) (i32.const 1) (i32.const 16)))
    (if (result i32) (local.get $errno)
      (then (i32.sub (i32.const 0) (local.get $errno)))
      (else (i32.load (i32.const 16)))))

  ;; Makes a file of these bytes and closes it. The errno of what failed first.
  (func $put (param $path i32) (param $length i32) (param $from i32) (param $size i32) (result i32)
    (local $fd i32) (local $errno i32)
    (local.set $fd (call $open (local.get $path) (local.get $length) (i32.const 9)))
    (if (i32.lt_s (local.get $fd) (i32.const 0)) (then (return (i32.sub (i32.const 0) (local.get $fd)))))
    (local.set $errno (call $write (local.get $fd) (local.get $from) (local.get $size)))
    (drop (call $fd_close (local.get $fd)))
    (local.get $errno))

  (func $print (param $from i32) (param $length i32)
    (drop (call $write (i32.const 1) (local.get $from) (local.get $length))))

  ;; Prints a number, at most five digits, and a space.
  (func $print_number (param $number i32) (local $at i32)
    (local.set $at (i32.const 40))
    (i32.store8 (i32.const 40) (i32.const 32))
    (loop $digits
      (local.set $at (i32.sub (local.get $at) (i32.const 1)))
      (i32.store8 (local.get $at) (i32.add (i32.const 48) (i32.rem_u (local.get $number) (i32.const 10))))
      (local.set $number (i32.div_u (local.get $number) (i32.const 10)))
      (br_if $digits (local.get $number)))
    (call $print (local.get $at) (i32.sub (i32.const 41) (local.get $at))))
