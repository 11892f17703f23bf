;; Throws an exception of its own out of its start section.
;; expect: failed module 'hostile': it could not be started: its start-up code trapped
(module
  (tag $oops)
  (memory (export "memory") 1)
  (func $start (throw $oops))
  (start $start)
  (func (export "process")))
