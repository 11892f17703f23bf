/// The content that `process` was called for.
pub struct Content;

impl Content {
    /// Path of the content's bytes, a read-only file: open it, stat it, seek in it as in any other.
    ///
    /// ```no_run
    /// # use wadup_guest::*;
    /// let bytes = std::fs::read(Content::path())?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub const fn path() -> &'static str {
        "/data.bin"
    }
}
