package main

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"time"

	"wadup"
)

const bufferSize = 64 * 1024

func isGzip(first []byte) bool {
	return len(first) >= 4 && first[0] == 0x1f && first[1] == 0x8b && first[2] == 8 && first[3]&0xe0 == 0
}

// unpackGzip emits what a GZIP file holds. Several members, one after the other, are one content, as for gunzip.
func unpackGzip(content *wadup.Content, seen *report) error {
	table, err := wadup.NewTableBuilder("gzip_files").
		Column("name", wadup.String).
		Column("modified", wadup.String).
		Column("members", wadup.Int64).
		Column("compressed_size", wadup.Int64).
		Column("uncompressed_size", wadup.Int64).
		Column("problem", wadup.String).
		Build()
	if err != nil {
		return err
	}
	source := bufio.NewReaderSize(content, bufferSize)
	decoder, err := gzip.NewReader(source)
	if err != nil {
		seen.problem("the GZIP header is damaged: %v", err)
		return table.InsertRow([]wadup.Value{{}, {}, wadup.NewInt64(0), wadup.NewInt64(content.Size()), {},
			wadup.NewString(fmt.Sprintf("the header is damaged: %v", err))})
	}
	name, modified := decoder.Name, decoder.ModTime
	unpacked := unpackMembers(content, source, decoder)
	if unpacked.problem != "" {
		seen.problem("'%s': %s", printable(name), unpacked.problem)
	}
	return table.InsertRow([]wadup.Value{
		textOrNull(name),
		timeOrNull(modified),
		wadup.NewInt64(unpacked.members),
		wadup.NewInt64(unpacked.end),
		wadup.NewInt64(unpacked.size),
		textOrNull(unpacked.problem),
	})
}

type unpackedGzip struct {
	members int64
	// Bytes that came out.
	size int64
	// Where the last member ends in the content.
	end     int64
	problem string
}

func unpackMembers(content *wadup.Content, source *bufio.Reader, decoder *gzip.Reader) unpackedGzip {
	name := decoder.Name
	if name == "" {
		name = "unpacked"
	}
	var result unpackedGzip
	output, err := wadup.CreateSubContent(emittedName(name))
	if err != nil {
		result.problem = err.Error()
		return result
	}
	defer output.Discard()
	buffer := make([]byte, bufferSize)
	for {
		decoder.Multistream(false)
		count, err := io.CopyBuffer(output, onlyReader{decoder}, buffer)
		result.size += count
		result.members++
		result.end = position(content, source)
		if refused := (*wadup.Error)(nil); errors.As(err, &refused) {
			// The host takes no more, or the content cannot be read.
			result.problem = err.Error()
			return result
		}
		if err != nil {
			result.problem = fmt.Sprintf("damaged after %d unpacked bytes: %v", result.size, err)
			break
		}
		if !anotherMember(source) {
			result.problem = emitTrailing(content, source, result.end)
			break
		}
		if err := decoder.Reset(source); err != nil {
			result.problem = fmt.Sprintf("damaged after %d members: %v", result.members, err)
			break
		}
	}
	// What came out of a damaged one is worth seeing too.
	if err := output.Finish(); err != nil && result.problem == "" {
		result.problem = err.Error()
	}
	return result
}

// onlyReader hides everything but Read, so that io.CopyBuffer uses the buffer.
type onlyReader struct {
	io.Reader
}

func position(content *wadup.Content, source *bufio.Reader) int64 {
	// Without moving it, Seek cannot fail.
	read, _ := content.Seek(0, io.SeekCurrent)
	return read - int64(source.Buffered())
}

func anotherMember(source *bufio.Reader) bool {
	first, _ := source.Peek(4)
	return isGzip(first)
}

// emitTrailing emits what follows the last member, unless it is nothing, or zeros that fill a block up. It says that
// there was something.
func emitTrailing(content *wadup.Content, source *bufio.Reader, end int64) string {
	for {
		piece, _ := source.Peek(source.Size())
		if len(piece) == 0 {
			return ""
		}
		if !allZeros(piece) {
			return emitForeign(end, content.Size(), "GZIP")
		}
		_, _ = source.Discard(len(piece))
	}
}

func allZeros(data []byte) bool {
	for _, value := range data {
		if value != 0 {
			return false
		}
	}
	return true
}

// emitForeign emits what stands after the end of one or between two, and gives the sentence for the table.
func emitForeign(from, to int64, format string) string {
	if err := wadup.EmitSlice(from, to-from, "trailing data"); err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%d bytes from offset %d on are no %s; they are emitted as 'trailing data'", to-from, from, format)
}

func timeOrNull(at time.Time) wadup.Value {
	if at.IsZero() || at.Unix() == 0 || at.Year() < 0 || at.Year() > 9999 {
		return wadup.NewNull()
	}
	return wadup.NewString(at.UTC().Format("2006-01-02 15:04:05"))
}
