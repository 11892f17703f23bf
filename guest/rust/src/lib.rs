//! Write WADUP modules in Rust.
//!
//! A module is a `cdylib` for `wasm32-wasip1` that exports `process`. WADUP calls it once per content, with the
//! content at [`Content::path()`]; the module inserts rows into tables it defines, and hands extracted content back
//! as [`SubContent`].
//!
//! ```no_run
//! use wadup_guest::*;
//!
//! #[no_mangle]
//! pub extern "C" fn process() -> i32 {
//!     match measure() {
//!         Ok(()) => 0,
//!         Err(why) => {
//!             eprintln!("{why}");
//!             1
//!         }
//!     }
//! }
//!
//! fn measure() -> Result<(), String> {
//!     let size = std::fs::metadata(Content::path()).map_err(|why| why.to_string())?.len();
//!     let sizes = TableBuilder::new("file_sizes")
//!         .column("size_bytes", DataType::Int64)
//!         .build()?;
//!     sizes.insert(&[Value::Int64(size as i64)])?;
//!     Ok(())
//! }
//! ```
//!
//! Rows are buffered and handed over in large pieces. Nothing has to be flushed by hand: WADUP calls the exported
//! `__wadup_flush` after `process`. Everything travels through files (`/metadata`, `/subcontent`), so a module built
//! with this crate runs on every host that offers them.

use std::io::Write;

mod content;
mod error;
mod json;
mod rows;
mod subcontent;
mod table;
mod value;

pub use content::Content;
pub use error::Error;
pub use subcontent::{SubContent, SubContentWriter};
pub use table::{Table, TableBuilder};
pub use value::{DataType, Value};

/// Hands all buffered rows to the host now.
///
/// Rarely needed: buffered rows are handed over whenever a buffer is full and when `process` returns. Useful before
/// something that may trap, because rows still in the module's memory are lost with it.
///
/// # Errors
/// When the metadata file cannot be written, for example because a quota of the host is used up.
///
/// ```no_run
/// # fn main() -> Result<(), wadup_guest::Error> {
/// wadup_guest::flush()?;
/// # Ok(())
/// # }
/// ```
pub fn flush() -> Result<(), Error> {
    rows::buffered().flush()
}

/// What the host calls after `process`, whatever it returned: hands over buffered rows, and what was printed without
/// an end of line (the standard library would keep it for the next content), and begins the next content. Returns 0, or 1 after saying on stderr why rows could not be handed over.
#[no_mangle]
pub extern "C" fn __wadup_flush() -> i32 {
    let flushed = rows::buffered().end_content();
    subcontent::end_content();
    // The host accepts whatever is printed.
    let _ = std::io::stdout().flush();
    match flushed {
        Ok(()) => 0,
        Err(why) => {
            eprintln!("{why}");
            1
        }
    }
}
