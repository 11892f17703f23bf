package wadup

import (
	"strconv"
	"sync"
)

// Bytes of rows that make a file: far above what opening and closing one costs, small beside a module's memory.
const flushAtBytes = 64 * 1024

// All rows that this module has not handed over yet.
var buffered = newRows("/metadata/rows-")

// rows are rows on their way to the host: collected as JSON, written as one metadata file when enough has come together.
type rows struct {
	lock sync.Mutex
	// The beginning of the file, with the definitions of the tables that it uses: every file stands by itself, because
	// on another thread, or after another module, the same table may not have been defined yet. Empty: nothing to write.
	head []byte
	rows []byte
	// Identifies the next file, never 0: what tables compare to know whether it has their definition.
	file           uint64
	filesOfContent uint64
	pathPrefix     string
}

func newRows(pathPrefix string) *rows {
	return &rows{file: 1, pathPrefix: pathPrefix}
}

func (rows *rows) defineTable(table *Table) {
	rows.lock.Lock()
	defer rows.lock.Unlock()
	rows.define(table)
}

func (rows *rows) define(table *Table) {
	if table.definedIn == rows.file {
		return
	}
	table.definedIn = rows.file
	if len(rows.head) == 0 {
		rows.head = append(rows.head, `{"tables":[`...)
	} else {
		rows.head = append(rows.head, ',')
	}
	rows.head = append(rows.head, table.definition...)
}

// insert takes values that were checked.
func (rows *rows) insert(table *Table, values []Value) error {
	rows.lock.Lock()
	defer rows.lock.Unlock()
	rows.define(table)
	out := rows.rows
	if len(out) > 0 {
		out = append(out, ',')
	}
	out = append(append(append(out, `{"table_name":`...), table.name...), `,"values":[`...)
	for index := range values {
		if index > 0 {
			out = append(out, ',')
		}
		out = values[index].appendJSON(out)
	}
	rows.rows = append(out, "]}"...)
	if len(rows.rows) >= flushAtBytes {
		return rows.write()
	}
	return nil
}

func (rows *rows) flush() error {
	rows.lock.Lock()
	defer rows.lock.Unlock()
	return rows.write()
}

func (rows *rows) endContent() error {
	rows.lock.Lock()
	defer rows.lock.Unlock()
	err := rows.write()
	rows.filesOfContent = 0
	return err
}

func (rows *rows) write() error {
	if len(rows.head) == 0 {
		return nil
	}
	path := rows.nextPath()
	err := writeFile(path, append(rows.head, `],"rows":[`...), append(rows.rows, "]}"...))
	// Also after a failure: what could not be written once is not tried again with every further row.
	rows.head, rows.rows = rows.head[:0], keepSmall(rows.rows)
	rows.file++
	if err != nil {
		return cannot("write", path, err)
	}
	return nil
}

// nextPath is zero-padded, so that name order is the order of writing also on a host that reads the files at the end.
func (rows *rows) nextPath() string {
	rows.filesOfContent++
	number := strconv.FormatUint(rows.filesOfContent, 10)
	const zeros = "00000000"
	return rows.pathPrefix + zeros[min(len(number), len(zeros)):] + number + ".json"
}

// keepSmall empties a buffer to be used again, unless one huge row has made it huge.
func keepSmall(buffer []byte) []byte {
	if cap(buffer) > 4*flushAtBytes {
		return nil
	}
	return buffer[:0]
}
