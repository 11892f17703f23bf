package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"wadup"
)

const (
	bufferSize = 64 * 1024
	// What is looked at to tell what a content is.
	firstBytes = 16 * 1024
)

// Kept from content to content: most mails are smaller than any of these buffers.
var (
	lineReader   = bufio.NewReaderSize(nil, bufferSize)
	decodeBuffer = make([]byte, bufferSize)
	firstBuffer  = make([]byte, firstBytes)
)

func firstLines(content *wadup.Content) ([]byte, error) {
	first := firstBuffer[:min(firstBytes, content.Size())]
	count, err := content.ReadAt(first, 0)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return first[:count], err
}

// line is one line, or a piece of one that is longer than the buffer.
type line struct {
	// With its end; valid until the next one is read.
	bytes  []byte
	offset int64
	// Whether it begins where a line begins.
	atStart bool
}

// text is the line without its end.
func (one line) text() []byte {
	return bytes.TrimRight(one.bytes, "\r\n")
}

func (one line) isBlank() bool {
	return len(one.text()) == 0
}

// lines reads a content line by line and knows where each begins.
type lines struct {
	reader *bufio.Reader
	// Where the next line begins.
	offset  int64
	atStart bool
	// How long the end of the line before is: it belongs to a boundary that follows.
	lastEnd int64
	// Given back, to be read again.
	pending   line
	isPending bool
}

func newLines(content io.Reader) *lines {
	lineReader.Reset(content)
	return &lines{reader: lineReader, atStart: true}
}

// next gives io.EOF after the last line.
func (source *lines) next() (line, error) {
	if source.isPending {
		source.isPending = false
		return source.pending, nil
	}
	if source.offset > 0 {
		source.lastEnd = endLength(source.pending.bytes)
	}
	piece, err := source.reader.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) || (errors.Is(err, io.EOF) && len(piece) > 0) {
		err = nil
	}
	if err != nil {
		return line{offset: source.offset}, err
	}
	one := line{bytes: piece, offset: source.offset, atStart: source.atStart}
	source.offset += int64(len(piece))
	source.atStart = piece[len(piece)-1] == '\n'
	source.pending = one
	return one, nil
}

// unread gives the last line back.
func (source *lines) unread() {
	source.isPending = true
}

func endLength(text []byte) int64 {
	switch {
	case bytes.HasSuffix(text, []byte("\r\n")):
		return 2
	case bytes.HasSuffix(text, []byte("\n")):
		return 1
	}
	return 0
}
