;; Has a data segment that lies outside of its memory.
;; expect: failed module 'hostile': it could not be started
(module (memory (export "memory") 1) (data (i32.const 65535) "ab") (func (export "process")))
