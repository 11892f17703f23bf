//! The native floor: what is left of a run when there is no sandbox, no module and no protocol.
//!
//!     floor WORK INPUT OUTPUT THREADS
//!
//! Walks INPUT and does the WORK of one benchmark module on every file, natively, with THREADS threads:
//! `stat` (its size), `open` (the same, and open, read, close: nobody looks at the bytes), `read` (the sum of its 64-bit
//! words), `tables` (rows per table of a SQLite database). Writes the same rows into the same tables, in batches.

mod store;

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Mutex;
use store::{Content, Store, Value};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Contents per transaction.
const BATCH: usize = 500;
const PIECE: usize = 1 << 20;

#[derive(Clone, Copy)]
enum Work {
    Stat,
    Open,
    Read,
    Tables,
}

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [work, input, output, threads] = &arguments[..] else {
        return Err("floor stat|open|read|tables INPUT OUTPUT THREADS".into());
    };
    let (work, table, columns) = match work.as_str() {
        "stat" => (Work::Stat, "file_sizes", "size_bytes INTEGER"),
        "open" => (Work::Open, "file_sizes", "size_bytes INTEGER"),
        "read" => (Work::Read, "read_through", "bytes INTEGER, checksum INTEGER"),
        "tables" => (Work::Tables, "db_table_stats", "table_name TEXT, row_count INTEGER"),
        _ => return Err(format!("there is no work '{work}'").into()),
    };
    store::use_many_threads();
    let mut files = Vec::new();
    walk(Path::new(input), &mut files)?;
    let connection = store::open(Path::new(output), table, columns)?;
    let store = Mutex::new(Store::new(&connection, table)?);
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.parse::<usize>()?)
            .map(|_| scope.spawn(|| worker(work, Path::new(input), &files, &next, &store)))
            .collect();
        workers.into_iter().try_for_each(|worker| worker.join().expect("a worker panicked"))
    })
}

fn walk(directory: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        match entry.file_type()? {
            kind if kind.is_dir() => walk(&entry.path(), files)?,
            kind if kind.is_file() => files.push(entry.path()),
            _ => {}
        }
    }
    Ok(())
}

fn worker(
    work: Work,
    root: &Path,
    files: &[PathBuf],
    next: &AtomicUsize,
    store: &Mutex<Store<'_>>,
) -> Result<(), Failure> {
    let mut buffer = vec![0; PIECE];
    let mut batch = Vec::with_capacity(BATCH);
    let mut uuids = store::Uuids::new(next as *const _ as u64 ^ &buffer as *const _ as u64);
    while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
        let rows = match work {
            Work::Stat => size(path)?,
            Work::Open => open(path, &mut buffer)?,
            Work::Read => read(path, &mut buffer)?,
            Work::Tables => tables(path)?,
        };
        let name = path.strip_prefix(root)?.to_string_lossy().into_owned();
        batch.push(Content { uuid: uuids.next(), name, rows });
        if batch.len() == BATCH {
            store.lock().unwrap().commit(&mut batch)?;
        }
    }
    store.lock().unwrap().commit(&mut batch)?;
    Ok(())
}

fn size(path: &Path) -> Result<Vec<Vec<Value>>, Failure> {
    Ok(vec![vec![Value::Integer(fs::metadata(path)?.len() as i64)]])
}

fn open(path: &Path, buffer: &mut [u8]) -> Result<Vec<Vec<Value>>, Failure> {
    let rows = size(path)?;
    let mut file = File::open(path)?;
    while file.read(buffer)? > 0 {}
    Ok(rows)
}

fn read(path: &Path, buffer: &mut [u8]) -> Result<Vec<Vec<Value>>, Failure> {
    let mut file = File::open(path)?;
    let (mut bytes, mut checksum) = (0, 0i64);
    loop {
        let mut filled = 0;
        while filled < buffer.len() {
            match file.read(&mut buffer[filled..])? {
                0 => break,
                count => filled += count,
            }
        }
        if filled == 0 {
            return Ok(vec![vec![Value::Integer(bytes), Value::Integer(checksum)]]);
        }
        bytes += filled as i64;
        let whole = filled.next_multiple_of(8);
        buffer[filled..whole].fill(0);
        for word in buffer[..whole].chunks_exact(8) {
            checksum = checksum.wrapping_add(i64::from_le_bytes(word.try_into()?));
        }
    }
}

fn tables(path: &Path) -> Result<Vec<Vec<Value>>, Failure> {
    let database = store::open_immutable(path)?;
    let mut names = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")?;
    let mut rows = Vec::new();
    for name in names.query_map([], |row| row.get::<_, String>(0))? {
        let name = name?;
        let sql = format!("SELECT count(*) FROM \"{}\"", name.replace('"', "\"\""));
        let count = database.query_row(&sql, [], |row| row.get(0))?;
        rows.push(vec![Value::Text(name), Value::Integer(count)]);
    }
    Ok(rows)
}
