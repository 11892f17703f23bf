package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"wadup"
)

const (
	// Parts in parts beyond this depth are handed on as one.
	deepestPart = 50
	// Parts of one message beyond these are handed on as one.
	mostParts = 10_000
	// RFC 2046 allows 70 characters, and programs more.
	longestBoundary = 1000
)

// container is a multipart that is being read.
type container struct {
	boundary string
	number   string
	// Where its body begins.
	start int64
	parts int
}

// leaf is a part that holds no others.
type leaf struct {
	number string
	header header
	start  int64
}

// message is read in one pass over its lines, which finds where parts begin and end. Each part is then handed on: as a
// slice where its bytes stand there as they are, else decoded.
type message struct {
	content    *wadup.Content
	seen       *report
	source     *lines
	tables     *tables
	containers []container
	// nil between parts.
	current *leaf
	header  header
	parts   int64
	// Parts that have a name of a file.
	files    int64
	problems []string
	// What follows the last part, from the first line on that is not empty.
	after int64
}

func readMessage(content *wadup.Content, seen *report) error {
	tables, err := defineTables()
	if err != nil {
		return err
	}
	one := &message{content: content, seen: seen, source: newLines(content), tables: tables, after: -1}
	if one.header, err = readHeader(one.source, one.isDelimiter); err != nil {
		return err
	}
	one.note(one.header.problem)
	if err := one.begin("1", header{fields: one.header.fields}); err != nil {
		return err
	}
	if err := one.readBody(); err != nil {
		return err
	}
	return one.insert()
}

func (one *message) note(problem string) {
	if problem != "" {
		one.problems = append(one.problems, problem)
		one.seen.problem("%s", problem)
	}
}

// begin is called behind the header of the message or of a part.
func (one *message) begin(number string, header header) error {
	start := one.position()
	kind, found := parameters(header.get("Content-Type"))
	boundary := found["boundary"]
	if strings.HasPrefix(kind, "multipart/") && boundary != "" && len(boundary) <= longestBoundary {
		if len(one.containers) < deepestPart {
			one.containers = append(one.containers, container{boundary: boundary, number: number, start: start})
			return nil
		}
		one.note(fmt.Sprintf("parts in parts, %d deep: what is deeper is handed on as one", deepestPart))
	}
	one.current = &leaf{number, header, start}
	return nil
}

// position is where the next line begins.
func (one *message) position() int64 {
	if one.source.isPending {
		return one.source.pending.offset
	}
	return one.source.offset
}

func (one *message) readBody() error {
	for {
		next, err := one.source.next()
		if errors.Is(err, io.EOF) {
			return one.finish(next.offset)
		}
		if err != nil {
			return err
		}
		index, isClose := one.delimiter(next)
		if index < 0 {
			if len(one.containers) == 0 && one.current == nil && one.after < 0 && !isBlank(next.bytes) {
				one.after = next.offset
			}
			continue
		}
		// The line's end before a boundary belongs to the boundary.
		if err := one.endPart(next.offset - one.source.lastEnd); err != nil {
			return err
		}
		for _, inner := range one.containers[index+1:] {
			one.note(fmt.Sprintf("part %s: its closing boundary is missing", inner.number))
		}
		one.containers = one.containers[:index+1]
		if isClose {
			one.containers = one.containers[:index]
			continue
		}
		if err := one.nextPart(&one.containers[index]); err != nil {
			return err
		}
	}
}

func (one *message) nextPart(around *container) error {
	around.parts++
	one.parts++
	if one.parts > mostParts {
		one.note(fmt.Sprintf("more than %d parts: the rest is handed on as one", mostParts))
		one.current = &leaf{number: "rest", start: one.position()}
		one.containers = nil
		return nil
	}
	header, err := readHeader(one.source, one.isDelimiter)
	if err != nil {
		return err
	}
	return one.begin(around.number+"."+strconv.Itoa(around.parts), header)
}

// delimiter gives which container a line is a boundary of, -1 for none, and whether it closes it.
func (one *message) delimiter(next line) (int, bool) {
	text := next.bytes
	if !next.atStart || len(text) < 3 || text[0] != '-' || text[1] != '-' {
		return -1, false
	}
	text = bytes.TrimRight(text[2:], " \t\r\n")
	for index := len(one.containers) - 1; index >= 0; index-- {
		boundary := one.containers[index].boundary
		if !bytes.HasPrefix(text, []byte(boundary)) {
			continue
		}
		switch string(text[len(boundary):]) {
		case "":
			return index, false
		case "--":
			return index, true
		}
	}
	return -1, false
}

func (one *message) isDelimiter(next line) bool {
	index, _ := one.delimiter(next)
	return index >= 0
}

// finish is called at the end of the content.
func (one *message) finish(end int64) error {
	if err := one.endPart(end); err != nil {
		return err
	}
	for _, open := range one.containers {
		one.note(fmt.Sprintf("part %s: its closing boundary is missing", open.number))
		if open.parts == 0 && open.start < end {
			if err := one.emitSlice(open.start, end, "part-"+open.number+".bin"); err != nil {
				return err
			}
		}
	}
	if one.after >= 0 {
		return one.emitSlice(one.after, end, "after-the-last-part.bin")
	}
	return nil
}

func (one *message) emitSlice(start, end int64, name string) error {
	return wadup.EmitSlice(start, end-start, name)
}

func (one *message) endPart(end int64) error {
	part := one.current
	if part == nil {
		return nil
	}
	one.current = nil
	end = max(end, part.start)
	about := describe(part)
	if about.isFile {
		one.files++
	}
	size, problem := end-part.start, part.header.problem
	var err error
	switch about.encoding {
	case "base64":
		size, problem, err = one.emitDecoded(part.start, end, about.name, &base64Decoder{})
	case "quoted-printable":
		size, problem, err = one.emitDecoded(part.start, end, about.name, &quotedDecoder{})
	default:
		if !isPlainEncoding(about.encoding) {
			problem = "its encoding '" + printable(about.encoding) + "' is not known: it is handed on as it is"
		}
		if size > 0 {
			err = one.emitSlice(part.start, end, about.name)
		}
	}
	if err != nil {
		return err
	}
	if problem != "" {
		one.seen.problem("part %s: %s", part.number, problem)
	}
	return one.tables.insertPart(part, about, size, problem)
}

func isPlainEncoding(encoding string) bool {
	return encoding == "" || encoding == "7bit" || encoding == "8bit" || encoding == "binary"
}

// emitDecoded gives the size of what came out, and what was wrong.
func (one *message) emitDecoded(start, end int64, name string, decoder decoder) (int64, string, error) {
	if start == end {
		return 0, "", nil
	}
	output, err := wadup.CreateSubContent(name)
	if err != nil {
		return 0, "", err
	}
	defer output.Discard()
	size, err := decode(output, io.NewSectionReader(one.content, start, end-start), decoder)
	if err != nil {
		return size, "", err
	}
	return size, decoder.problem(), output.Finish()
}

func isBlank(text []byte) bool {
	return len(bytes.TrimSpace(text)) == 0
}

// description is what the header of a part says about it.
type description struct {
	kind, charset, encoding, disposition, contentID string
	// What the mail calls it, or nothing.
	filename string
	// What it is handed on as.
	name   string
	isFile bool
}

var extensions = map[string]string{
	"text/plain": "txt", "text/html": "html", "text/calendar": "ics", "text/csv": "csv", "text/xml": "xml", "text/rtf": "rtf",
	"message/rfc822": "eml", "message/global": "eml", "message/delivery-status": "txt", "image/jpeg": "jpg", "image/png": "png",
	"image/gif": "gif", "application/pdf": "pdf", "application/zip": "zip", "application/ms-tnef": "dat",
	"application/pgp-signature": "asc", "application/pkcs7-signature": "p7s", "application/pkcs7-mime": "p7m",
}

func describe(part *leaf) description {
	var about description
	var found map[string]string
	about.kind, found = parameters(part.header.get("Content-Type"))
	if about.kind == "" {
		about.kind = "text/plain"
	}
	about.charset = strings.ToLower(found["charset"])
	disposition, more := parameters(part.header.get("Content-Disposition"))
	about.disposition = disposition
	if about.filename = more["filename"]; about.filename == "" {
		about.filename = found["name"]
	}
	about.encoding = strings.ToLower(strings.TrimSpace(part.header.get("Content-Transfer-Encoding")))
	about.contentID = strings.Trim(strings.TrimSpace(part.header.get("Content-ID")), "<>")
	about.isFile = about.filename != "" || disposition == "attachment"
	about.name = emittedName(about.filename)
	if about.name == "" {
		extension := extensions[about.kind]
		if extension == "" {
			extension = "bin"
		}
		about.name = "part-" + part.number + "." + extension
	}
	return about
}
