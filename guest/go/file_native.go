//go:build !wasip1

package wadup

import (
	"io"
	"os"
)

// Files where there is no WADUP: for tests, and for editors that look at the package as a native one.

type file struct {
	file *os.File
}

func openFile(path string) (*file, error) {
	opened, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return &file{opened}, nil
}

func createFile(path string) (*file, error) {
	created, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	return &file{created}, nil
}

func removeFile(path string) {
	_ = os.Remove(path)
}

func (file *file) size() (int64, error) {
	info, err := file.file.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// readAt gives 0 and no error at the end.
func (file *file) readAt(buffer []byte, offset int64) (int, error) {
	count, err := file.file.ReadAt(buffer, offset)
	if err == io.EOF {
		err = nil
	}
	return count, err
}

func (file *file) write(data []byte) (int, error) {
	return file.file.Write(data)
}

func (file *file) close() error {
	return file.file.Close()
}

func printError(line string) {
	_, _ = os.Stderr.WriteString(line)
}
