// Counts the rows of every table in a SQLite database: db_table_stats(table_name, row_count).
//
// Content that is no SQLite database succeeds without rows. A table that cannot be counted has a NULL count, so that
// nobody takes it for empty or missing, and the content fails with the reason on stderr.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"

	"github.com/ncruces/go-sqlite3"
	_ "github.com/ncruces/go-sqlite3/embed"
	"github.com/ncruces/go-sqlite3/util/ioutil"
	"github.com/ncruces/go-sqlite3/vfs/readervfs"

	"wadup"
)

const magic = "SQLite format 3\x00"

func main() {}

//go:wasmexport process
func process() int32 {
	allCounted, err := countAll()
	if err != nil {
		fmt.Fprintln(os.Stderr, "go-sqlite-parser:", err)
	}
	if err != nil || !allCounted {
		return 1
	}
	return 0
}

// countAll gives whether every table could be counted.
func countAll() (bool, error) {
	content, err := wadup.OpenContent()
	if err != nil {
		return false, err
	}
	defer content.Close()
	if is, err := isSQLite(content); err != nil || !is {
		return true, err
	}
	stats, err := wadup.NewTableBuilder("db_table_stats").
		Column("table_name", wadup.String).
		Column("row_count", wadup.Int64).
		Build()
	if err != nil {
		return false, err
	}
	database, err := open(content)
	if err != nil {
		return false, err
	}
	defer database.Close()
	names, err := tableNames(database)
	if err != nil {
		return false, err
	}
	allCounted := true
	for _, name := range names {
		count := wadup.NewNull()
		if rows, err := countRows(database, name); err == nil {
			count = wadup.NewInt64(rows)
		} else {
			allCounted = false
			fmt.Fprintf(os.Stderr, "go-sqlite-parser: table '%s': %v\n", printable(name), err)
		}
		if err := stats.InsertRow([]wadup.Value{wadup.NewString(name), count}); err != nil {
			return false, err
		}
	}
	return allCounted, nil
}

func isSQLite(content *wadup.Content) (bool, error) {
	first := make([]byte, len(magic))
	if _, err := content.ReadAt(first, 0); err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	return string(first) == magic, nil
}

// open gives the database in place: SQLite reads through the io.ReaderAt, and takes it for immutable, so that there are
// no locks and no journal.
func open(content *wadup.Content) (*sqlite3.Conn, error) {
	readervfs.Create("content", ioutil.NewSizeReaderAt(content))
	database, err := sqlite3.OpenFlags("file:content?vfs=reader", sqlite3.OPEN_READONLY|sqlite3.OPEN_URI)
	if err != nil {
		return nil, err
	}
	// The schema is untrusted: it may call no function with side effects, and its errors are to be found.
	if err := database.Exec("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON"); err != nil {
		database.Close()
		return nil, err
	}
	return database, nil
}

// tableNames gives the tables in order of name; no views, no indexes, nothing of SQLite's own.
func tableNames(database *sqlite3.Conn) ([]string, error) {
	statement, _, err := database.Prepare(
		`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name`)
	if err != nil {
		return nil, err
	}
	defer statement.Close()
	var names []string
	for statement.Step() {
		names = append(names, statement.ColumnText(0))
	}
	return names, statement.Err()
}

func countRows(database *sqlite3.Conn, table string) (int64, error) {
	quoted := strings.ReplaceAll(table, `"`, `""`)
	statement, _, err := database.Prepare(`SELECT count(*) FROM main."` + quoted + `"`)
	if err != nil {
		return 0, err
	}
	defer statement.Close()
	if !statement.Step() {
		return 0, statement.Err()
	}
	return statement.ColumnInt64(0), nil
}

// printable is a name for one line of a message.
func printable(name string) string {
	return strings.Map(func(letter rune) rune {
		if unicode.IsControl(letter) {
			return '?'
		}
		return letter
	}, name)
}
