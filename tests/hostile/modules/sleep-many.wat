;; Waits for 4096 alarms at once, all at the end of time, again and again.
;; with: wasi
;; limits: timeout=0.05
;; expect: failed module 'hostile': timeout
(module
  (memory (export "memory") 16)
  (func (export "process") (local $at i32)
    (local.set $at (i32.const 1024))
    (loop $alarms
      (i32.store offset=16 (local.get $at) (i32.const 1))
      (i64.store offset=24 (local.get $at) (i64.const -1))
      (i32.store16 offset=40 (local.get $at) (i32.const 1))
      (local.set $at (i32.add (local.get $at) (i32.const 48)))
      (br_if $alarms (i32.lt_u (local.get $at) (i32.const 197632))))
    (loop $again
      (drop (call $poll_oneoff (i32.const 1024) (i32.const 262144) (i32.const 4096) (i32.const 0)))
      (br $again))))
