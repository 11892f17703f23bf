;; Imports by the names that the host's own modules have.
;; expect: refused imports 'host.settle', which is unknown here
(module
  (import "host" "settle" (func))
  (import "host" "note_exit" (func (param i32)))
  (memory (export "memory") 1)
  (func (export "process")))
