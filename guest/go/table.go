package wadup

import (
	"strconv"
	"strings"
)

type column struct {
	name     string
	dataType DataType
}

// TableBuilder describes a table: its name and its columns, in order.
type TableBuilder struct {
	name    string
	columns []column
}

// NewTableBuilder begins a table called name, without columns yet. Quotes, spaces and any other characters are fine;
// the prefixes __wadup_ and sqlite_ are not.
func NewTableBuilder(name string) *TableBuilder {
	return &TableBuilder{name: name}
}

// Column adds a column after those already there, and gives the builder back.
func (builder *TableBuilder) Column(name string, dataType DataType) *TableBuilder {
	builder.columns = append(builder.columns, column{name, dataType})
	return builder
}

// Build gives the table, which exists in the database from now on, even without rows.
//
// Two definitions of one table must agree exactly, also between modules and between runs into one database: the host
// refuses rows that disagree, with both schemas in words.
//
// It fails when the name or a column's name is empty, a column appears twice, or its type is none.
func (builder *TableBuilder) Build() (*Table, error) {
	if err := builder.check(); err != nil {
		return nil, err
	}
	table := builder.table()
	buffered.defineTable(table)
	return table, nil
}

func (builder *TableBuilder) check() error {
	if builder.name == "" {
		return failure("a table needs a name")
	}
	for index, column := range builder.columns {
		if column.name == "" {
			return failure("column " + strconv.Itoa(index+1) + " of table '" + builder.name + "' needs a name")
		}
		if column.dataType < Int64 || column.dataType > String {
			return failure("column '" + column.name + "' of table '" + builder.name + "' needs a type: wadup.Int64, wadup.Float64 or wadup.String")
		}
		for _, earlier := range builder.columns[:index] {
			// SQL compares names without regard to ASCII case.
			if lowerASCII(earlier.name) == lowerASCII(column.name) {
				return failure("table '" + builder.name + "' has the column '" + column.name + "' twice")
			}
		}
	}
	return nil
}

func lowerASCII(text string) string {
	return strings.Map(func(letter rune) rune {
		if 'A' <= letter && letter <= 'Z' {
			return letter + 'a' - 'A'
		}
		return letter
	}, text)
}

// Table is a table to insert rows into. It may be kept from content to content, in a variable of the package, or built
// anew each time, whichever is simpler.
type Table struct {
	columns []column
	// The name as a JSON string.
	name string
	// The whole definition as JSON.
	definition string
	// The file that has the definition already; see rows.
	definedIn uint64
}

func (builder *TableBuilder) table() *Table {
	name := appendString(nil, builder.name)
	definition := append(append([]byte(`{"name":`), name...), `,"columns":[`...)
	for index, column := range builder.columns {
		if index > 0 {
			definition = append(definition, ',')
		}
		definition = appendString(append(definition, `{"name":`...), column.name)
		definition = append(append(append(definition, `,"data_type":"`...), column.dataType.String()...), `"}`...)
	}
	return &Table{
		columns:    append([]column(nil), builder.columns...),
		name:       string(name),
		definition: string(definition) + "]}",
	}
}

// InsertRow inserts one row: a value for every column, in order, each of the column's type or NULL. The slice may be
// used again afterwards.
//
// It fails when the values do not fit the columns, or when buffered rows were to be handed over and could not be.
func (table *Table) InsertRow(values []Value) error {
	if err := table.check(values); err != nil {
		return err
	}
	return buffered.insert(table, values)
}

func (table *Table) check(values []Value) error {
	if len(values) != len(table.columns) {
		return failure("table " + table.name + " has " + strconv.Itoa(len(table.columns)) + " columns, but " +
			strconv.Itoa(len(values)) + " values were given")
	}
	for index := range values {
		given, expected := values[index].dataType, table.columns[index].dataType
		if given != expected && given != 0 {
			return failure("column '" + table.columns[index].name + "' of table " + table.name + " is " +
				expected.String() + ", but the value given is " + given.String())
		}
	}
	return nil
}
