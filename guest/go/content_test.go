package wadup

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"
	"testing/iotest"
)

func contentOf(t *testing.T, data []byte) *Content {
	t.Helper()
	path := filepath.Join(t.TempDir(), "data.bin")
	must(t, os.WriteFile(path, data, 0o644))
	content, err := openContent(path)
	must(t, err)
	t.Cleanup(func() { content.Close() })
	return content
}

func TestContentReadsAndSeeksAsGoExpects(t *testing.T) {
	data := bytes.Repeat([]byte("content "), 1000)
	must(t, iotest.TestReader(contentOf(t, data), data))
	must(t, iotest.TestReader(contentOf(t, nil), nil))
}

func TestContentKnowsItsSizeAndItsPath(t *testing.T) {
	content := contentOf(t, []byte("12345"))
	if content.Size() != 5 || content.Path() != "/data.bin" {
		t.Error(content.Size(), content.Path())
	}
}

func TestReadAtPastTheEndIsTheEnd(t *testing.T) {
	content := contentOf(t, []byte("12345"))
	buffer := make([]byte, 4)
	if count, err := content.ReadAt(buffer, 3); count != 2 || err != io.EOF || string(buffer[:2]) != "45" {
		t.Error(count, err)
	}
	if count, err := content.ReadAt(buffer, 1<<62); count != 0 || err != io.EOF {
		t.Error(count, err)
	}
	_, err := content.ReadAt(buffer, -1)
	expectError(t, err, "the content has no negative offsets")
}

func emitInto(t *testing.T) string {
	folder := t.TempDir()
	before := subcontentFolder
	subcontentFolder = folder + string(filepath.Separator)
	emitted.Store(0)
	t.Cleanup(func() { subcontentFolder = before })
	return folder
}

func TestSlicesAndBytesAreNumberedOneAfterTheOther(t *testing.T) {
	folder := emitInto(t)
	must(t, EmitSlice(1<<40, 0, "a\"b\xff"))
	must(t, EmitBytes([]byte("bytes"), "named"))
	expectFiles(t, folder,
		"data_1.bin bytes",
		`metadata_0.json {"filename":"a\"b`+"\uFFFD"+`","offset":1099511627776,"length":0}`,
		`metadata_1.json {"filename":"named"}`)
}

func TestANegativeRangeIsAnErrorBeforeAnythingIsWritten(t *testing.T) {
	folder := emitInto(t)
	expectError(t, EmitSlice(-1, 5, "x"), "offset and length of a slice must not be negative")
	expectError(t, EmitSlice(1, -5, "x"), "offset and length of a slice must not be negative")
	expectFiles(t, folder)
}

func TestSubContentIsEmittedWhenFinishedAndOnlyThen(t *testing.T) {
	folder := emitInto(t)
	kept, err := CreateSubContent("kept")
	must(t, err)
	dropped, err := CreateSubContent("dropped")
	must(t, err)
	for _, piece := range []string{"one ", "two"} {
		_, err := io.WriteString(kept, piece)
		must(t, err)
		_, err = io.WriteString(dropped, piece)
		must(t, err)
	}
	must(t, kept.Finish())
	kept.Discard()
	dropped.Discard()
	expectFiles(t, folder, "data_0.bin one two", `metadata_0.json {"filename":"kept"}`)
	_, err = kept.Write([]byte("late"))
	expectError(t, err, "the sub-content is finished or discarded")
	expectError(t, dropped.Finish(), "the sub-content is finished or discarded")
}
