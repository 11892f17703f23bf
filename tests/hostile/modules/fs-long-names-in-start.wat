;; Cannot find a file with too long a name in its start-up code, and traps for that.
;; with: wasi
;; expect: failed module 'hostile': it could not be started: its start-up code trapped
;; expect: it named a file with more than 255 bytes in its name, the limit (--max-name-bytes)
(module
  (memory (export "memory") 2)
  (func (export "_initialize")
    (memory.fill (i32.const 1024) (i32.const 120) (i32.const 300))
    (if (i32.lt_s (call $open (i32.const 1024) (i32.const 300) (i32.const 0)) (i32.const 0)) (then unreachable)))
  (func (export "process")))
