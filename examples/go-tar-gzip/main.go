// Unpacks TAR and GZIP: entries of a TAR archive as slices of it, the content of a GZIP file as bytes, so that both are
// processed like input files. What is one is decided by the bytes, not by the name.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"

	"wadup"
)

func main() {}

//go:wasmexport process
func process() int32 {
	seen, err := unpack()
	if err != nil {
		seen.problem("%v", err)
	}
	if seen.problems > 0 {
		return 1
	}
	return 0
}

func unpack() (*report, error) {
	seen := &report{}
	content, err := wadup.OpenContent()
	if err != nil {
		return seen, err
	}
	defer content.Close()
	first := make([]byte, blockSize)
	count, err := content.ReadAt(first, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return seen, err
	}
	switch first = first[:count]; {
	case isGzip(first):
		return seen, unpackGzip(content, seen)
	case isTarHeader(first):
		return seen, unpackTar(content, seen)
	}
	return seen, nil
}

const mostPrinted = 20

// report counts what could not be handed on whole and right, and says so on stderr.
type report struct {
	problems int
}

func (seen *report) problem(format string, values ...any) {
	seen.problems++
	if seen.problems <= mostPrinted {
		fmt.Fprintf(os.Stderr, "go-tar-gzip: "+format+"\n", values...)
	}
	if seen.problems == mostPrinted+1 {
		fmt.Fprintln(os.Stderr, "go-tar-gzip: further problems are in the table only")
	}
}

// printable is a name for one line of a message.
func printable(name string) string {
	name = strings.Map(func(letter rune) rune {
		if unicode.IsControl(letter) {
			return '?'
		}
		return letter
	}, name)
	return cut(name, 200)
}

// The longest name that the host takes, in bytes.
const longestName = 4096

// emittedName mends what the host would refuse, so that nothing goes unseen for its name.
func emittedName(name string) string {
	if name == "" {
		return "unnamed"
	}
	return strings.ReplaceAll(cut(strings.ToValidUTF8(name, "\uFFFD"), longestName), "\x00", "?")
}

// cut shortens a text to at most so many bytes, between two characters.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most]
}

// textOrNull is NULL for an empty text.
func textOrNull(text string) wadup.Value {
	if text == "" {
		return wadup.NewNull()
	}
	return wadup.NewString(text)
}
