//! One entry's bytes: found behind its local header, checked and emitted.
use std::error::Error;
use std::io::Write;

use flate2::{Decompress, FlushDecompress, Status};
use wadup_guest::{SubContent, SubContentWriter};

use crate::entry::{Entry, DEFLATED, STORED};
use crate::window::Window;

/// Decoded bytes handed on at a time. Most files in archives are smaller and go in one piece.
const PIECE: usize = 128 * 1024;

/// What became of an entry.
pub struct Unpacked {
    /// How far the archive's bytes were followed.
    pub end: u64,
    /// Why it is not, or not wholly, what was packed.
    pub problem: Option<String>,
}

/// Memory that serves one entry after the other.
pub struct Unpacker {
    inflate: Decompress,
    piece: Vec<u8>,
}

impl Unpacker {
    pub fn new() -> Unpacker {
        Unpacker { inflate: Decompress::new(false), piece: vec![0; PIECE] }
    }

    /// Emits the bytes at `data` as `entry`. What can be decoded is emitted also when something is wrong with it.
    ///
    /// An `Err` is no fault of the entry: the content cannot be read or the host takes no more.
    pub fn unpack(&mut self, window: &mut Window, entry: &Entry, data: u64) -> Result<Unpacked, Box<dyn Error>> {
        if entry.is_encrypted() {
            return Ok(Unpacked { end: data, problem: Some("encrypted".to_owned()) });
        }
        match entry.method {
            STORED => unpack_stored(window, entry, data),
            DEFLATED => self.unpack_deflated(window, entry, data),
            _ => Ok(Unpacked { end: data, problem: Some(format!("packed by {}, not supported", entry.method_name())) }),
        }
    }

    fn unpack_deflated(&mut self, window: &mut Window, entry: &Entry, data: u64) -> Result<Unpacked, Box<dyn Error>> {
        let limit = entry.uncompressed.unwrap_or(u64::MAX);
        let end = entry.compressed.map_or(window.size(), |length| data.saturating_add(length).min(window.size()));
        let mut output = Output { writer: None, crc: crc32fast::Hasher::new(), length: 0 };
        let mut at = data;
        let mut filled = 0;
        self.inflate.reset(false);
        let problem = loop {
            let input = window.from(at)?;
            let input = &input[..input.len().min(usize::try_from(end - at).unwrap_or(usize::MAX))];
            let (taken, given) = (self.inflate.total_in(), self.inflate.total_out());
            let status = self.inflate.decompress(input, &mut self.piece[filled..], FlushDecompress::None);
            at += self.inflate.total_in() - taken;
            filled += (self.inflate.total_out() - given) as usize;
            let stuck = self.inflate.total_in() == taken && self.inflate.total_out() == given;
            let finished = match status {
                Ok(Status::StreamEnd) => Some(None),
                Ok(_) if stuck && at == end => Some(Some("its packed bytes end early".to_owned())),
                Ok(_) if stuck => Some(Some("its packed bytes are damaged".to_owned())),
                Ok(_) => None,
                Err(_) => Some(Some("its packed bytes are damaged".to_owned())),
            };
            // A bomb announces less than it holds: nothing past the announced size is believed.
            if output.length + filled as u64 > limit {
                output.take(entry, &self.piece[..(limit - output.length) as usize])?;
                break Some(format!("holds more than the {limit} bytes it announces"));
            }
            if finished.is_some() || filled == self.piece.len() {
                output.take(entry, &self.piece[..filled])?;
                filled = 0;
            }
            if let Some(problem) = finished {
                break problem;
            }
        };
        let produced = output.length;
        let crc = output.crc.clone().finalize();
        output.finish(entry, problem.is_some())?;
        let problem = problem
            .map(|why| format!("{why}: {produced} bytes could be unpacked"))
            .or_else(|| check(entry, produced, crc));
        Ok(Unpacked { end: at, problem })
    }
}

/// Decoded bytes on their way out. The emission begins with its first bytes.
struct Output {
    writer: Option<SubContentWriter>,
    crc: crc32fast::Hasher,
    length: u64,
}

impl Output {
    fn take(&mut self, entry: &Entry, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.crc.update(bytes);
        self.length += bytes.len() as u64;
        let writer = match &mut self.writer {
            Some(writer) => writer,
            none => none.insert(SubContent::create(entry.emitted_name())?),
        };
        writer.write_all(bytes).map_err(|why| format!("cannot hand on '{}': {why}", entry.printable_name()))?;
        Ok(())
    }

    fn finish(self, entry: &Entry, damaged: bool) -> Result<(), Box<dyn Error>> {
        match self.writer {
            Some(writer) => writer.finish()?,
            // An empty file is a file; nothing out of damaged bytes is nothing.
            None if !damaged => SubContent::emit_bytes([], entry.emitted_name())?,
            None => {}
        }
        Ok(())
    }
}

fn unpack_stored(window: &mut Window, entry: &Entry, data: u64) -> Result<Unpacked, Box<dyn Error>> {
    let length = match entry.compressed {
        Some(length) => length,
        None => next_signature(window, data)? - data,
    };
    let available = length.min(window.size().saturating_sub(data));
    SubContent::emit_slice(data, available, entry.emitted_name())?;
    let end = data.saturating_add(available);
    if available < length {
        let problem = Some(format!("the archive ends after {available} of its {length} bytes"));
        return Ok(Unpacked { end, problem });
    }
    let mut crc = crc32fast::Hasher::new();
    let mut at = data;
    while at < end {
        let bytes = window.from(at)?;
        let bytes = &bytes[..bytes.len().min(usize::try_from(end - at).unwrap_or(usize::MAX))];
        if bytes.is_empty() {
            return Err("the content became shorter while it was read".into());
        }
        crc.update(bytes);
        at += bytes.len() as u64;
    }
    Ok(Unpacked { end, problem: check(entry, length, crc.finalize()) })
}

fn check(entry: &Entry, length: u64, crc: u32) -> Option<String> {
    match (entry.uncompressed, entry.crc32) {
        (Some(announced), _) if announced != length => Some(format!("has {length} bytes, but {announced} announced")),
        (_, Some(announced)) if announced != crc => Some(format!("CRC-32 is {crc:08x}, but {announced:08x} announced")),
        _ => None,
    }
}

/// Offset of the next header or descriptor from `from` on, or the content's end.
pub fn next_signature(window: &mut Window, from: u64) -> Result<u64, Box<dyn Error>> {
    let mut offset = from;
    loop {
        let bytes = window.at(offset, crate::window::WINDOW)?;
        if bytes.len() < 4 {
            return Ok(window.size());
        }
        let found = bytes.windows(4).position(|four| {
            four[0] == b'P' && four[1] == b'K' && matches!(four[2..], [1, 2] | [3, 4] | [5, 6] | [7, 8])
        });
        if let Some(at) = found {
            return Ok(offset + at as u64);
        }
        offset += (bytes.len() - 3) as u64;
    }
}
