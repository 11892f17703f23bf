;; with: wasi
;; Opens what is not there, for ever: a few instructions of its own, much work of the host.
;; limits: timeout=0.05
;; expect: failed module 'hostile': timeout
(module
  (memory (export "memory") 1)
  (data (i32.const 1024) "tmp/nothing/of/that/name")
  (func (export "process")
    (loop $again (drop (call $open (i32.const 1024) (i32.const 24) (i32.const 0))) (br $again))))
