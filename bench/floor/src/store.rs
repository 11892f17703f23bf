//! The output database: the same tables and rows that WADUP writes, in one transaction per batch.

use rusqlite::{ffi, Connection, OpenFlags, Result, Statement};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

pub enum Value {
    Integer(i64),
    Text(String),
}

pub struct Content {
    pub uuid: String,
    pub name: String,
    pub rows: Vec<Vec<Value>>,
}

pub struct Store<'connection> {
    connection: &'connection Connection,
    content: Statement<'connection>,
    row: Statement<'connection>,
}

// SAFETY: a connection and its statements may move between threads as long as one thread uses them at a time, which the
// lock around the only store ensures.
unsafe impl Send for Store<'_> {}

/// Makes SQLite keep no account of its memory: every allocation of every thread would take one lock for it.
pub fn use_many_threads() {
    // SAFETY: called before SQLite is used for the first time, as `sqlite3_config` demands.
    unsafe { ffi::sqlite3_config(ffi::SQLITE_CONFIG_MEMSTATUS, 0) };
}

pub fn open(path: &Path, table: &str, columns: &str) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.execute_batch(&format!(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -65536;
         CREATE TABLE __wadup_content (uuid TEXT PRIMARY KEY, filename TEXT NOT NULL, parent_uuid TEXT,
             processed_at INTEGER NOT NULL, status TEXT NOT NULL, error_message TEXT);
         CREATE TABLE {table} (content_uuid TEXT NOT NULL, {columns},
             FOREIGN KEY(content_uuid) REFERENCES __wadup_content(uuid));"
    ))?;
    Ok(connection)
}

pub fn open_immutable(path: &Path) -> Result<Connection> {
    let uri = format!("file:{}?immutable=1", path.display());
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(uri, flags)
}

impl<'connection> Store<'connection> {
    pub fn new(connection: &'connection Connection, table: &str) -> Result<Self> {
        let columns = connection.prepare(&format!("SELECT * FROM {table}"))?.column_count();
        Ok(Store {
            connection,
            content: connection.prepare("INSERT INTO __wadup_content VALUES (?, ?, NULL, ?, 'success', NULL)")?,
            row: connection.prepare(&format!("INSERT INTO {table} VALUES (?{})", ", ?".repeat(columns - 1)))?,
        })
    }

    /// Writes and empties the batch.
    pub fn commit(&mut self, batch: &mut Vec<Content>) -> Result<()> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        for content in batch.drain(..) {
            self.content.execute((&content.uuid, &content.name, now as i64))?;
            for row in &content.rows {
                self.row.raw_bind_parameter(1, &content.uuid)?;
                for (index, value) in row.iter().enumerate() {
                    match value {
                        Value::Integer(integer) => self.row.raw_bind_parameter(index + 2, integer)?,
                        Value::Text(text) => self.row.raw_bind_parameter(index + 2, text)?,
                    }
                }
                self.row.raw_execute()?;
            }
        }
        self.connection.execute_batch("COMMIT")
    }
}

/// UUIDs of version 7: time, then random bits (of a generator good enough for a benchmark).
pub struct Uuids {
    state: u64,
}

impl Uuids {
    pub fn new(seed: u64) -> Self {
        Uuids { state: seed | 1 }
    }

    pub fn next(&mut self) -> String {
        for shift in [13i32, -7, 17] {
            self.state ^= if shift > 0 { self.state << shift } else { self.state >> -shift };
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let (time, random) = (now.as_millis() as u64, self.state);
        let within = now.subsec_nanos() % 1_000_000 / 245;
        format!(
            "{:08x}-{:04x}-7{:03x}-{:04x}-{:012x}",
            time >> 16,
            time & 0xffff,
            within & 0xfff,
            0x8000 | (random >> 48) & 0x3fff,
            random & 0xffff_ffff_ffff
        )
    }
}
