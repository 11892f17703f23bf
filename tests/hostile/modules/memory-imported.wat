;; Wants its memory from the host: the host's own, if it can be had under some name.
;; expect: refused imports
(module
  (import "wadup" "memory" (memory 1))
  (export "memory" (memory 0))
  (func (export "process")))
