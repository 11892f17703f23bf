//! Work of a given length, for the scheduler. The content says what to do:
//! `work STEPS`: compute that long; `busy STEPS CHILDREN CHILD_STEPS`: compute that long and meanwhile, evenly spread,
//! emit so many sub-contents that say `work CHILD_STEPS`.
//! Row: `skewed(instance, kind, started_ns, ended_ns)`: who computed when (real-time clock), by the file protocol.
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::hint::black_box;
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

/// Tells instances, and so threads, apart.
static INSTANCE: OnceLock<i64> = OnceLock::new();

#[no_mangle]
pub extern "C" fn process() -> i32 {
    match work() {
        Ok(()) => 0,
        Err(why) => {
            eprintln!("{why}");
            1
        }
    }
}

fn work() -> Result<(), Box<dyn std::error::Error>> {
    let started = now()?;
    let order = std::fs::read_to_string("/data.bin")?;
    let words: Vec<&str> = order.split_whitespace().collect();
    let kind = match words[..] {
        ["work", steps] => {
            compute(steps.parse()?);
            "work"
        }
        ["busy", steps, children, child_steps] => {
            let (steps, children): (u64, u64) = (steps.parse()?, children.parse()?);
            for child in 0..children {
                compute(steps / children);
                std::fs::write(format!("/subcontent/data_{child}.bin"), format!("work {child_steps}\n"))?;
                std::fs::write(
                    format!("/subcontent/metadata_{child}.json"),
                    format!(r#"{{"filename":"child-{child}"}}"#),
                )?;
            }
            "busy"
        }
        _ => return Err("neither `work STEPS` nor `busy STEPS CHILDREN CHILD_STEPS`".into()),
    };
    let instance = *INSTANCE.get_or_init(|| RandomState::new().build_hasher().finish() as i64);
    let ended = now()?;
    let columns = r#"{"name":"instance","data_type":"Int64"},{"name":"kind","data_type":"String"},{"name":"started_ns","data_type":"Int64"},{"name":"ended_ns","data_type":"Int64"}"#;
    let values = format!(r#"{{"Int64":{instance}}},{{"String":"{kind}"}},{{"Int64":{started}}},{{"Int64":{ended}}}"#);
    let json = format!(
        r#"{{"tables":[{{"name":"skewed","columns":[{columns}]}}],"rows":[{{"table_name":"skewed","values":[{values}]}}]}}"#
    );
    Ok(std::fs::write("/metadata/skewed.json", json)?)
}

fn now() -> Result<u128, Box<dyn std::error::Error>> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos())
}

/// So many dependent steps of a shift-register generator.
#[inline(never)]
fn compute(steps: u64) {
    let mut state = black_box(0x2545_f491_4f6c_dd1d_u64);
    for _ in 0..steps {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
    }
    black_box(state);
}
