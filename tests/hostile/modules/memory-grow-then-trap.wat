;; Takes memory until it is refused, and traps over it.
;; limits: maxMemory=16MiB
;; expect: failed module 'hostile': memory limit: it needed more than 16 MiB (--max-memory)
(module
  (memory (export "memory") 1)
  (func (export "process")
    (loop $more (br_if $more (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
    (unreachable)))
