// Reads e-mail: headers, addresses and dates as rows, bodies and attachments as sub-content; messages in messages and in
// mailboxes (mbox) too. What is one is decided by the bytes, not by the name.
package main

import (
	"fmt"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"

	"wadup"
)

func main() {}

//go:wasmexport process
func process() int32 {
	seen := &report{}
	if err := read(seen); err != nil {
		seen.problem("%v", err)
	}
	if seen.problems > 0 {
		return 1
	}
	return 0
}

func read(seen *report) error {
	content, err := wadup.OpenContent()
	if err != nil {
		return err
	}
	defer content.Close()
	first, err := firstLines(content)
	if err != nil {
		return err
	}
	switch {
	case looksLikeMailbox(first):
		return splitMailbox(content, seen)
	case looksLikeMessage(first):
		return readMessage(content, seen)
	}
	return nil
}

const mostPrinted = 20

// report counts what could not be handed on whole and right, and says so on stderr.
type report struct {
	problems int
}

func (seen *report) problem(format string, values ...any) {
	seen.problems++
	if seen.problems <= mostPrinted {
		fmt.Fprintf(os.Stderr, "go-email: "+format+"\n", values...)
	}
	if seen.problems == mostPrinted+1 {
		fmt.Fprintln(os.Stderr, "go-email: further problems are in the tables only")
	}
}

// The longest name that the host takes, in bytes.
const longestName = 4096

// emittedName mends what the host would refuse, so that nothing goes unseen for its name.
func emittedName(name string) string {
	return strings.ReplaceAll(cut(strings.ToValidUTF8(name, "\uFFFD"), longestName), "\x00", "?")
}

// printable is a name for one line of a message.
func printable(name string) string {
	return cut(strings.Map(func(letter rune) rune {
		if unicode.IsControl(letter) {
			return '?'
		}
		return letter
	}, name), 200)
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
