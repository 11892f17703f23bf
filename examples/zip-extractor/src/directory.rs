//! The directory at an archive's end: found, checked for plausibility and read entry by entry.
use std::io;

use crate::entry::{Entry, Header};
use crate::window::{u16_at, u32_at, u64_at, Window, WINDOW};

pub const END_LENGTH: usize = 22;
const END_SIGNATURE: &[u8; 4] = b"PK\x05\x06";
const LONGEST_COMMENT: usize = 65_535;
const ZIP64_LOCATOR_LENGTH: u64 = 20;
const ZIP64_END_LENGTH: u64 = 56;

/// Where the directory lies.
#[derive(Debug)]
pub struct Directory {
    offset: u64,
    length: u64,
    entries: u64,
    /// What to add to offsets that the archive names: bytes that stand before it, as in a self-extracting program.
    prefix: u64,
    several_volumes: bool,
}

/// The end record when it is the content's very last bytes, as nearly always.
pub fn ends_with_end_record(last: &[u8]) -> bool {
    last.len() == END_LENGTH && last.starts_with(END_SIGNATURE) && u16_at(last, 20) == 0
}

/// `None` when the content has no directory that could be an archive's.
pub fn find(window: &mut Window) -> io::Result<Option<Directory>> {
    let Some((end_offset, end)) = find_end_record(window)? else { return Ok(None) };
    let mut entries = u64::from(u16_at(&end, 10));
    let mut length = u64::from(u32_at(&end, 12));
    let mut offset = u64::from(u32_at(&end, 16));
    let mut several_volumes = !matches!(u16_at(&end, 4), 0 | 0xffff);
    let mut directory_end = end_offset;
    if let Some((zip64_offset, zip64)) = find_zip64_end_record(window, end_offset)? {
        several_volumes = u32_at(&zip64, 16) != 0;
        entries = u64_at(&zip64, 32);
        length = u64_at(&zip64, 40);
        offset = u64_at(&zip64, 48);
        directory_end = zip64_offset;
    }
    // Counted back from its end, or else taken at its word, which is right when something stands in between.
    for start in [directory_end.checked_sub(length), Some(offset)].into_iter().flatten() {
        let Some(prefix) = start.checked_sub(offset) else { continue };
        let is_there = window.at(start, 4)? == Header::Central.signature();
        if is_there || (entries == 0 && length == 0) {
            return Ok(Some(Directory { offset: start, length, entries, prefix, several_volumes }));
        }
    }
    Ok(None)
}

/// The last end record whose comment fits: its offset and fixed bytes.
fn find_end_record(window: &mut Window) -> io::Result<Option<(u64, [u8; END_LENGTH])>> {
    let size = window.size();
    let lowest = size.saturating_sub((END_LENGTH + LONGEST_COMMENT) as u64);
    let mut end = size;
    while end > lowest {
        // Overlapping pieces, so that no record is cut in two.
        let start = end.saturating_sub(WINDOW as u64).max(lowest);
        let piece = window.at(start, (end - start) as usize)?;
        for at in (0..piece.len().saturating_sub(END_LENGTH - 1)).rev() {
            let record = &piece[at..at + END_LENGTH];
            let offset = start + at as u64;
            if record.starts_with(END_SIGNATURE) && offset + END_LENGTH as u64 + u64::from(u16_at(record, 20)) <= size {
                let mut found = [0; END_LENGTH];
                found.copy_from_slice(record);
                return Ok(Some((offset, found)));
            }
        }
        if start == lowest {
            break;
        }
        end = start + END_LENGTH as u64 - 1;
    }
    Ok(None)
}

fn find_zip64_end_record(window: &mut Window, end_offset: u64) -> io::Result<Option<(u64, Vec<u8>)>> {
    let Some(locator_offset) = end_offset.checked_sub(ZIP64_LOCATOR_LENGTH) else { return Ok(None) };
    let locator = window.at(locator_offset, ZIP64_LOCATOR_LENGTH as usize)?;
    if !locator.starts_with(b"PK\x06\x07") {
        return Ok(None);
    }
    // Directly before the locator is where it is written; the named offset is off where something precedes the archive.
    let named = u64_at(locator, 8);
    for offset in [locator_offset.checked_sub(ZIP64_END_LENGTH), Some(named)].into_iter().flatten() {
        let record = window.at(offset, ZIP64_END_LENGTH as usize)?;
        if record.len() == ZIP64_END_LENGTH as usize && record.starts_with(b"PK\x06\x06") {
            return Ok(Some((offset, record.to_vec())));
        }
    }
    Ok(None)
}

/// What a directory holds, and what is wrong with it.
pub struct Listing {
    pub entries: Vec<Entry>,
    pub damage: Option<String>,
    pub several_volumes: bool,
}

pub fn read(window: &mut Window, directory: &Directory) -> io::Result<Listing> {
    let mut listing = Listing { entries: Vec::new(), damage: None, several_volumes: directory.several_volumes };
    let end = directory.offset.saturating_add(directory.length).min(window.size());
    let mut offset = directory.offset;
    while offset < end {
        let Some((mut entry, next)) = read_header(window, Header::Central, offset)? else {
            listing.damage = Some(format!(
                "the directory is damaged at offset {offset}: {} of {} entries could be read",
                listing.entries.len(),
                directory.entries
            ));
            return Ok(listing);
        };
        entry.header = entry.header.saturating_add(directory.prefix);
        listing.entries.push(entry);
        offset = next;
    }
    // Archives without ZIP64 count modulo 65,536 when there are more.
    let found = listing.entries.len() as u64;
    if found != directory.entries && found & 0xffff != directory.entries {
        listing.damage = Some(format!("the directory lists {found} entries, but {} were announced", directory.entries));
    }
    Ok(listing)
}

/// The entry whose header stands at `offset`, and where the header ends; `None` when there is none or it is cut off.
pub fn read_header(window: &mut Window, header: Header, offset: u64) -> io::Result<Option<(Entry, u64)>> {
    let fixed = window.at(offset, header.fixed_length())?;
    if fixed.len() < header.fixed_length() || !fixed.starts_with(header.signature()) {
        return Ok(None);
    }
    let fixed = fixed.to_vec();
    let (name_length, extra_length, comment_length) = header.lengths(&fixed);
    let name_offset = offset + header.fixed_length() as u64;
    let name = window.at(name_offset, name_length)?.to_vec();
    let extra_offset = name_offset + name_length as u64;
    let extra = window.at(extra_offset, extra_length)?;
    if name.len() < name_length || extra.len() < extra_length {
        return Ok(None);
    }
    let entry = Entry::parse(header, &fixed, &name, extra, offset);
    Ok(Some((entry, extra_offset + (extra_length + comment_length) as u64)))
}
