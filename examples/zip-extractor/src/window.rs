use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// Bytes read at a time. Also the most that can be looked at in one piece, enough for the longest name (65,535).
pub const WINDOW: usize = 64 * 1024;

/// The content seen through one moving buffer, so that looking at a few bytes here and there costs no host call each.
pub struct Window {
    file: File,
    /// Where the next read of `file` begins: a seek is spared when reading goes on there.
    position: u64,
    size: u64,
    buffer: Vec<u8>,
    start: u64,
}

impl Window {
    pub fn new(mut file: File) -> io::Result<Window> {
        let size = file.seek(SeekFrom::End(0))?;
        Ok(Window { file, position: size, size, buffer: Vec::new(), start: 0 })
    }

    /// Bytes in the whole content.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Up to `length` bytes (at most `WINDOW`) from `offset` on; fewer only where the content ends.
    pub fn at(&mut self, offset: u64, length: usize) -> io::Result<&[u8]> {
        let length = length.min(WINDOW).min(usize::try_from(self.size.saturating_sub(offset)).unwrap_or(WINDOW));
        if length == 0 {
            return Ok(&[]);
        }
        let inside = offset >= self.start && offset + length as u64 <= self.start + self.buffer.len() as u64;
        if !inside {
            self.load(offset)?;
        }
        let from = (offset - self.start) as usize;
        let until = (from + length).min(self.buffer.len());
        Ok(&self.buffer[from.min(until)..until])
    }

    /// All bytes that are at hand from `offset` on, at least one unless the content ends there.
    pub fn from(&mut self, offset: u64) -> io::Result<&[u8]> {
        if self.at(offset, 1)?.is_empty() {
            return Ok(&[]);
        }
        Ok(&self.buffer[(offset - self.start) as usize..])
    }

    fn load(&mut self, offset: u64) -> io::Result<()> {
        if self.position != offset {
            self.file.seek(SeekFrom::Start(offset))?;
            self.position = offset;
        }
        self.start = offset;
        self.buffer.resize(WINDOW, 0);
        let mut filled = 0;
        while filled < WINDOW {
            match self.file.read(&mut self.buffer[filled..]) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.buffer.clear();
                    return Err(error);
                }
            }
        }
        self.buffer.truncate(filled);
        self.position += filled as u64;
        Ok(())
    }
}

/// The little-endian number of two bytes at `at`; the caller has checked the length.
pub fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

pub fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

pub fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}
