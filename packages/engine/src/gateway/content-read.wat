;; The four WASI calls by which guests read /data.bin a few bytes at a time, as wasm: V8 calls from module to module in
;; about 3 ns, into JavaScript and back in about 17.
;;
;; Whatever is not plainly inside the window (another descriptor, a refill, several vectors, a bad pointer, an error)
;; is left to the JavaScript function of the same name, which alone decides errors. Both charge the same fuel.
;;
;; Window memory, page 0 (little endian):
;;   0  i64 position in the content of the window's first byte
;;   8  i64 position after the window's last byte
;;   16 i64 size of the content, -1 while unknown
;;   per instance, from $base:
;;   +0        i64 fuel units charged here and not yet taken over by the host
;;   +16*(fd+1)  i64 offset of descriptor fd
;;   +16*(fd+1)+8 i32 1: fd is an open descriptor of the content that may read, seek and tell
;; Window memory, from page 1: the window's bytes.
(module
  (import "guest" "memory" (memory $guest 0))
  (import "host" "window" (memory $window 2))
  (import "host" "base" (global $base i32))
  (import "host" "settle" (func $settle))
  (import "host" "fd_read" (func $js_read (param i32 i32 i32 i32) (result i32)))
  (import "host" "fd_pread" (func $js_pread (param i32 i32 i32 i64 i32) (result i32)))
  (import "host" "fd_seek" (func $js_seek (param i32 i64 i32 i32) (result i32)))
  (import "host" "fd_tell" (func $js_tell (param i32 i32) (result i32)))

  ;; Address of the state of descriptor $fd, or 0 when it is not one of the content's.
  (func $slot (param $fd i32) (result i32) (local $slot i32)
    (if (i32.ge_u (local.get $fd) (i32.const 60)) (then (return (i32.const 0))))
    (local.set $slot (i32.add (global.get $base) (i32.shl (i32.add (local.get $fd) (i32.const 1)) (i32.const 4))))
    (select (local.get $slot) (i32.const 0) (i32.load $window offset=8 (local.get $slot))))

  ;; Whether [$at, $at + $length) lies in the guest's memory.
  (func $inside (param $at i32) (param $length i32) (result i32)
    (i64.le_u
      (i64.add (i64.extend_i32_u (local.get $at)) (i64.extend_i32_u (local.get $length)))
      (i64.shl (i64.extend_i32_u (memory.size $guest)) (i64.const 16))))

  (func $charge (param $units i32) (local $sum i64)
    (local.set $sum (i64.add (i64.load $window (global.get $base)) (i64.extend_i32_u (local.get $units))))
    (i64.store $window (global.get $base) (local.get $sum))
    ;; As WORK_TO_SETTLE in wasi/context.ts.
    (if (i64.ge_u (local.get $sum) (i64.const 1000000)) (then (call $settle))))

  ;; Reads one vector at $position. The count of bytes read, or -1: not here.
  (func $copy (param $position i64) (param $iovs i32) (param $iovs_len i32) (param $nread i32) (result i32)
    (local $to i32) (local $length i32) (local $end i64) (local $from i32)
    (if (i32.ne (local.get $iovs_len) (i32.const 1)) (then (return (i32.const -1))))
    (if (i32.eqz (call $inside (local.get $iovs) (i32.const 8))) (then (return (i32.const -1))))
    (if (i32.eqz (call $inside (local.get $nread) (i32.const 4))) (then (return (i32.const -1))))
    (local.set $to (i32.load $guest (local.get $iovs)))
    (local.set $length (i32.load $guest offset=4 (local.get $iovs)))
    (if (i32.eqz (call $inside (local.get $to) (local.get $length))) (then (return (i32.const -1))))
    (if (i64.lt_s (local.get $position) (i64.load $window (i32.const 0))) (then (return (i32.const -1))))
    (local.set $end (i64.load $window (i32.const 8)))
    (if (i64.gt_s (i64.add (local.get $position) (i64.extend_i32_u (local.get $length))) (local.get $end))
      (then
        ;; Past the window: only where the window ends with the content is that a short read.
        (if (i64.ne (local.get $end) (i64.load $window (i32.const 16))) (then (return (i32.const -1))))
        (if (i64.gt_s (local.get $position) (local.get $end)) (then (local.set $position (local.get $end))))
        (local.set $length (i32.wrap_i64 (i64.sub (local.get $end) (local.get $position))))))
    (local.set $from
      (i32.add (i32.const 65536) (i32.wrap_i64 (i64.sub (local.get $position) (i64.load $window (i32.const 0))))))
    (block $copied
      (if (i32.eq (local.get $length) (i32.const 4))
        (then (i32.store $guest (local.get $to) (i32.load $window (local.get $from))) (br $copied)))
      (if (i32.eq (local.get $length) (i32.const 1))
        (then (i32.store8 $guest (local.get $to) (i32.load8_u $window (local.get $from))) (br $copied)))
      (if (i32.eq (local.get $length) (i32.const 8))
        (then (i64.store $guest (local.get $to) (i64.load $window (local.get $from))) (br $copied)))
      (if (i32.eq (local.get $length) (i32.const 2))
        (then (i32.store16 $guest (local.get $to) (i32.load16_u $window (local.get $from))) (br $copied)))
      (memory.copy $guest $window (local.get $to) (local.get $from) (local.get $length)))
    (i32.store $guest (local.get $nread) (local.get $length))
    (call $charge (i32.add (i32.const 50) (i32.shr_u (local.get $length) (i32.const 3))))
    (local.get $length))

  (func (export "fd_read") (param $fd i32) (param $iovs i32) (param $iovs_len i32) (param $nread i32) (result i32)
    (local $slot i32) (local $length i32)
    (local.set $slot (call $slot (local.get $fd)))
    (if (local.get $slot)
      (then
        (local.set $length
          (call $copy (i64.load $window (local.get $slot)) (local.get $iovs) (local.get $iovs_len) (local.get $nread)))
        (if (i32.ge_s (local.get $length) (i32.const 0))
          (then
            (i64.store $window (local.get $slot)
              (i64.add (i64.load $window (local.get $slot)) (i64.extend_i32_u (local.get $length))))
            (return (i32.const 0))))))
    (call $js_read (local.get $fd) (local.get $iovs) (local.get $iovs_len) (local.get $nread)))

  (func (export "fd_pread") (param $fd i32) (param $iovs i32) (param $iovs_len i32) (param $offset i64) (param $nread i32)
    (result i32)
    (if (i32.and (i32.ne (call $slot (local.get $fd)) (i32.const 0)) (i64.ge_s (local.get $offset) (i64.const 0)))
      (then
        (if (i32.ge_s
              (call $copy (local.get $offset) (local.get $iovs) (local.get $iovs_len) (local.get $nread))
              (i32.const 0))
          (then (return (i32.const 0))))))
    (call $js_pread (local.get $fd) (local.get $iovs) (local.get $iovs_len) (local.get $offset) (local.get $nread)))

  (func (export "fd_seek") (param $fd i32) (param $offset i64) (param $whence i32) (param $out i32) (result i32)
    (local $slot i32) (local $position i64)
    (local.set $slot (call $slot (local.get $fd)))
    (block $elsewhere
      (br_if $elsewhere (i32.eqz (local.get $slot)))
      (br_if $elsewhere (i32.eqz (call $inside (local.get $out) (i32.const 8))))
      (block $known
        (block $relative
          (if (i32.eqz (local.get $whence)) (then (local.set $position (local.get $offset)) (br $known)))
          (if (i32.eq (local.get $whence) (i32.const 1))
            (then (local.set $position (i64.load $window (local.get $slot))) (br $relative)))
          (br_if $elsewhere (i32.ne (local.get $whence) (i32.const 2)))
          (local.set $position (i64.load $window (i32.const 16)))
          (br_if $elsewhere (i64.lt_s (local.get $position) (i64.const 0))))
        (local.set $position (i64.add (local.get $position) (local.get $offset))))
      ;; Negative, or beyond what JavaScript counts exactly: its errors are decided there.
      (br_if $elsewhere (i64.gt_u (local.get $position) (i64.const 9007199254740991)))
      (i64.store $window (local.get $slot) (local.get $position))
      (i64.store $guest (local.get $out) (local.get $position))
      (call $charge (i32.const 50))
      (return (i32.const 0)))
    (call $js_seek (local.get $fd) (local.get $offset) (local.get $whence) (local.get $out)))

  (func (export "fd_tell") (param $fd i32) (param $out i32) (result i32) (local $slot i32)
    (local.set $slot (call $slot (local.get $fd)))
    (if (i32.and (i32.ne (local.get $slot) (i32.const 0)) (call $inside (local.get $out) (i32.const 8)))
      (then
        (i64.store $guest (local.get $out) (i64.load $window (local.get $slot)))
        (call $charge (i32.const 50))
        (return (i32.const 0))))
    (call $js_tell (local.get $fd) (local.get $out))))
