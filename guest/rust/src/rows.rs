//! Rows on their way to the host: collected as JSON, written as one metadata file when enough has come together.
use std::fs::File;
use std::io::{self, IoSlice, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{json, Error, Value};

/// Bytes of rows that make a file: far above what opening and closing one costs, small beside a module's memory.
const FLUSH_AT_BYTES: usize = 64 * 1024;

/// All rows that this module has not handed over yet.
static BUFFERED: Mutex<Rows> = Mutex::new(Rows::new("/metadata/rows-"));

pub(crate) fn buffered() -> MutexGuard<'static, Rows> {
    BUFFERED.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) struct Rows {
    /// Definitions of the tables that the next file uses, each preceded by a comma: every file stands by itself,
    /// because on another thread, or after another module, the same table may not have been defined yet.
    tables: String,
    /// Rows as JSON, each preceded by a comma.
    rows: String,
    /// What `Table`s compare to know whether the next file has their definition.
    file: u32,
    files_of_this_content: u32,
    live_tables: usize,
    host_calls_hook: bool,
    path_prefix: &'static str,
}

impl Rows {
    const fn new(path_prefix: &'static str) -> Rows {
        Rows {
            tables: String::new(),
            rows: String::new(),
            file: 1,
            files_of_this_content: 0,
            live_tables: 0,
            host_calls_hook: false,
            path_prefix,
        }
    }

    /// Identifies the next file; never 0.
    pub(crate) fn file(&self) -> u32 {
        self.file
    }

    pub(crate) fn define(&mut self, definition: &str) {
        self.tables.push(',');
        self.tables.push_str(definition);
    }

    /// `table_name` is the table's name as a JSON string.
    pub(crate) fn insert(&mut self, table_name: &str, values: &[Value]) -> Result<(), Error> {
        self.rows.push_str(",{\"table_name\":");
        self.rows.push_str(table_name);
        self.rows.push_str(",\"values\":[");
        for (index, value) in values.iter().enumerate() {
            if index > 0 {
                self.rows.push(',');
            }
            value.push_json(&mut self.rows);
        }
        self.rows.push_str("]}");
        if self.rows.len() >= FLUSH_AT_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    pub(crate) fn flush(&mut self) -> Result<(), Error> {
        if self.tables.is_empty() {
            return Ok(());
        }
        let path = self.next_path();
        let written = write_parts(
            &path,
            &[
                "{\"tables\":[",
                without_first_comma(&self.tables),
                "],\"rows\":[",
                without_first_comma(&self.rows),
                "]}",
            ],
        );
        // Also after a failure: what could not be written once is not tried again with every further row.
        self.tables.clear();
        self.rows.clear();
        self.file = self.file.wrapping_add(1).max(1);
        written.map_err(|cause| Error::writing(&path, &cause))
    }

    /// Zero-padded, so that name order is the order of writing also on a host that reads the files only at the end.
    fn next_path(&mut self) -> String {
        self.files_of_this_content += 1;
        let mut number = String::new();
        json::push_u64(&mut number, u64::from(self.files_of_this_content));
        let mut path = String::from(self.path_prefix);
        for _ in number.len()..8 {
            path.push('0');
        }
        path.push_str(&number);
        path.push_str(".json");
        path
    }

    pub(crate) fn end_content(&mut self) -> Result<(), Error> {
        self.host_calls_hook = true;
        let flushed = self.flush();
        self.files_of_this_content = 0;
        flushed
    }

    pub(crate) fn table_built(&mut self) {
        self.live_tables += 1;
    }

    /// A host that knows nothing of `__wadup_flush` gets the rows when the last table goes out of scope.
    pub(crate) fn table_dropped(&mut self) {
        self.live_tables -= 1;
        if self.live_tables == 0 && !self.host_calls_hook {
            if let Err(why) = self.flush() {
                eprintln!("{why}");
            }
        }
    }
}

fn without_first_comma(list: &str) -> &str {
    list.strip_prefix(',').unwrap_or(list)
}

/// One gathered write where the host takes it whole: nothing is copied together first.
fn write_parts(path: &str, parts: &[&str; 5]) -> io::Result<()> {
    let mut file = File::create(path)?;
    let mut slices = parts.map(|part| IoSlice::new(part.as_bytes()));
    let mut left = &mut slices[..];
    while !left.is_empty() {
        match file.write_vectored(left) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => IoSlice::advance_slices(&mut left, count),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DataType, Table, TableBuilder};
    use std::fs;
    use std::path::PathBuf;

    /// Rows that go to a folder of their own.
    struct Folder {
        path: PathBuf,
        rows: Rows,
    }

    impl Folder {
        fn new(name: &str) -> Folder {
            let path = std::env::temp_dir().join(format!("wadup-guest-{name}-{}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            let prefix = path.join("rows-").to_str().unwrap().to_owned();
            Folder { rows: Rows::new(prefix.leak()), path }
        }

        fn insert(&mut self, table: &Table, values: &[Value]) {
            table.insert_into(&mut self.rows, values).unwrap();
        }

        /// Names and contents, in order of name.
        fn files(&self) -> Vec<(String, String)> {
            let mut files: Vec<_> = fs::read_dir(&self.path)
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap()))
                .collect();
            files.sort();
            files
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.path).unwrap();
        }
    }

    fn table(name: &str) -> Table {
        Table::new(TableBuilder::new(name).column("n", DataType::Int64))
    }

    const DEFINITION: &str = r#"{"name":"t","columns":[{"name":"n","data_type":"Int64"}]}"#;

    #[test]
    fn a_file_has_the_definition_once_and_the_rows_in_order() {
        let mut folder = Folder::new("one-file");
        let table = table("t");
        folder.insert(&table, &[1.into()]);
        folder.insert(&table, &[Value::Null]);
        folder.rows.flush().unwrap();
        let rows = r#"{"table_name":"t","values":[{"Int64":1}]},{"table_name":"t","values":[null]}"#;
        let expected = format!(r#"{{"tables":[{DEFINITION}],"rows":[{rows}]}}"#);
        assert_eq!(folder.files(), [("rows-00000001.json".to_owned(), expected)]);
    }

    #[test]
    fn every_file_stands_by_itself() {
        let mut folder = Folder::new("each-file");
        let table = table("t");
        folder.insert(&table, &[1.into()]);
        folder.rows.flush().unwrap();
        folder.insert(&table, &[2.into()]);
        folder.rows.flush().unwrap();
        let files = folder.files();
        assert_eq!(files.len(), 2);
        assert!(files.iter().all(|(_, json)| json.contains(DEFINITION)));
    }

    #[test]
    fn each_content_begins_with_the_first_file_again() {
        let mut folder = Folder::new("each-content");
        let table = table("t");
        for n in [1, 2] {
            folder.insert(&table, &[n.into()]);
            folder.rows.end_content().unwrap();
        }
        // The host removes what it has consumed; here the second has replaced the first.
        let files = folder.files();
        assert_eq!(files.len(), 1);
        assert!(files[0].1.contains(r#"{"Int64":2}"#) && files[0].1.contains(DEFINITION));
    }

    #[test]
    fn a_table_without_rows_is_defined_all_the_same() {
        let mut folder = Folder::new("no-rows");
        table("t").define_in(&mut folder.rows);
        folder.rows.flush().unwrap();
        assert_eq!(folder.files()[0].1, format!(r#"{{"tables":[{DEFINITION}],"rows":[]}}"#));
    }

    #[test]
    fn nothing_buffered_writes_nothing() {
        let mut folder = Folder::new("nothing");
        folder.rows.flush().unwrap();
        folder.rows.end_content().unwrap();
        assert_eq!(folder.files(), []);
    }

    #[test]
    fn a_full_buffer_is_handed_over_without_being_asked() {
        let mut folder = Folder::new("full");
        let text = Table::new(TableBuilder::new("t").column("text", DataType::String));
        for _ in 0..3 {
            folder.insert(&text, &["x".repeat(FLUSH_AT_BYTES / 2).into()]);
        }
        assert_eq!(folder.files().len(), 1);
        assert!(folder.rows.rows.len() < FLUSH_AT_BYTES);
    }

    #[test]
    fn rows_that_cannot_be_written_are_an_error_and_are_not_kept() {
        let mut rows = Rows::new("/no/such/folder/rows-");
        let table = table("t");
        table.insert_into(&mut rows, &[1.into()]).unwrap();
        let error = rows.flush().unwrap_err();
        assert!(error.to_string().starts_with("cannot write /no/such/folder/rows-00000001.json: "), "{error}");
        assert_eq!(rows.flush(), Ok(()));
    }
}
