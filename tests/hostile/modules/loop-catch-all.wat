;; Loops inside a catch_all, so that whatever ends the loop would begin it again.
;; limits: fuel=2_000_000
;; expect: failed module 'hostile': fuel exhausted
(module
  (memory (export "memory") 1)
  (func (export "process")
    (loop $forever
      (try (do (loop $again (br $again))) (catch_all (br $forever)))
      (br $forever))))
