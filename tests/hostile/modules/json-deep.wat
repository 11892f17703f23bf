;; Nests JSON a million levels deep, in arrays and in objects, in a file and in the bindings.
;; with: wasi
;; expect: failed module 'hostile':
;; expect: nested more than
(module
  (memory (export "memory") 100)
  (data (i32.const 1024) "metadata/deep.json")
  (data (i32.const 1060) "deep")
  (data $object "{\"a\":")
  (func (export "process") (local $at i32)
    (i32.store (i32.const 65536) (i32.const 0x7822227b))
    (memory.init $object (i32.const 65536) (i32.const 0) (i32.const 5))
    (memory.fill (i32.const 65541) (i32.const 91) (i32.const 1_000_000))
    (drop (call $put (call $text (i32.const 1024)) (i32.const 65536) (i32.const 1_000_000)))
    (drop (call $define (call $text (i32.const 1060)) (i32.const 65541) (i32.const 1_000_000)))
    (drop (call $insert (call $text (i32.const 1060)) (i32.const 65541) (i32.const 1_000_000)))
    (local.set $at (i32.const 65536))
    (loop $more
      (memory.init $object (local.get $at) (i32.const 0) (i32.const 5))
      (local.set $at (i32.add (local.get $at) (i32.const 5)))
      (br_if $more (i32.lt_u (local.get $at) (i32.const 5_000_000))))
    (drop (call $put (call $text (i32.const 1024)) (i32.const 65536) (i32.const 4_900_000)))))
