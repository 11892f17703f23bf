// Package wadup is for writing WADUP modules in Go.
//
// A module is a main package, built for wasip1, that exports process. WADUP calls it once per content, with the
// content at [ContentPath]; the module inserts rows into tables that it defines, and hands extracted content back.
//
//	package main
//
//	import (
//		"os"
//
//		"wadup"
//	)
//
//	func main() {}
//
//	//go:wasmexport process
//	func process() int32 {
//		if err := measure(); err != nil {
//			os.Stderr.WriteString(err.Error() + "\n")
//			return 1
//		}
//		return 0
//	}
//
//	func measure() error {
//		content, err := wadup.OpenContent()
//		if err != nil {
//			return err
//		}
//		defer content.Close()
//		sizes, err := wadup.NewTableBuilder("file_sizes").Column("size_bytes", wadup.Int64).Build()
//		if err != nil {
//			return err
//		}
//		return sizes.InsertRow([]wadup.Value{wadup.NewInt64(content.Size())})
//	}
//
// Rows are buffered and handed over in large pieces. Nothing has to be flushed by hand: WADUP calls the exported
// __wadup_flush, which comes with this package, after process. Everything travels through files (/metadata and
// /subcontent), so such a module runs on every host that offers them; on one that does not know __wadup_flush, call
// [Flush] at the end of process.
//
// All of it may be used by several goroutines at once. They stop where they are when process returns, and go on in
// the next call: let none outlive the content that it is about.
package wadup

// Flush hands all buffered rows to the host now.
//
// It is rarely needed: rows are handed over whenever the buffer is full and when process returns. It is useful before
// something that may panic, because rows still in the module's memory are lost with it.
//
// The error says why the metadata could not be written, for example because a quota of the host is used up.
func Flush() error {
	return buffered.flush()
}

// endContent is what the host has called after process, whatever process returned: it hands over buffered rows and
// begins the next content. It gives 0, or 1 after saying on stderr why rows could not be handed over.
func endContent() int32 {
	err := buffered.endContent()
	emitted.Store(0)
	if err != nil {
		printError(err.Error() + "\n")
		return 1
	}
	return 0
}
