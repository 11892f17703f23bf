package main

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/url"
	"strings"
)

const (
	// Fields of one header beyond these are passed over, and what a field has beyond that is cut off.
	mostFields   = 2000
	longestField = 64 * 1024
)

type field struct {
	name  string
	value string
}

// header is the fields of a message or a part, in order, unfolded but not decoded.
type header struct {
	fields  []field
	problem string
}

// readHeader reads up to the empty line. stops tells lines that end it as well: boundaries of the parts around.
func readHeader(source *lines, stops func(line) bool) (header, error) {
	var found header
	for {
		one, err := source.next()
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return found, err
		}
		if stops(one) {
			source.unread()
			return found, nil
		}
		if one.atStart && one.isBlank() {
			return found, nil
		}
		if !found.add(one) {
			// A body without the empty line before it.
			source.unread()
			found.problem = "the header ends without an empty line"
			return found, nil
		}
	}
}

// add takes a line of the header in. It gives false for one that is none.
func (found *header) add(one line) bool {
	text := one.text()
	isMore := !one.atStart || (len(text) > 0 && (text[0] == ' ' || text[0] == '\t'))
	if isMore {
		if len(found.fields) == 0 {
			return false
		}
		last := &found.fields[len(found.fields)-1]
		if len(last.value)+len(text) > longestField {
			found.problem = "a field is longer than 64 KiB, and was cut off"
			text = text[:max(0, longestField-len(last.value))]
		}
		last.value += string(text)
		return true
	}
	name, value, isField := bytes.Cut(text, []byte(":"))
	name = bytes.TrimRight(name, " \t")
	if !isField || !isFieldName(name) {
		return false
	}
	if len(found.fields) == mostFields {
		found.problem = "there are more than 2000 fields"
		found.fields = found.fields[:mostFields-1]
	}
	if len(value) > longestField {
		found.problem = "a field is longer than 64 KiB, and was cut off"
		value = value[:longestField]
	}
	found.fields = append(found.fields, field{string(name), strings.TrimLeft(string(value), " \t")})
	return true
}

func isFieldName(name []byte) bool {
	for _, letter := range name {
		if letter <= ' ' || letter >= 0x7f {
			return false
		}
	}
	return len(name) > 0 && len(name) <= 200
}

// get gives the first field of that name, or nothing.
func (found *header) get(name string) string {
	for _, one := range found.fields {
		if strings.EqualFold(one.name, name) {
			return one.value
		}
	}
	return ""
}

// parameters gives the first part of a field like Content-Type in lower case, and its parameters, decoded. Programs that
// write them wrong are as common as attacks; what can be understood of them is.
func parameters(value string) (string, map[string]string) {
	kind, found, err := mime.ParseMediaType(value)
	if err != nil {
		kind, found = looseParameters(value)
	}
	for name, text := range found {
		found[name] = decodeWords(text)
	}
	addExtended(found, value)
	return kind, found
}

// addExtended adds parameters like name*=charset'language'text (RFC 2231) in charsets that the standard library passes over.
func addExtended(found map[string]string, value string) {
	if !strings.Contains(value, "*=") {
		return
	}
	_, loose := looseParameters(value)
	for name, text := range loose {
		name, isExtended := strings.CutSuffix(name, "*")
		parts := strings.SplitN(text, "'", 3)
		if !isExtended || found[name] != "" || len(parts) < 3 {
			continue
		}
		data, err := url.PathUnescape(parts[2])
		if err != nil {
			continue
		}
		if decoded, isKnown := decodeCharset(parts[0], []byte(data)); isKnown {
			found[name] = decoded
		}
	}
}

func looseParameters(value string) (string, map[string]string) {
	kind, rest, _ := strings.Cut(value, ";")
	found := map[string]string{}
	for rest != "" {
		var one string
		one, rest = cutParameter(rest)
		name, text, isParameter := strings.Cut(one, "=")
		name = strings.ToLower(strings.TrimSpace(name))
		if _, isKnown := found[name]; isParameter && !isKnown {
			found[name] = strings.Trim(strings.TrimSpace(text), `"`)
		}
	}
	return strings.ToLower(strings.TrimSpace(kind)), found
}

// cutParameter cuts at the next semicolon outside of quotes.
func cutParameter(text string) (string, string) {
	inQuotes := false
	for at := 0; at < len(text); at++ {
		switch text[at] {
		case '\\':
			at++
		case '"':
			inQuotes = !inQuotes
		case ';':
			if !inQuotes {
				return text[:at], text[at+1:]
			}
		}
	}
	return text, ""
}

var words = mime.WordDecoder{CharsetReader: func(charset string, input io.Reader) (io.Reader, error) {
	data, err := io.ReadAll(input)
	if err != nil {
		return nil, err
	}
	text, isKnown := decodeCharset(charset, data)
	if !isKnown {
		return nil, errors.New("unknown charset")
	}
	return strings.NewReader(text), nil
}}

// decodeWords decodes =?charset?Q?…?= and bytes beyond ASCII. A word in an unknown charset stays as it is.
func decodeWords(text string) string {
	var out strings.Builder
	// Blanks between two encoded words are none of the text.
	afterWord := false
	for {
		start := strings.Index(text, "=?")
		if start < 0 {
			break
		}
		length := wordLength(text[start:])
		decoded, err := "", error(nil)
		if length > 0 {
			decoded, err = words.Decode(text[start : start+length])
		}
		if length == 0 || err != nil {
			out.WriteString(text[:start+2])
			text, afterWord = text[start+2:], false
			continue
		}
		between := text[:start]
		if !afterWord || strings.Trim(between, " \t\r\n") != "" {
			out.WriteString(between)
		}
		out.WriteString(decoded)
		text, afterWord = text[start+length:], true
	}
	out.WriteString(text)
	return toUnicode(out.String())
}

// wordLength gives how long the encoded word at the beginning is, 0 when there is none: =?charset?Q?text?=
func wordLength(text string) int {
	const longestWord = 4096
	text = text[:min(len(text), longestWord)]
	at := 2
	for part := 0; part < 2; part++ {
		next := strings.IndexByte(text[at:], '?')
		if next < 0 {
			return 0
		}
		at += next + 1
	}
	end := strings.Index(text[at:], "?=")
	if end < 0 {
		return 0
	}
	return at + end + 2
}
