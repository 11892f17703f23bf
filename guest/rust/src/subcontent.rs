use std::fs::{self, File};
use std::io::{self, Write};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::{json, Error};

/// Sub-contents emitted for this content so far: the N in their files' names.
static EMITTED: AtomicU32 = AtomicU32::new(0);

pub(crate) fn end_content() {
    EMITTED.store(0, Ordering::Relaxed);
}

/// Content found inside the content: a file in an archive, an attachment, a blob in a database. Every module, this one
/// included, is called for it as for an input file.
pub struct SubContent;

impl SubContent {
    /// Emits bytes that the module has produced, under the name the analyst will see.
    ///
    /// # Errors
    /// When they cannot be written, for example because a quota of the host is used up.
    ///
    /// ```no_run
    /// # use wadup_guest::*;
    /// # fn main() -> Result<(), Error> {
    /// SubContent::emit_bytes(b"decoded", "attachment.txt")?;
    /// SubContent::emit_bytes(vec![0x50, 0x4b], format!("part-{}", 1))?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn emit_bytes(bytes: impl AsRef<[u8]>, filename: impl AsRef<str>) -> Result<(), Error> {
        let number = next_number();
        write(&data_path(number), bytes.as_ref())?;
        write(&metadata_path(number), bytes_metadata(filename.as_ref()).as_bytes())
    }

    /// Begins an emission whose bytes come piece by piece, however many there are: nothing of them is kept in the
    /// module's memory.
    ///
    /// # Errors
    /// When the host allows no further file.
    ///
    /// ```no_run
    /// # use wadup_guest::*;
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mut decoded = SubContent::create("decoded.txt")?;
    /// std::io::copy(&mut std::io::repeat(b'x'), &mut decoded)?;
    /// decoded.finish()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn create(filename: impl Into<String>) -> Result<SubContentWriter, Error> {
        let number = next_number();
        let path = data_path(number);
        let file = File::create(&path).map_err(|cause| Error::writing(&path, &cause))?;
        Ok(SubContentWriter { file: Some(file), number, filename: filename.into() })
    }

    /// Emits `length` bytes of the content itself, from `offset` on. Nothing is read or copied: prefer it wherever
    /// the bytes stand in the content as they are.
    ///
    /// # Errors
    /// When a number is negative, or the emission cannot be written. A range that reaches outside the content is
    /// recorded by the host as a failure of this content.
    ///
    /// ```no_run
    /// # use wadup_guest::*;
    /// # fn main() -> Result<(), Error> {
    /// SubContent::emit_slice(512, 1024, "second sector")?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn emit_slice(
        offset: impl TryInto<u64>,
        length: impl TryInto<u64>,
        filename: impl AsRef<str>,
    ) -> Result<(), Error> {
        let (Ok(offset), Ok(length)) = (offset.try_into(), length.try_into()) else {
            return Err(Error::new("offset and length of a slice must not be negative"));
        };
        let number = next_number();
        write(&metadata_path(number), slice_metadata(offset, length, filename.as_ref()).as_bytes())
    }
}

/// A sub-content being written, from [`SubContent::create`]. It is emitted by [`finish`](SubContentWriter::finish);
/// dropped without it, nothing is emitted. Every write goes to the host at once: write large pieces.
#[derive(Debug)]
pub struct SubContentWriter {
    /// `None` once finished.
    file: Option<File>,
    number: u32,
    filename: String,
}

impl SubContentWriter {
    /// Emits what was written.
    ///
    /// # Errors
    /// When the emission cannot be written.
    pub fn finish(mut self) -> Result<(), Error> {
        self.file = None;
        write(&metadata_path(self.number), bytes_metadata(&self.filename).as_bytes())
    }
}

impl Write for SubContentWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.file {
            Some(file) => file.write(bytes),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for SubContentWriter {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            // Only tidiness: bytes without metadata are no emission.
            let _ = fs::remove_file(data_path(self.number));
        }
    }
}

fn next_number() -> u32 {
    EMITTED.fetch_add(1, Ordering::Relaxed)
}

fn data_path(number: u32) -> String {
    path("/subcontent/data_", number, ".bin")
}

fn metadata_path(number: u32) -> String {
    path("/subcontent/metadata_", number, ".json")
}

fn path(prefix: &str, number: u32, suffix: &str) -> String {
    let mut path = String::from(prefix);
    json::push_u64(&mut path, u64::from(number));
    path.push_str(suffix);
    path
}

fn bytes_metadata(filename: &str) -> String {
    let mut metadata = String::from("{\"filename\":");
    json::push_string(&mut metadata, filename);
    metadata.push('}');
    metadata
}

fn slice_metadata(offset: u64, length: u64, filename: &str) -> String {
    let mut metadata = String::from("{\"filename\":");
    json::push_string(&mut metadata, filename);
    metadata.push_str(",\"offset\":");
    json::push_u64(&mut metadata, offset);
    metadata.push_str(",\"length\":");
    json::push_u64(&mut metadata, length);
    metadata.push('}');
    metadata
}

fn write(path: &str, bytes: &[u8]) -> Result<(), Error> {
    fs::write(path, bytes).map_err(|cause| Error::writing(path, &cause))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_is_described_exactly_past_4_gib() {
        assert_eq!(
            slice_metadata(u64::MAX, 1 << 40, "a\"b"),
            r#"{"filename":"a\"b","offset":18446744073709551615,"length":1099511627776}"#
        );
    }

    #[test]
    fn a_negative_range_is_an_error_before_anything_is_written() {
        let error = SubContent::emit_slice(-1, 5_usize, "x").unwrap_err();
        assert_eq!(error.to_string(), "offset and length of a slice must not be negative");
    }
}
