package wadup

import (
	"strconv"
	"sync/atomic"
)

// Sub-contents emitted for this content so far: the N in their files' names.
var emitted atomic.Uint64

// A variable, so that tests have a folder of their own.
var subcontentFolder = "/subcontent/"

// EmitBytes emits bytes that the module has produced, under the name the analyst will see. Every module, this one
// included, is called for them as for an input file.
//
// It fails when they cannot be written, for example because a quota of the host is used up.
func EmitBytes(data []byte, filename string) error {
	number := nextNumber()
	path := dataPath(number)
	if err := writeFile(path, data); err != nil {
		return cannot("write", path, err)
	}
	return writeMetadata(number, appendFilename(nil, filename))
}

// EmitSlice emits length bytes of the content itself, from offset on. Nothing is read or copied: prefer it wherever the
// bytes stand in the content as they are.
//
// It fails when a number is negative, or the emission cannot be written. A range that reaches outside the content is
// recorded by the host as a failure of this content.
func EmitSlice(offset, length int64, filename string) error {
	if offset < 0 || length < 0 {
		return failure("offset and length of a slice must not be negative")
	}
	metadata := append(appendFilename(nil, filename), `,"offset":`...)
	metadata = append(appendInt64(metadata, offset), `,"length":`...)
	return writeMetadata(nextNumber(), appendInt64(metadata, length))
}

// SubContent is a sub-content being written, from [CreateSubContent].
type SubContent struct {
	file     *file
	number   string
	filename string
}

// CreateSubContent begins an emission whose bytes come piece by piece, however many there are: nothing of them is kept
// in the module's memory. It is emitted by [SubContent.Finish].
//
//	unpacked, err := wadup.CreateSubContent("unpacked.txt")
//	if err != nil {
//		return err
//	}
//	defer unpacked.Discard()
//	if _, err := io.Copy(unpacked, decoder); err != nil {
//		return err
//	}
//	return unpacked.Finish()
func CreateSubContent(filename string) (*SubContent, error) {
	number := nextNumber()
	path := dataPath(number)
	file, err := createFile(path)
	if err != nil {
		return nil, cannot("write", path, err)
	}
	return &SubContent{file: file, number: number, filename: filename}, nil
}

// Write implements io.Writer. Every call goes to the host at once: write large pieces.
func (sub *SubContent) Write(data []byte) (int, error) {
	if sub.file == nil {
		return 0, failure("the sub-content is finished or discarded")
	}
	written, err := writeAll(sub.file, data)
	if err != nil {
		return written, cannot("write", dataPath(sub.number), err)
	}
	return written, nil
}

// Finish emits what was written.
func (sub *SubContent) Finish() error {
	if sub.file == nil {
		return failure("the sub-content is finished or discarded")
	}
	file := sub.file
	sub.file = nil
	if err := file.close(); err != nil {
		return cannot("write", dataPath(sub.number), err)
	}
	return writeMetadata(sub.number, appendFilename(nil, sub.filename))
}

// Discard forgets what was written; after Finish it does nothing, so that it may be deferred.
func (sub *SubContent) Discard() {
	if sub.file == nil {
		return
	}
	sub.file.close()
	sub.file = nil
	// Only tidiness: bytes without metadata are no emission.
	removeFile(dataPath(sub.number))
}

func nextNumber() string {
	return strconv.FormatUint(emitted.Add(1)-1, 10)
}

func dataPath(number string) string {
	return subcontentFolder + "data_" + number + ".bin"
}

func appendFilename(out []byte, filename string) []byte {
	return appendString(append(out, `{"filename":`...), filename)
}

func writeMetadata(number string, metadata []byte) error {
	path := subcontentFolder + "metadata_" + number + ".json"
	if err := writeFile(path, append(metadata, '}')); err != nil {
		return cannot("write", path, err)
	}
	return nil
}
