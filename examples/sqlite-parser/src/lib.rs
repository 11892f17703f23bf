//! Counts the rows of every table in a SQLite database: `db_table_stats(table_name, row_count)`.
//!
//! Content that is no SQLite database succeeds without rows. A table that cannot be counted has a NULL count, so that
//! nobody takes it for empty or missing, and the content fails with the reason on stderr.
use std::error::Error;
use std::fs::File;
use std::io::Read;

use rusqlite::{Connection, OpenFlags};
use wadup_guest::*;

const MAGIC: &[u8; 16] = b"SQLite format 3\0";

#[no_mangle]
pub extern "C" fn process() -> i32 {
    match count_all() {
        Ok(true) => 0,
        Ok(false) => 1,
        Err(why) => {
            eprintln!("sqlite-parser: {why}");
            1
        }
    }
}

/// Returns whether every table could be counted.
fn count_all() -> Result<bool, Box<dyn Error>> {
    if !is_sqlite()? {
        return Ok(true);
    }
    let stats = TableBuilder::new("db_table_stats")
        .column("table_name", DataType::String)
        .column("row_count", DataType::Int64)
        .build()?;
    let database = open()?;
    let mut all_counted = true;
    for name in table_names(&database)? {
        let count = count_rows(&database, &name);
        if let Err(why) = &count {
            eprintln!("sqlite-parser: table '{}': {why}", name.replace(char::is_control, "?"));
            all_counted = false;
        }
        stats.insert(&[Value::from(name), Value::from(count.ok())])?;
    }
    Ok(all_counted)
}

fn is_sqlite() -> Result<bool, std::io::Error> {
    let mut first = Vec::with_capacity(MAGIC.len());
    File::open(Content::path())?.take(MAGIC.len() as u64).read_to_end(&mut first)?;
    Ok(first == MAGIC)
}

fn open() -> Result<Connection, rusqlite::Error> {
    // Immutable: no locks, no journal, nothing written beside a file that cannot be written.
    let address = format!("file:{}?immutable=1", Content::path());
    let database = Connection::open_with_flags(address, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI)?;
    // The schema is untrusted: it may call no function with side effects, and its errors are to be found.
    database.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;")?;
    Ok(database)
}

/// Tables in order of name; no views, no indexes, nothing of SQLite's own.
fn table_names(database: &Connection) -> Result<Vec<String>, rusqlite::Error> {
    let mut statement = database.prepare(
        r"SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name",
    )?;
    let mut rows = statement.query([])?;
    let mut names = Vec::new();
    while let Some(row) = rows.next()? {
        // A name need not be valid UTF-8 in a file that somebody forged.
        names.push(String::from_utf8_lossy(row.get_ref(0)?.as_bytes()?).into_owned());
    }
    Ok(names)
}

fn count_rows(database: &Connection, table: &str) -> Result<i64, rusqlite::Error> {
    let quoted = table.replace('"', "\"\"");
    database.query_row(&format!("SELECT count(*) FROM main.\"{quoted}\""), [], |row| row.get(0))
}
