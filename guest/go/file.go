package wadup

import "io"

// writeFile makes a file of the parts, one after the other. Closing it is what hands it to the host.
func writeFile(path string, parts ...[]byte) error {
	file, err := createFile(path)
	if err != nil {
		return err
	}
	for _, part := range parts {
		if _, err := writeAll(file, part); err != nil {
			// Removed before it is closed: half a file would be read as bad JSON, and hide what went wrong.
			removeFile(path)
			file.close()
			return err
		}
	}
	return file.close()
}

func writeAll(file *file, data []byte) (int, error) {
	written := 0
	for written < len(data) {
		count, err := file.write(data[written:])
		if err != nil {
			return written, err
		}
		if count == 0 {
			return written, io.ErrShortWrite
		}
		written += count
	}
	return written, nil
}
