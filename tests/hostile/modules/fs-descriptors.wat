;; Opens the content until there are no descriptors left, and never closes one.
;; with: wasi
;; limits: maxOpenFiles=200
;; expect: failed module 'hostile': it has 200 descriptors open, the limit (--max-open-files)
(module
  (memory (export "memory") 1)
  (func (export "process")
    (loop $more
      (br_if $more (i32.gt_s (call $content) (i32.const 0))))))
