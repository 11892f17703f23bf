;; Exports a function as its memory.
;; expect: refused exports a function as 'memory'
(module (memory 1) (func (export "memory")) (func (export "process")))
