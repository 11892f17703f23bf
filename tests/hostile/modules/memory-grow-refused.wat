;; Takes memory page by page until it is refused, and goes on happily.
;; limits: maxMemory=16MiB
;; expect: success
(module
  (memory (export "memory") 1)
  (func (export "process") (result i32)
    (loop $more (br_if $more (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
    ;; 0 when it has exactly what the limit allows.
    (i32.ne (memory.size) (i32.const 256))))
