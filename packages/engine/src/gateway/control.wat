;; Host functions that must be wasm themselves.
(module
  (import "host" "note_exit" (func $note_exit (param i32)))
  (import "host" "refill" (func $refill))

  ;; The host notes the code, then the call traps. A host function that threw instead could be caught by a guest with
  ;; catch_all; nothing catches a trap.
  (func (export "proc_exit") (param $code i32)
    (call $note_exit (local.get $code))
    (unreachable))

  ;; For the table of a metered module, which takes wasm functions only.
  (func (export "refill")
    (call $refill)))
