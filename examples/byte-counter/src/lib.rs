//! The size of every content: `file_sizes(size_bytes)`. The smallest useful module.
use wadup_guest::*;

#[no_mangle]
pub extern "C" fn process() -> i32 {
    match measure() {
        Ok(()) => 0,
        Err(why) => {
            eprintln!("byte-counter: {why}");
            1
        }
    }
}

fn measure() -> Result<(), Box<dyn std::error::Error>> {
    let size = std::fs::metadata(Content::path())?.len();
    let sizes = TableBuilder::new("file_sizes").column("size_bytes", DataType::Int64).build()?;
    sizes.insert(&[Value::Int64(i64::try_from(size)?)])?;
    Ok(())
}
