package main

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"wadup"
)

const (
	blockSize = 512
	// A sparse file is emitted with its holes filled by zeros, which a few bytes of archive can claim any number of.
	largestSparse = 256 << 20
)

// isTarHeader tells by the checksum, which every kind of TAR has, and a name.
func isTarHeader(block []byte) bool {
	if len(block) < blockSize || block[0] == 0 {
		return false
	}
	field := strings.Trim(string(block[148:156]), " \x00")
	announced, err := strconv.ParseInt(field, 8, 64)
	if err != nil {
		return false
	}
	// Some programs of old added the bytes as signed numbers.
	var unsigned, signed int64
	for at, value := range block[:blockSize] {
		if at >= 148 && at < 156 {
			value = ' '
		}
		unsigned += int64(value)
		signed += int64(int8(value))
	}
	return announced == unsigned || announced == signed
}

type tarUnpacker struct {
	content *wadup.Content
	table   *wadup.Table
	seen    *report
}

// unpackTar emits all files of an archive, also of several archives one after the other. After damage it goes on with
// the next header that has a right checksum.
func unpackTar(content *wadup.Content, seen *report) error {
	table, err := wadup.NewTableBuilder("tar_entries").
		Column("name", wadup.String).
		Column("type", wadup.String).
		Column("size", wadup.Int64).
		Column("mode", wadup.String).
		Column("owner", wadup.String).
		Column("modified", wadup.String).
		Column("link_target", wadup.String).
		Column("problem", wadup.String).
		Build()
	if err != nil {
		return err
	}
	unpacker := &tarUnpacker{content, table, seen}
	for start := int64(0); start >= 0; {
		if start, err = unpacker.unpackFrom(start); err != nil {
			return err
		}
	}
	return nil
}

// unpackFrom emits what is in the archive that begins at start. It gives where to go on, always further back in the
// content, or -1 where there is nothing more.
func (unpacker *tarUnpacker) unpackFrom(start int64) (int64, error) {
	content := unpacker.content
	if _, err := content.Seek(start, io.SeekStart); err != nil {
		return -1, err
	}
	reader := tar.NewReader(content)
	// Where the entry that is read began, and where the next one should.
	for at := start; ; {
		header, err := reader.Next()
		offset, _ := content.Seek(0, io.SeekCurrent)
		if errors.Is(err, io.EOF) {
			return unpacker.nextArchive(max(offset, start+blockSize))
		}
		if err != nil && !errors.Is(err, tar.ErrInsecurePath) {
			return unpacker.resume(at, max(at, start)+blockSize, err)
		}
		problem, err := unpacker.emit(reader, header, offset)
		if err != nil {
			return -1, err
		}
		if err := unpacker.insert(header, problem); err != nil {
			return -1, err
		}
		if at = offset + padded(header, offset, content.Size()); at >= content.Size() {
			return -1, nil
		}
	}
}

// padded is how far the entry's data reach, in whole blocks: where damage is looked for from.
func padded(header *tar.Header, offset, size int64) int64 {
	if isSparse(header) {
		return 0
	}
	length := min(header.Size, size-offset)
	return (length + blockSize - 1) / blockSize * blockSize
}

// emit hands on one entry's data, and says what is wrong with them.
func (unpacker *tarUnpacker) emit(reader io.Reader, header *tar.Header, offset int64) (string, error) {
	isFile := header.Typeflag == tar.TypeReg || header.Typeflag == tar.TypeCont
	if !isFile && header.Size == 0 {
		return "", nil
	}
	name := emittedName(header.Name)
	if isSparse(header) {
		return emitSparse(reader, header, name)
	}
	available := min(header.Size, unpacker.content.Size()-offset)
	if err := wadup.EmitSlice(offset, available, name); err != nil {
		return "", err
	}
	if available < header.Size {
		return fmt.Sprintf("the archive ends after %d of its %d bytes", available, header.Size), nil
	}
	return "", nil
}

func isSparse(header *tar.Header) bool {
	if header.Typeflag == tar.TypeGNUSparse {
		return true
	}
	for key := range header.PAXRecords {
		if strings.HasPrefix(key, "GNU.sparse.") {
			return true
		}
	}
	return false
}

func emitSparse(reader io.Reader, header *tar.Header, name string) (string, error) {
	if header.Size > largestSparse {
		return fmt.Sprintf("a sparse file of %d bytes, which is not expanded", header.Size), nil
	}
	output, err := wadup.CreateSubContent(name)
	if err != nil {
		return "", err
	}
	defer output.Discard()
	count, err := io.CopyBuffer(output, onlyReader{reader}, make([]byte, bufferSize))
	if refused := (*wadup.Error)(nil); errors.As(err, &refused) {
		return "", err
	}
	problem := ""
	if err != nil {
		problem = fmt.Sprintf("a sparse file that is damaged after %d bytes: %v", count, err)
	}
	return problem, output.Finish()
}

// resume looks for a header after damage, which was met between two offsets.
func (unpacker *tarUnpacker) resume(at, from int64, damage error) (int64, error) {
	next, err := unpacker.findHeader(from)
	if err != nil {
		return -1, err
	}
	problem := fmt.Sprintf("damaged from offset %d on (%v)", at, damage)
	if next < 0 {
		problem += ", and nothing could be read after it"
	} else {
		problem += fmt.Sprintf(", read again from offset %d on", next)
	}
	return next, unpacker.insertDamage(problem)
}

// nextArchive looks for an archive behind the end mark of one, as tar itself does only when asked (--ignore-zeros).
func (unpacker *tarUnpacker) nextArchive(offset int64) (int64, error) {
	end, err := unpacker.skipZeros(offset)
	if err != nil || end < 0 {
		return -1, err
	}
	block := make([]byte, blockSize)
	if count, err := unpacker.content.ReadAt(block, end); err != nil && !errors.Is(err, io.EOF) {
		return -1, err
	} else if isTarHeader(block[:count]) {
		return end, nil
	}
	next, err := unpacker.findHeader(end + blockSize)
	if err != nil {
		return -1, err
	}
	foreignEnd := unpacker.content.Size()
	if next >= 0 {
		foreignEnd = next
	}
	return next, unpacker.insertDamage(emitForeign(end, foreignEnd, "TAR"))
}

// skipZeros gives the offset of the first block that is not all zeros, or -1.
func (unpacker *tarUnpacker) skipZeros(offset int64) (int64, error) {
	return unpacker.findBlock(offset, func(block []byte) bool { return !allZeros(block) })
}

func (unpacker *tarUnpacker) findHeader(offset int64) (int64, error) {
	return unpacker.findBlock(offset, isTarHeader)
}

// findBlock gives the offset of the first block from offset on that is wanted, or -1.
func (unpacker *tarUnpacker) findBlock(offset int64, wanted func(block []byte) bool) (int64, error) {
	buffer := make([]byte, bufferSize)
	for {
		count, err := unpacker.content.ReadAt(buffer, offset)
		if err != nil && !errors.Is(err, io.EOF) {
			return -1, err
		}
		for at := 0; at < count; at += blockSize {
			if wanted(buffer[at:min(at+blockSize, count)]) {
				return offset + int64(at), nil
			}
		}
		if offset += int64(count); count < len(buffer) {
			return -1, nil
		}
	}
}

func (unpacker *tarUnpacker) insertDamage(problem string) error {
	unpacker.seen.problem("%s", problem)
	return unpacker.table.InsertRow([]wadup.Value{{}, wadup.NewString("damage"), {}, {}, {}, {}, {}, wadup.NewString(problem)})
}

func (unpacker *tarUnpacker) insert(header *tar.Header, problem string) error {
	if problem != "" {
		unpacker.seen.problem("'%s': %s", printable(header.Name), problem)
	}
	return unpacker.table.InsertRow([]wadup.Value{
		wadup.NewString(header.Name),
		wadup.NewString(typeName(header)),
		wadup.NewInt64(header.Size),
		wadup.NewString(fmt.Sprintf("%04o", header.Mode&0o7777)),
		wadup.NewString(owner(header)),
		timeOrNull(header.ModTime),
		textOrNull(header.Linkname),
		textOrNull(problem),
	})
}

func owner(header *tar.Header) string {
	user, group := header.Uname, header.Gname
	if user == "" {
		user = strconv.Itoa(header.Uid)
	}
	if group == "" {
		group = strconv.Itoa(header.Gid)
	}
	return user + ":" + group
}

func typeName(header *tar.Header) string {
	if isSparse(header) {
		return "sparse file"
	}
	switch header.Typeflag {
	case tar.TypeReg, tar.TypeCont:
		return "file"
	case tar.TypeLink:
		return "hard link"
	case tar.TypeSymlink:
		return "symbolic link"
	case tar.TypeChar:
		return "character device"
	case tar.TypeBlock:
		return "block device"
	case tar.TypeDir:
		return "directory"
	case tar.TypeFifo:
		return "pipe"
	case tar.TypeXGlobalHeader:
		return "global header"
	}
	return fmt.Sprintf("type %q", header.Typeflag)
}
