;; Imports what objects of the host inherit.
;; expect: refused imports 'env.__proto__', which is unknown here
(module
  (import "env" "__proto__" (func))
  (import "wasi_snapshot_preview1" "constructor" (func))
  (memory (export "memory") 1)
  (func (export "process")))
