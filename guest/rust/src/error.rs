use std::fmt;

/// Why rows or sub-content could not be handed to the host, in words.
///
/// `?` turns it into a `String` or a `Box<dyn std::error::Error>`:
///
/// ```no_run
/// # use wadup_guest::*;
/// fn with_string() -> Result<(), String> {
///     SubContent::emit_slice(0, 16, "header")?;
///     Ok(())
/// }
/// fn with_box() -> Result<(), Box<dyn std::error::Error>> {
///     SubContent::emit_slice(0, 16, "header")?;
///     Ok(())
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    message: String,
}

impl Error {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Error { message: message.into() }
    }

    pub(crate) fn writing(path: &str, cause: &std::io::Error) -> Self {
        Error::new(format!("cannot write {path}: {cause}"))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl From<Error> for String {
    fn from(error: Error) -> String {
        error.message
    }
}
