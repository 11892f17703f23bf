package wadup

//go:wasmexport __wadup_flush
func flushHook() int32 {
	return endContent()
}
