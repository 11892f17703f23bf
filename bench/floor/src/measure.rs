//! Runs one program and writes what it used, as one JSON line, to a file:
//!
//!     measure RESULT PROGRAM [ARGUMENT]…
//!
//! wall_ns: from just before the start to just after the end. user_us, system_us, peak_kib: what the kernel accounted to
//! the process with all its threads (`wait4`). Started from this small process, because the peak that Linux reports
//! begins with the size of the process that started the program. Ends with the program's own status, 128 + signal if
//! it was killed.

#[cfg(unix)]
fn main() -> std::io::Result<()> {
    use std::time::Instant;

    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [result, program, rest @ ..] = &arguments[..] else {
        return Err(std::io::Error::other("measure RESULT PROGRAM [ARGUMENT]…"));
    };
    let started = Instant::now();
    let child = std::process::Command::new(program).args(rest).spawn()?;
    let mut status = 0;
    // SAFETY: all-zero is a valid `rusage`, and both pointers are to live values of the right type.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        while libc::wait4(child.id() as libc::pid_t, &mut status, 0, &mut usage) < 0 {
            let error = std::io::Error::last_os_error();
            if error.kind() != std::io::ErrorKind::Interrupted {
                return Err(error);
            }
        }
        usage
    };
    let wall = started.elapsed().as_nanos();
    let microseconds = |time: libc::timeval| time.tv_sec as i64 * 1_000_000 + time.tv_usec as i64;
    // macOS reports bytes, everybody else KiB.
    let peak = if cfg!(target_os = "macos") { usage.ru_maxrss / 1024 } else { usage.ru_maxrss };
    let (user, system) = (microseconds(usage.ru_utime), microseconds(usage.ru_stime));
    let line = format!(r#"{{"wall_ns":{wall},"user_us":{user},"system_us":{system},"peak_kib":{peak}}}"#);
    std::fs::write(result, line + "\n")?;
    let code = if libc::WIFSIGNALED(status) { 128 + libc::WTERMSIG(status) } else { libc::WEXITSTATUS(status) };
    std::process::exit(code)
}

#[cfg(not(unix))]
fn main() {
    eprintln!("measure: not on this system");
    std::process::exit(1)
}
