package wadup

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Rows that go to a folder of the test's own.
func rowsIn(t *testing.T) (*rows, string) {
	folder := t.TempDir()
	return newRows(filepath.Join(folder, "rows-")), folder
}

// Contents of the files in a folder, in order of name, each after its name.
func filesIn(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, entry := range entries {
		data, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, entry.Name()+" "+string(data))
	}
	return found
}

func expectFiles(t *testing.T, folder string, expected ...string) {
	t.Helper()
	if found := filesIn(t, folder); strings.Join(found, "\n") != strings.Join(expected, "\n") {
		t.Errorf("found\n%s\ninstead of\n%s", strings.Join(found, "\n"), strings.Join(expected, "\n"))
	}
}

func expectError(t *testing.T, err error, expected string) {
	t.Helper()
	if err == nil || err.Error() != expected {
		t.Errorf("the error is %v, not %s", err, expected)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

const definition = `{"name":"t","columns":[{"name":"n","data_type":"Int64"}]}`

func numbers() *Table {
	return NewTableBuilder("t").Column("n", Int64).table()
}

func TestAFileHasTheDefinitionOnceAndTheRowsInOrder(t *testing.T) {
	rows, folder := rowsIn(t)
	table := numbers()
	must(t, rows.insert(table, []Value{NewInt64(1)}))
	must(t, rows.insert(table, []Value{NewNull()}))
	must(t, rows.flush())
	expectFiles(t, folder, `rows-00000001.json {"tables":[`+definition+
		`],"rows":[{"table_name":"t","values":[{"Int64":1}]},{"table_name":"t","values":[null]}]}`)
}

func TestEveryFileStandsByItself(t *testing.T) {
	rows, folder := rowsIn(t)
	table := numbers()
	must(t, rows.insert(table, []Value{NewInt64(1)}))
	must(t, rows.flush())
	must(t, rows.insert(table, []Value{NewInt64(2)}))
	must(t, rows.flush())
	expectFiles(t, folder,
		`rows-00000001.json {"tables":[`+definition+`],"rows":[{"table_name":"t","values":[{"Int64":1}]}]}`,
		`rows-00000002.json {"tables":[`+definition+`],"rows":[{"table_name":"t","values":[{"Int64":2}]}]}`)
}

func TestEachContentBeginsWithTheFirstFileAgain(t *testing.T) {
	rows, folder := rowsIn(t)
	table := numbers()
	for n := range 2 {
		must(t, rows.insert(table, []Value{NewInt64(int64(n))}))
		must(t, rows.endContent())
	}
	// The host removes what it has consumed; here the second has replaced the first.
	expectFiles(t, folder, `rows-00000001.json {"tables":[`+definition+`],"rows":[{"table_name":"t","values":[{"Int64":1}]}]}`)
}

func TestATableWithoutRowsIsDefinedAllTheSame(t *testing.T) {
	rows, folder := rowsIn(t)
	rows.defineTable(numbers())
	rows.defineTable(NewTableBuilder("other").table())
	must(t, rows.flush())
	expectFiles(t, folder, `rows-00000001.json {"tables":[`+definition+`,{"name":"other","columns":[]}],"rows":[]}`)
}

func TestNothingBufferedWritesNothing(t *testing.T) {
	rows, folder := rowsIn(t)
	must(t, rows.flush())
	must(t, rows.endContent())
	expectFiles(t, folder)
}

func TestAFullBufferIsHandedOverWithoutBeingAsked(t *testing.T) {
	rows, folder := rowsIn(t)
	text := NewTableBuilder("t").Column("text", String).table()
	for range 3 {
		must(t, rows.insert(text, []Value{NewString(strings.Repeat("x", flushAtBytes/2))}))
	}
	if found := filesIn(t, folder); len(found) != 1 {
		t.Errorf("there are %d files", len(found))
	}
}

func TestWhatCannotBeWrittenIsSaidOnceAndForgotten(t *testing.T) {
	rows := newRows(filepath.Join(t.TempDir(), "missing", "rows-"))
	must(t, rows.insert(numbers(), []Value{NewInt64(1)}))
	err := rows.flush()
	if err == nil || !strings.HasPrefix(err.Error(), "cannot write ") || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the error is %v", err)
	}
	must(t, rows.flush())
}

func TestGoroutinesInsertIntoOneTable(t *testing.T) {
	rows, folder := rowsIn(t)
	table := numbers()
	var group sync.WaitGroup
	for range 8 {
		group.Add(1)
		go func() {
			defer group.Done()
			for n := range 100 {
				if err := rows.insert(table, []Value{NewInt64(int64(n))}); err != nil {
					t.Error(err)
				}
			}
		}()
	}
	group.Wait()
	must(t, rows.flush())
	if count := strings.Count(strings.Join(filesIn(t, folder), ""), "table_name"); count != 800 {
		t.Errorf("%d rows", count)
	}
}

func TestNamesAreEscapedInTheDefinition(t *testing.T) {
	table := NewTableBuilder(`a"b`).Column(`c\d`, Float64).table()
	if table.definition != `{"name":"a\"b","columns":[{"name":"c\\d","data_type":"Float64"}]}` {
		t.Error(table.definition)
	}
}

func TestValuesMustFitTheColumns(t *testing.T) {
	table := NewTableBuilder("people").Column("name", String).Column("age", Int64).table()
	must(t, table.check([]Value{NewString("Anna"), NewInt64(7)}))
	must(t, table.check([]Value{NewNull(), {}}))
	expectError(t, table.InsertRow([]Value{NewString("Anna")}), `table "people" has 2 columns, but 1 values were given`)
	expectError(t, table.InsertRow([]Value{NewString("Anna"), NewFloat64(7.5)}),
		`column 'age' of table "people" is Int64, but the value given is Float64`)
}

func TestWhatCannotBeATableIsRefused(t *testing.T) {
	for expected, builder := range map[string]*TableBuilder{
		"a table needs a name":               NewTableBuilder(""),
		"column 1 of table 't' needs a name": NewTableBuilder("t").Column("", Int64),
		"table 't' has the column 'A' twice": NewTableBuilder("t").Column("a", Int64).Column("A", Int64),
		"column 'a' of table 't' needs a type: wadup.Int64, wadup.Float64 or wadup.String": NewTableBuilder("t").Column("a", 0),
	} {
		_, err := builder.Build()
		expectError(t, err, expected)
	}
}
