use std::sync::atomic::{AtomicU32, Ordering};

use crate::{json, rows, DataType, Error, Value};

/// Describes a table: its name and its columns, in order.
///
/// ```no_run
/// # use wadup_guest::*;
/// # fn main() -> Result<(), Error> {
/// let entries = TableBuilder::new("entries")
///     .column("name", DataType::String)
///     .column("size", DataType::Int64)
///     .column("ratio", DataType::Float64)
///     .build()?;
/// entries.insert(&["a.txt".into(), 120.into(), 0.25.into()])?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct TableBuilder {
    name: String,
    columns: Vec<(String, DataType)>,
}

impl TableBuilder {
    /// A table called `name` without columns yet. Quotes, spaces and any other characters are fine; the prefixes
    /// `__wadup_` and `sqlite_` are not.
    pub fn new(name: impl Into<String>) -> TableBuilder {
        TableBuilder { name: name.into(), columns: Vec::new() }
    }

    /// Adds a column after those already there.
    #[must_use]
    pub fn column(mut self, name: impl Into<String>, data_type: DataType) -> TableBuilder {
        self.columns.push((name.into(), data_type));
        self
    }

    /// The table, which exists in the database from now on, even without rows.
    ///
    /// Two definitions of one table must agree exactly, also between modules and between runs into one database: the
    /// host refuses rows that disagree, with both schemas in words.
    ///
    /// # Errors
    /// When the name or a column's name is empty, or a column appears twice.
    pub fn build(self) -> Result<Table, Error> {
        self.check()?;
        let table = Table::new(self);
        table.define_in(&mut rows::buffered());
        Ok(table)
    }

    fn check(&self) -> Result<(), Error> {
        if self.name.is_empty() {
            return Err(Error::new("a table needs a name"));
        }
        for (index, (column, _)) in self.columns.iter().enumerate() {
            if column.is_empty() {
                return Err(Error::new(format!("column {} of table '{}' needs a name", index + 1, self.name)));
            }
            // SQL compares names without regard to ASCII case.
            if self.columns[..index].iter().any(|(earlier, _)| earlier.eq_ignore_ascii_case(column)) {
                return Err(Error::new(format!("table '{}' has the column '{column}' twice", self.name)));
            }
        }
        Ok(())
    }
}

/// A table to insert rows into. May be kept from content to content (in a `static OnceLock`, say) or built anew each
/// time, whichever is simpler.
#[derive(Debug)]
pub struct Table {
    columns: Vec<(String, DataType)>,
    /// The name as a JSON string.
    name: String,
    /// The whole definition as JSON.
    definition: String,
    defined_in_file: AtomicU32,
}

impl Table {
    pub(crate) fn new(builder: TableBuilder) -> Table {
        let mut name = String::new();
        json::push_string(&mut name, &builder.name);
        let mut definition = String::from("{\"name\":");
        definition.push_str(&name);
        definition.push_str(",\"columns\":[");
        for (index, (column, data_type)) in builder.columns.iter().enumerate() {
            definition.push_str(if index == 0 { "{\"name\":" } else { ",{\"name\":" });
            json::push_string(&mut definition, column);
            definition.push_str(",\"data_type\":\"");
            definition.push_str(data_type.name());
            definition.push_str("\"}");
        }
        definition.push_str("]}");
        rows::buffered().table_built();
        Table { columns: builder.columns, name, definition, defined_in_file: AtomicU32::new(0) }
    }

    /// Inserts one row: a value for every column, in order, each of the column's type or [`Value::Null`].
    ///
    /// # Errors
    /// When the values do not fit the columns, or buffered rows were to be handed over and could not be.
    pub fn insert(&self, values: &[Value]) -> Result<(), Error> {
        self.insert_into(&mut rows::buffered(), values)
    }

    pub(crate) fn insert_into(&self, rows: &mut rows::Rows, values: &[Value]) -> Result<(), Error> {
        self.check(values)?;
        self.define_in(rows);
        rows.insert(&self.name, values)
    }

    fn check(&self, values: &[Value]) -> Result<(), Error> {
        if values.len() != self.columns.len() {
            let (columns, given) = (self.columns.len(), values.len());
            return Err(Error::new(format!(
                "table {} has {columns} columns, but {given} values were given",
                self.name
            )));
        }
        for ((column, expected), value) in self.columns.iter().zip(values) {
            match value.data_type() {
                Some(given) if given != *expected => {
                    return Err(Error::new(format!(
                        "column '{column}' of table {} is {}, but the value given is {}",
                        self.name,
                        expected.name(),
                        given.name()
                    )));
                }
                _ => {}
            }
        }
        Ok(())
    }

    pub(crate) fn define_in(&self, rows: &mut rows::Rows) {
        if self.defined_in_file.swap(rows.file(), Ordering::Relaxed) != rows.file() {
            rows.define(&self.definition);
        }
    }
}

impl Drop for Table {
    fn drop(&mut self) {
        rows::buffered().table_dropped();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people() -> Table {
        Table::new(TableBuilder::new("people").column("name", DataType::String).column("age", DataType::Int64))
    }

    #[test]
    fn names_are_escaped_in_the_definition() {
        let table = Table::new(TableBuilder::new("a\"b").column("c\\d", DataType::Float64));
        assert_eq!(table.definition, r#"{"name":"a\"b","columns":[{"name":"c\\d","data_type":"Float64"}]}"#);
    }

    #[test]
    fn values_must_fit_the_columns() {
        let table = people();
        assert_eq!(table.check(&["Anna".into(), 7.into()]), Ok(()));
        assert_eq!(table.check(&[Value::Null, Value::Null]), Ok(()));
        let too_few = table.check(&["Anna".into()]).unwrap_err();
        assert_eq!(too_few.to_string(), "table \"people\" has 2 columns, but 1 values were given");
        let wrong = table.check(&["Anna".into(), 7.5.into()]).unwrap_err();
        assert_eq!(wrong.to_string(), "column 'age' of table \"people\" is Int64, but the value given is Float64");
    }

    #[test]
    fn what_cannot_be_a_table_is_refused() {
        let refused = |builder: TableBuilder| builder.build().unwrap_err().to_string();
        assert_eq!(refused(TableBuilder::new("")), "a table needs a name");
        let unnamed = TableBuilder::new("t").column("", DataType::Int64);
        assert_eq!(refused(unnamed), "column 1 of table 't' needs a name");
        let twice = TableBuilder::new("t").column("a", DataType::Int64).column("A", DataType::Int64);
        assert_eq!(refused(twice), "table 't' has the column 'A' twice");
    }

    #[test]
    fn errors_become_strings_and_boxes_by_a_question_mark() {
        fn string() -> Result<Table, String> {
            Ok(TableBuilder::new("").build()?)
        }
        fn boxed() -> Result<Table, Box<dyn std::error::Error>> {
            Ok(TableBuilder::new("").build()?)
        }
        assert_eq!(string().unwrap_err(), "a table needs a name");
        assert_eq!(boxed().unwrap_err().to_string(), "a table needs a name");
    }
}
