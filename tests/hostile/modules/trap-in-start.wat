;; Traps in its start section.
;; expect: failed module 'hostile': it could not be started: its start-up code trapped: unreachable
(module
  (memory (export "memory") 1)
  (func $start (unreachable))
  (start $start)
  (func (export "process")))
