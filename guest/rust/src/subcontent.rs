use std::fs;
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
        let number = EMITTED.fetch_add(1, Ordering::Relaxed);
        write("data_", number, ".bin", bytes.as_ref())?;
        let mut metadata = String::from("{\"filename\":");
        json::push_string(&mut metadata, filename.as_ref());
        metadata.push('}');
        write("metadata_", number, ".json", metadata.as_bytes())
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
        let number = EMITTED.fetch_add(1, Ordering::Relaxed);
        write("metadata_", number, ".json", slice_metadata(offset, length, filename.as_ref()).as_bytes())
    }
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

fn write(prefix: &str, number: u32, suffix: &str, bytes: &[u8]) -> Result<(), Error> {
    let mut path = String::from("/subcontent/");
    path.push_str(prefix);
    json::push_u64(&mut path, u64::from(number));
    path.push_str(suffix);
    fs::write(&path, bytes).map_err(|cause| Error::writing(&path, &cause))
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
