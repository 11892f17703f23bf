;; As loop-catch-all, with the clock against it.
;; limits: timeout=0.05
;; expect: failed module 'hostile': timeout
(module
  (memory (export "memory") 1)
  (func (export "process")
    (loop $forever
      (try (do (loop $again (br $again))) (catch_all (br $forever)))
      (br $forever))))
