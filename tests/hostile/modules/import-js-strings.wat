;; Imports the engine's own functions for strings of JavaScript, which would give it objects of the host.
;; expect: refused imports 'wasm:js-string.length', which is unknown here
(module
  (import "wasm:js-string" "length" (func (param externref) (result i32)))
  (memory (export "memory") 1)
  (func (export "process")))
