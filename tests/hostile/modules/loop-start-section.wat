;; Loops in its start section, before any of its exports can be called.
;; limits: fuel=2_000_000
;; expect: failed module 'hostile': fuel exhausted
(module
  (memory (export "memory") 1)
  (func $start (loop $again (br $again)))
  (func (export "process"))
  (start $start))
