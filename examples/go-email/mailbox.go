package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"wadup"
)

// splitMailbox emits every message of a mailbox (mbox) as a slice of it. A line is where one begins when it looks so, an
// empty line stands before it, and a field of a header behind it: texts in which a line begins with "From" are common.
func splitMailbox(content *wadup.Content, seen *report) error {
	table, err := define("email_mailboxes", "#number", "from_line", "#file_offset", "#size")
	if err != nil {
		return err
	}
	box := &mailbox{table: table, seen: seen}
	source := newLines(content)
	candidate, candidateOffset := "", int64(0)
	// The beginning of the content is as good as an empty line.
	wasBlank := true
	for {
		next, err := source.next()
		if errors.Is(err, io.EOF) {
			return box.end(next.offset)
		}
		if err != nil {
			return err
		}
		if candidate != "" && beginsHeader(next) {
			if err := box.begin(candidateOffset, next.offset, candidate); err != nil {
				return err
			}
		}
		candidate = ""
		if wasBlank && next.atStart && isFromLine(next.bytes) {
			candidate, candidateOffset = string(next.text()), next.offset
		}
		wasBlank = next.atStart && next.isBlank()
	}
}

// mailbox is what of it was read.
type mailbox struct {
	table *wadup.Table
	seen  *report
	count int64
	// Where the message that is read begins, behind its line.
	start    int64
	fromLine string
}

func beginsHeader(next line) bool {
	name, _, isField := bytes.Cut(next.bytes, []byte(":"))
	return next.atStart && isField && (isFieldName(name) || bytes.HasPrefix(next.bytes, []byte(">From ")))
}

// begin takes where the line before the message begins and where the message itself does.
func (box *mailbox) begin(lineOffset, start int64, fromLine string) error {
	if err := box.end(lineOffset); err != nil {
		return err
	}
	box.count++
	box.start, box.fromLine = start, fromLine
	return nil
}

func (box *mailbox) end(end int64) error {
	if box.count == 0 {
		return nil
	}
	size := end - box.start
	if err := wadup.EmitSlice(box.start, size, fmt.Sprintf("message-%06d.eml", box.count)); err != nil {
		return err
	}
	return box.table.InsertRow([]wadup.Value{
		wadup.NewInt64(box.count), wadup.NewString(toUnicode(box.fromLine)), wadup.NewInt64(box.start), wadup.NewInt64(size),
	})
}
