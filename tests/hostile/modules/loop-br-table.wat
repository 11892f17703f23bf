;; Loops by a br_table whose every target is the loop's head, in a tower of blocks.
;; limits: fuel=2_000_000
;; expect: failed module 'hostile': fuel exhausted
(module
  (memory (export "memory") 1)
  (func (export "process") (local $n i32)
    (loop $again
      (block (block (block
        (local.set $n (i32.add (local.get $n) (i32.const 1)))
        (br_table $again $again $again $again $again (local.get $n)))))
      (br $again))))
