package wadup

// Error is why rows or sub-content could not be handed to the host, in words.
type Error struct {
	message string
	cause   error
}

func (err *Error) Error() string {
	return err.message
}

// Unwrap gives what the filesystem said, if it was asked.
func (err *Error) Unwrap() error {
	return err.cause
}

func failure(message string) error {
	return &Error{message: message}
}

func cannot(verb, path string, cause error) error {
	return &Error{message: "cannot " + verb + " " + path + ": " + cause.Error(), cause: cause}
}
