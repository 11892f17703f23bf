package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// decoder undoes a transfer encoding, whatever the bytes are: it never fails, it counts what made no sense.
type decoder interface {
	// add decodes a piece and gives what came out, valid until the next call.
	add(piece []byte) []byte
	// end gives what is left.
	end() []byte
	problem() string
}

const (
	skipped = 0xff
	padding = 0xfe
	blank   = 0xfd
)

// What a byte stands for in Base64.
var base64Values = func() (values [256]byte) {
	for index := range values {
		values[index] = skipped
	}
	for index, letter := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" {
		values[letter] = byte(index)
	}
	values['='] = padding
	for _, letter := range "\r\n\t " {
		values[letter] = blank
	}
	return values
}()

type base64Decoder struct {
	out     []byte
	bits    uint32
	count   int
	illegal int64
	// Letters of a last group that is no byte.
	lost bool
}

func (decoder *base64Decoder) add(piece []byte) []byte {
	out := decoder.out[:0]
	bits, count := decoder.bits, decoder.count
	for _, letter := range piece {
		value := base64Values[letter]
		if value < 64 {
			bits = bits<<6 | uint32(value)
			if count++; count == 4 {
				out = append(out, byte(bits>>16), byte(bits>>8), byte(bits))
				count = 0
			}
			continue
		}
		switch value {
		case padding:
			// Also in the middle, where two encoded texts were joined.
			out = decoder.flush(out, bits, count)
			count = 0
		case skipped:
			decoder.illegal++
		}
	}
	decoder.out, decoder.bits, decoder.count = out, bits, count
	return out
}

func (decoder *base64Decoder) flush(out []byte, bits uint32, count int) []byte {
	switch count {
	case 1:
		decoder.lost = true
	case 2:
		out = append(out, byte(bits>>4))
	case 3:
		out = append(out, byte(bits>>10), byte(bits>>2))
	}
	return out
}

func (decoder *base64Decoder) end() []byte {
	out := decoder.flush(nil, decoder.bits, decoder.count)
	decoder.count = 0
	return out
}

func (decoder *base64Decoder) problem() string {
	switch {
	case decoder.illegal > 0:
		return fmt.Sprintf("%d characters in it are no Base64", decoder.illegal)
	case decoder.lost:
		return "its Base64 is cut off"
	}
	return ""
}

type quotedDecoder struct {
	out []byte
	// What a piece ended with that only the next one can decide.
	rest    []byte
	illegal int64
}

func (decoder *quotedDecoder) add(piece []byte) []byte {
	data := append(decoder.rest, piece...)
	out := decoder.out[:0]
	for len(data) > 0 {
		plain, encoded, found := bytes.Cut(data, []byte("="))
		out = append(out, plain...)
		if !found {
			data = nil
			break
		}
		value, length, isWhole := quoted(encoded)
		if !isWhole {
			data = data[len(plain):]
			break
		}
		switch {
		case length == 0:
			decoder.illegal++
			out = append(out, '=')
		case value >= 0:
			out = append(out, byte(value))
		}
		data = encoded[length:]
	}
	decoder.rest = append(decoder.rest[:0], data...)
	decoder.out = out
	return out
}

// Blanks may stand between = and the end of the line; with more of them it is no soft break.
const longestBreak = 80

// quoted gives what follows = means: a byte, or -1 for a soft line break; and how long it is, 0 for neither. It is not
// whole when more text could change that.
func quoted(text []byte) (value, length int, isWhole bool) {
	if len(text) > 0 && hexValue(text[0]) >= 0 {
		if len(text) > 1 && hexValue(text[1]) >= 0 {
			return hexValue(text[0])<<4 | hexValue(text[1]), 2, true
		}
		return 0, 0, len(text) > 1
	}
	for at, letter := range text {
		if letter == '\n' {
			return -1, at + 1, true
		}
		if at == longestBreak || (letter != ' ' && letter != '\t' && letter != '\r') {
			return 0, 0, true
		}
	}
	return 0, 0, false
}

func hexValue(letter byte) int {
	switch {
	case letter >= '0' && letter <= '9':
		return int(letter - '0')
	case letter >= 'a' && letter <= 'f':
		return int(letter-'a') + 10
	case letter >= 'A' && letter <= 'F':
		return int(letter-'A') + 10
	}
	return -1
}

func (decoder *quotedDecoder) end() []byte {
	// What was waited for does not come: it is what it looks like, apart from a soft break at the very end.
	rest := decoder.rest
	decoder.rest = nil
	if len(bytes.TrimRight(rest, " \t\r\n")) == 1 {
		return nil
	}
	if len(rest) > 0 {
		decoder.illegal++
	}
	return rest
}

func (decoder *quotedDecoder) problem() string {
	if decoder.illegal == 0 {
		return ""
	}
	return fmt.Sprintf("%d times = in it stands for nothing", decoder.illegal)
}

// decode reads to the end, and gives how many bytes came out.
func decode(output io.Writer, source io.Reader, decoder decoder) (int64, error) {
	buffer := decodeBuffer
	var size int64
	for {
		count, err := source.Read(buffer)
		out := decoder.add(buffer[:count])
		if errors.Is(err, io.EOF) {
			// Both belong together in one write: small parts are many.
			out = append(out, decoder.end()...)
		}
		size += int64(len(out))
		if len(out) > 0 {
			if _, err := output.Write(out); err != nil {
				return size, err
			}
		}
		if errors.Is(err, io.EOF) {
			return size, nil
		}
		if err != nil {
			return size, err
		}
	}
}
