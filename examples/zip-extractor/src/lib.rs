//! Emits every file in a ZIP archive as sub-content, and lists the archive in `zip_entries`.
//!
//! Stored files are emitted as slices of the archive, without a copy. Of a damaged archive everything is emitted that
//! can still be read. `process` returns 0 only when all of the archive has been handed on, so that a content that
//! succeeded is one that was seen whole.
mod directory;
mod entry;
mod unpack;
mod window;

use std::error::Error;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use wadup_guest::*;

use crate::directory::{Listing, END_LENGTH};
use crate::entry::{Entry, Header};
use crate::unpack::{next_signature, Unpacked, Unpacker};
use crate::window::Window;

/// How often the archive's own size may be read for its entries. Once is enough unless entries share bytes, which is how
/// ten megabytes claim to hold terabytes.
const MOST_READINGS: u64 = 4;

/// Problems printed; `zip_entries` has them all.
const PRINTED_PROBLEMS: u64 = 20;

#[no_mangle]
pub extern "C" fn process() -> i32 {
    match extract() {
        Ok(0) => 0,
        Ok(_) => 1,
        Err(why) => {
            eprintln!("zip-extractor: {why}");
            1
        }
    }
}

/// Returns the number of problems met.
fn extract() -> Result<u64, Box<dyn Error>> {
    let Some(mut window) = open_if_zip()? else { return Ok(0) };
    let mut archive = Archive { table: entries_table()?, unpacker: Unpacker::new(), problems: 0 };
    match directory::find(&mut window)? {
        Some(found) => {
            let listing = directory::read(&mut window, &found)?;
            archive.extract_listed(&mut window, listing)?;
        }
        None => {
            let recovered = archive.recover(&mut window)?;
            archive.problem(&format!(
                "the archive has no directory, it is cut off or damaged; entries found without it: {recovered}"
            ));
        }
    }
    if archive.problems > PRINTED_PROBLEMS {
        eprintln!("zip-extractor: {} problems in all", archive.problems);
    }
    Ok(archive.problems)
}

/// Looks at the first bytes, and at the last ones for archives that something precedes: a handful of bytes of every
/// content, so that the many that are no archives cost next to nothing.
fn open_if_zip() -> Result<Option<Window>, Box<dyn Error>> {
    let mut file = File::open(Content::path())?;
    let mut first = [0; 4];
    if file.read_exact(&mut first).is_err() {
        return Ok(None);
    }
    // A lone "PK00" or descriptor signature begins an archive that was once in several volumes.
    if matches!(&first, b"PK\x03\x04" | b"PK\x05\x06" | b"PK\x07\x08" | b"PK00") {
        return Ok(Some(Window::new(file)?));
    }
    // Programs may be self-extracting, and may carry a signature after the archive.
    if first.starts_with(b"MZ") || first == *b"\x7fELF" {
        let mut window = Window::new(file)?;
        let is_archive = directory::find(&mut window)?.is_some();
        return Ok(is_archive.then_some(window));
    }
    let mut last = [0; END_LENGTH];
    let at_end = file.seek(SeekFrom::End(-(END_LENGTH as i64))).is_ok() && file.read_exact(&mut last).is_ok();
    if at_end && directory::ends_with_end_record(&last) {
        return Ok(Some(Window::new(file)?));
    }
    Ok(None)
}

fn entries_table() -> Result<Table, wadup_guest::Error> {
    TableBuilder::new("zip_entries")
        .column("name", DataType::String)
        .column("method", DataType::String)
        .column("encrypted", DataType::Int64)
        .column("compressed_size", DataType::Int64)
        .column("uncompressed_size", DataType::Int64)
        .column("crc32", DataType::String)
        .column("modified", DataType::String)
        .column("problem", DataType::String)
        .build()
}

struct Archive {
    table: Table,
    unpacker: Unpacker,
    problems: u64,
}

impl Archive {
    fn extract_listed(&mut self, window: &mut Window, listing: Listing) -> Result<(), Box<dyn Error>> {
        if listing.several_volumes {
            self.problem("the archive has several volumes, and this is only one of them");
        }
        if let Some(damage) = listing.damage {
            self.problem(&damage);
        }
        // In the order of their bytes: what is read once is read in one go.
        let mut entries = listing.entries;
        entries.sort_by_key(|entry| entry.header);
        let mut may_read = window.size().saturating_mul(MOST_READINGS);
        for entry in &entries {
            let problem = self.unpack_listed(window, entry, &mut may_read)?;
            self.record(entry, problem)?;
        }
        Ok(())
    }

    /// Returns what is wrong with the entry.
    fn unpack_listed(
        &mut self,
        window: &mut Window,
        entry: &Entry,
        may_read: &mut u64,
    ) -> Result<Option<String>, Box<dyn Error>> {
        if entry.disk != 0 {
            return Ok(Some("is in another volume".to_owned()));
        }
        if entry.is_directory() {
            return Ok(None);
        }
        let Some((_, data)) = directory::read_header(window, Header::Local, entry.header)? else {
            return Ok(Some("is not where the directory says".to_owned()));
        };
        let length = entry.compressed.unwrap_or(0).min(window.size());
        let Some(left) = may_read.checked_sub(length) else {
            return Ok(Some("shares its bytes with too many other entries, not unpacked".to_owned()));
        };
        *may_read = left;
        Ok(self.unpacker.unpack(window, entry, data)?.problem)
    }

    /// Goes from local header to local header. Returns how many entries were found.
    fn recover(&mut self, window: &mut Window) -> Result<u64, Box<dyn Error>> {
        let mut found = 0;
        let mut offset = 0;
        while offset < window.size() {
            offset = next_signature(window, offset)?;
            let (entry, data) = match directory::read_header(window, Header::Local, offset)? {
                Some((entry, data)) if entry.is_plausible() => (entry, data),
                _ => {
                    offset += 4;
                    continue;
                }
            };
            found += 1;
            let unpacked = if entry.is_directory() {
                Unpacked { end: data, problem: None }
            } else {
                self.unpacker.unpack(window, &entry, data)?
            };
            self.record(&entry, unpacked.problem)?;
            offset = unpacked.end.max(data);
        }
        Ok(found)
    }

    fn record(&mut self, entry: &Entry, problem: Option<String>) -> Result<(), Box<dyn Error>> {
        if let Some(problem) = &problem {
            self.problem(&format!("'{}': {problem}", entry.printable_name()));
        }
        self.table.insert(&[
            Value::from(&entry.name),
            Value::from(entry.method_name()),
            Value::from(entry.is_encrypted()),
            Value::from(entry.compressed.and_then(|size| i64::try_from(size).ok())),
            Value::from(entry.uncompressed.and_then(|size| i64::try_from(size).ok())),
            Value::from(entry.crc32.map(|crc| format!("{crc:08x}"))),
            Value::from(entry.modified.as_deref()),
            Value::from(problem),
        ])?;
        Ok(())
    }

    fn problem(&mut self, text: &str) {
        self.problems += 1;
        if self.problems <= PRINTED_PROBLEMS {
            eprintln!("zip-extractor: {text}");
        }
    }
}
