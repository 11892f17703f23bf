;; Exports two functions as process.
;; expect: refused Duplicate export name 'process'
(module
  (memory (export "memory") 1)
  (func (export "process"))
  (func $other)
  (export "process" (func $other)))
