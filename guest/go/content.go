package wadup

import "io"

// ContentPath is the path of the content's bytes, a read-only file, for package os and for libraries that want a path.
const ContentPath = "/data.bin"

// Content is the content that process was called for. It implements io.Reader, io.Seeker, io.ReaderAt and io.Closer.
//
// It belongs to one call of process and must not be used in the next. ReadAt may be called by several goroutines at
// once; Read and Seek share one position.
type Content struct {
	file     *file
	size     int64
	position int64
}

var _ interface {
	io.ReadSeekCloser
	io.ReaderAt
} = (*Content)(nil)

// OpenContent opens the content.
func OpenContent() (*Content, error) {
	return openContent(ContentPath)
}

func openContent(path string) (*Content, error) {
	file, err := openFile(path)
	if err != nil {
		return nil, cannot("open", path, err)
	}
	size, err := file.size()
	if err != nil {
		file.close()
		return nil, cannot("measure", path, err)
	}
	return &Content{file: file, size: size}, nil
}

// Size gives the content's length in bytes.
func (content *Content) Size() int64 {
	return content.size
}

// Path gives [ContentPath].
func (content *Content) Path() string {
	return ContentPath
}

// ReadAt fills buffer from offset on, or gives fewer bytes and io.EOF where the content ends before.
func (content *Content) ReadAt(buffer []byte, offset int64) (int, error) {
	if offset < 0 {
		return 0, failure("the content has no negative offsets")
	}
	filled := 0
	for filled < len(buffer) {
		// Asked for in one place only: where the content ends is known without the host.
		if offset >= content.size {
			return filled, io.EOF
		}
		count, err := content.file.readAt(buffer[filled:], offset)
		if err != nil {
			return filled, cannot("read", ContentPath, err)
		}
		if count == 0 {
			return filled, io.EOF
		}
		filled += count
		offset += int64(count)
	}
	return filled, nil
}

// Read reads from the position on, as far as it gets in one step.
func (content *Content) Read(buffer []byte) (int, error) {
	if len(buffer) == 0 {
		return 0, nil
	}
	if content.position >= content.size {
		return 0, io.EOF
	}
	count, err := content.file.readAt(buffer, content.position)
	if err != nil {
		return 0, cannot("read", ContentPath, err)
	}
	if count == 0 {
		return 0, io.EOF
	}
	content.position += int64(count)
	return count, nil
}

// Seek moves the position of Read. Past the end is allowed, before the start is an error.
func (content *Content) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekStart:
	case io.SeekCurrent:
		offset += content.position
	case io.SeekEnd:
		offset += content.size
	default:
		return 0, failure("Seek knows io.SeekStart, io.SeekCurrent and io.SeekEnd only")
	}
	if offset < 0 {
		return 0, failure("the content has no negative offsets")
	}
	content.position = offset
	return offset, nil
}

// Close closes the content's file. What is still open when process returns is closed by the host.
func (content *Content) Close() error {
	if err := content.file.close(); err != nil {
		return cannot("close", ContentPath, err)
	}
	return nil
}
