;; Imports a tag: with the engine's own tag it could catch the exceptions of the host.
;; expect: refused imports the tag 'env.JSTag'; a module may import functions only
(module
  (import "env" "JSTag" (tag (param externref)))
  (memory (export "memory") 1)
  (func (export "process")))
