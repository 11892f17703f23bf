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
        let mut rows = rows::buffered();
        rows.table_built();
        table.define_in(&mut rows);
        drop(rows);
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
    fn new(builder: TableBuilder) -> Table {
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
        Table { columns: builder.columns, name, definition, defined_in_file: AtomicU32::new(0) }
    }

    /// Inserts one row: a value for every column, in order, each of the column's type or [`Value::Null`].
    ///
    /// # Errors
    /// When the values do not fit the columns, or buffered rows were to be handed over and could not be.
    pub fn insert(&self, values: &[Value]) -> Result<(), Error> {
        self.check(values)?;
        let mut rows = rows::buffered();
        self.define_in(&mut rows);
        rows.insert(&self.name, values)
    }

    fn check(&self, values: &[Value]) -> Result<(), Error> {
        if values.len() != self.columns.len() {
            let (columns, given) = (self.columns.len(), values.len());
            return Err(Error::new(format!("table {} has {columns} columns, but {given} values were given", self.name)));
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

    fn define_in(&self, rows: &mut rows::Rows) {
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
