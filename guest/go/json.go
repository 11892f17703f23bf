package wadup

import (
	"math"
	"strconv"
	"unicode/utf8"
)

// The little JSON that the host is told, written by hand: a row costs no reflection and no allocation, and
// encoding/json would make every module larger.

const hexDigits = "0123456789abcdef"

// appendString appends text as a JSON string, quotes included. What is no UTF-8 becomes U+FFFD, byte by byte.
func appendString(out []byte, text string) []byte {
	out = append(out, '"')
	copied := 0
	for at := 0; at < len(text); {
		character := text[at]
		if character >= utf8.RuneSelf {
			decoded, size := utf8.DecodeRuneInString(text[at:])
			if decoded == utf8.RuneError && size == 1 {
				out = append(append(out, text[copied:at]...), "\uFFFD"...)
				copied = at + 1
			}
			at += size
			continue
		}
		if character < 0x20 || character == '"' || character == '\\' {
			out = appendEscape(append(out, text[copied:at]...), character)
			copied = at + 1
		}
		at++
	}
	return append(append(out, text[copied:]...), '"')
}

func appendEscape(out []byte, character byte) []byte {
	switch character {
	case '"', '\\':
		return append(out, '\\', character)
	case '\n':
		return append(out, '\\', 'n')
	case '\r':
		return append(out, '\\', 'r')
	case '\t':
		return append(out, '\\', 't')
	}
	return append(out, '\\', 'u', '0', '0', hexDigits[character>>4], hexDigits[character&15])
}

func appendInt64(out []byte, value int64) []byte {
	return strconv.AppendInt(out, value, 10)
}

// appendFloat64 appends a number that reads back as exactly value; what JSON has no number for becomes a string.
func appendFloat64(out []byte, value float64) []byte {
	switch {
	case math.IsNaN(value):
		return append(out, `"NaN"`...)
	case math.IsInf(value, 1):
		return append(out, `"Infinity"`...)
	case math.IsInf(value, -1):
		return append(out, `"-Infinity"`...)
	}
	return strconv.AppendFloat(out, value, 'g', -1, 64)
}
