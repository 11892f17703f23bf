package wadup

import "syscall"

// Files by system calls alone: without package os a module is 440 kB smaller, if its author does not use it either.

type file struct {
	descriptor int
}

func openFile(path string) (*file, error) {
	descriptor, err := syscall.Open(path, syscall.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	return &file{descriptor}, nil
}

func createFile(path string) (*file, error) {
	descriptor, err := syscall.Open(path, syscall.O_WRONLY|syscall.O_CREAT|syscall.O_TRUNC, 0o644)
	if err != nil {
		return nil, err
	}
	return &file{descriptor}, nil
}

func removeFile(path string) {
	// Nobody is left to tell.
	_ = syscall.Unlink(path)
}

func (file *file) size() (int64, error) {
	var stat syscall.Stat_t
	if err := syscall.Fstat(file.descriptor, &stat); err != nil {
		return 0, err
	}
	return int64(stat.Size), nil
}

// readAt gives 0 and no error at the end.
func (file *file) readAt(buffer []byte, offset int64) (int, error) {
	return syscall.Pread(file.descriptor, buffer, offset)
}

func (file *file) write(data []byte) (int, error) {
	return syscall.Write(file.descriptor, data)
}

func (file *file) close() error {
	return syscall.Close(file.descriptor)
}

func printError(line string) {
	_, _ = syscall.Write(2, []byte(line))
}
