//! Computing kernels, chosen by the first byte of the content: `s` SHA-256 of 64 MiB, `p` the primes up to 20 million by
//! a sieve, `f` the 35th Fibonacci number by recursion.
//! Row: `kernels(kernel, result, elapsed_ns)`, timed by the module's own monotonic clock; by the file protocol.
use std::hint::black_box;
use std::io::Read;
use std::time::Instant;

#[no_mangle]
pub extern "C" fn process() -> i32 {
    match measure() {
        Ok(()) => 0,
        Err(why) => {
            eprintln!("{why}");
            1
        }
    }
}

fn measure() -> Result<(), Box<dyn std::error::Error>> {
    let mut choice = [0];
    std::fs::File::open("/data.bin")?.read_exact(&mut choice)?;
    let data: Vec<u8> = (0..1u32 << 20).map(|index| (index.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let started = Instant::now();
    let (kernel, result) = match choice[0] {
        b's' => ("sha256", sha256(black_box(&data), 64)),
        b'p' => ("sieve", primes(black_box(20_000_000)).to_string()),
        b'f' => ("fib", fibonacci(black_box(35)).to_string()),
        _ => return Err("the content begins with none of s, p, f".into()),
    };
    let elapsed = started.elapsed().as_nanos();
    let columns = r#"{"name":"kernel","data_type":"String"},{"name":"result","data_type":"String"},{"name":"elapsed_ns","data_type":"Int64"}"#;
    let values = format!(r#"{{"String":"{kernel}"}},{{"String":"{result}"}},{{"Int64":{elapsed}}}"#);
    let json = format!(
        r#"{{"tables":[{{"name":"kernels","columns":[{columns}]}}],"rows":[{{"table_name":"kernels","values":[{values}]}}]}}"#
    );
    Ok(std::fs::write("/metadata/kernels.json", json)?)
}

#[inline(never)]
fn fibonacci(n: u32) -> u32 {
    if n < 2 { n } else { fibonacci(n - 1) + fibonacci(n - 2) }
}

#[inline(never)]
fn primes(limit: usize) -> usize {
    let mut composite = vec![false; limit + 1];
    let mut count = 0;
    for number in 2..=limit {
        if composite[number] {
            continue;
        }
        count += 1;
        // Beyond the root nothing is left to strike out, and the square would not fit 32 bits.
        if number <= limit / number {
            let mut multiple = number * number;
            while multiple <= limit {
                composite[multiple] = true;
                multiple += number;
            }
        }
    }
    count
}

/// The first `N` primes, of whose roots SHA-256 takes its constants.
const fn first_primes<const N: usize>() -> [u64; N] {
    let mut primes = [0; N];
    let (mut found, mut candidate) = (0, 2);
    while found < N {
        let mut index = 0;
        while index < found && candidate % primes[index] != 0 {
            index += 1;
        }
        if index == found {
            primes[found] = candidate;
            found += 1;
        }
        candidate += 1;
    }
    primes
}

/// First 32 bits of the fractional part of the `degree`-th root of `prime`, bit by bit in whole numbers.
const fn root_fraction(prime: u64, degree: u32) -> u32 {
    let target = (prime as u128) << (32 * degree);
    let (mut root, mut bit) = (0u128, 1u128 << 36);
    while bit > 0 {
        let attempt = root | bit;
        let power = if degree == 2 { attempt * attempt } else { attempt * attempt * attempt };
        if power <= target {
            root = attempt;
        }
        bit >>= 1;
    }
    root as u32
}

const fn root_fractions<const N: usize>(degree: u32) -> [u32; N] {
    let primes = first_primes::<N>();
    let mut fractions = [0; N];
    let mut index = 0;
    while index < N {
        fractions[index] = root_fraction(primes[index], degree);
        index += 1;
    }
    fractions
}

const ROUND: [u32; 64] = root_fractions(3);
const INITIAL: [u32; 8] = root_fractions(2);

/// SHA-256 of `data`, a multiple of 64 bytes, so many times one after the other.
#[inline(never)]
fn sha256(data: &[u8], times: usize) -> String {
    let mut state = INITIAL;
    for _ in 0..times {
        data.chunks_exact(64).for_each(|block| absorb(&mut state, block));
    }
    let mut padding = [0; 64];
    padding[0] = 0x80;
    padding[56..].copy_from_slice(&((data.len() * times) as u64 * 8).to_be_bytes());
    absorb(&mut state, &padding);
    state.iter().map(|word| format!("{word:08x}")).collect()
}

fn absorb(state: &mut [u32; 8], block: &[u8]) {
    let mut schedule = [0u32; 64];
    for (word, bytes) in schedule.iter_mut().zip(block.chunks_exact(4)) {
        *word = u32::from_be_bytes(bytes.try_into().unwrap());
    }
    for t in 16..64 {
        let (near, far) = (schedule[t - 2], schedule[t - 15]);
        let sigma1 = near.rotate_right(17) ^ near.rotate_right(19) ^ (near >> 10);
        let sigma0 = far.rotate_right(7) ^ far.rotate_right(18) ^ (far >> 3);
        schedule[t] = sigma1.wrapping_add(schedule[t - 7]).wrapping_add(sigma0).wrapping_add(schedule[t - 16]);
    }
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    for t in 0..64 {
        let sum1 = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
        let choice = (e & f) ^ (!e & g);
        let first = h.wrapping_add(sum1).wrapping_add(choice).wrapping_add(ROUND[t]).wrapping_add(schedule[t]);
        let sum0 = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
        let majority = (a & b) ^ (a & c) ^ (b & c);
        (h, g, f, e) = (g, f, e, d.wrapping_add(first));
        (d, c, b, a) = (c, b, a, first.wrapping_add(sum0.wrapping_add(majority)));
    }
    for (word, add) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *word = word.wrapping_add(add);
    }
}
