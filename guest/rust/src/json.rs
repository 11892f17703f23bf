//! The little JSON that the host is told, written by hand: a row costs no allocation and no formatting machinery.
use std::fmt::Write;

/// Appends `text` as a JSON string, quotes included.
pub(crate) fn push_string(out: &mut String, text: &str) {
    out.push('"');
    let mut copied = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        // `at` is a character boundary: bytes of longer UTF-8 sequences are all 0x80 and above.
        out.push_str(&text[copied..at]);
        copied = at + 1;
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            _ => {
                out.push_str("\\u00");
                push_hex_digit(out, byte >> 4);
                push_hex_digit(out, byte & 15);
            }
        }
    }
    out.push_str(&text[copied..]);
    out.push('"');
}

fn push_hex_digit(out: &mut String, digit: u8) {
    out.push(char::from(if digit < 10 { b'0' + digit } else { b'a' + digit - 10 }));
}

/// Appends a whole number in decimal.
pub(crate) fn push_i64(out: &mut String, value: i64) {
    if value < 0 {
        out.push('-');
    }
    push_u64(out, value.unsigned_abs());
}

/// Appends a whole number in decimal.
pub(crate) fn push_u64(out: &mut String, mut value: u64) {
    let mut digits = [0; 20];
    let mut first = digits.len();
    loop {
        first -= 1;
        digits[first] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    for &digit in &digits[first..] {
        out.push(char::from(digit));
    }
}

/// Appends a number that reads back as exactly `value`; what JSON has no number for becomes a string.
pub(crate) fn push_f64(out: &mut String, value: f64) {
    if value.is_nan() {
        out.push_str("\"NaN\"");
    } else if value.is_infinite() {
        out.push_str(if value > 0.0 { "\"Infinity\"" } else { "\"-Infinity\"" });
    } else {
        // Debug, not Display: 1e300 stays five characters. Writing to a String cannot fail.
        let _ = write!(out, "{value:?}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn string(text: &str) -> String {
        let mut out = String::new();
        push_string(&mut out, text);
        out
    }

    fn float(value: f64) -> String {
        let mut out = String::new();
        push_f64(&mut out, value);
        out
    }

    fn whole(value: i64) -> String {
        let mut out = String::new();
        push_i64(&mut out, value);
        out
    }

    #[test]
    fn plain_text_is_only_quoted() {
        assert_eq!(string(""), r#""""#);
        assert_eq!(string("plain"), r#""plain""#);
        assert_eq!(string("žluťoučký \u{7f} \u{2028} 🐎"), "\"žluťoučký \u{7f} \u{2028} 🐎\"");
    }

    #[test]
    fn quotes_backslashes_and_control_characters_are_escaped() {
        assert_eq!(string(r#"a"b\c"#), r#""a\"b\\c""#);
        assert_eq!(string("\n\r\t"), r#""\n\r\t""#);
        assert_eq!(string("\0\u{1}\u{1f}\u{b}"), r#""\u0000\u0001\u001f\u000b""#);
        assert_eq!(string("é\"é"), "\"é\\\"é\"");
    }

    #[test]
    fn whole_numbers_are_exact_to_the_extremes() {
        for value in [0, 1, -1, 9, 10, 99, 100, i64::MAX, i64::MIN, (1 << 53) + 1] {
            assert_eq!(whole(value), value.to_string());
        }
    }

    #[test]
    fn floats_read_back_as_the_same_bits() {
        for value in [0.0, -0.0, 1.0, 0.1, 1e16, 1e300, -1e-300, f64::MAX, f64::MIN_POSITIVE, 5e-324, 1.0 / 3.0] {
            assert_eq!(float(value).parse::<f64>().unwrap().to_bits(), value.to_bits(), "{value:?}");
        }
        assert_eq!(float(1e300), "1e300");
        assert_eq!(float(2.0), "2.0");
    }

    #[test]
    fn what_json_cannot_say_is_a_string() {
        assert_eq!(float(f64::NAN), "\"NaN\"");
        assert_eq!(float(f64::INFINITY), "\"Infinity\"");
        assert_eq!(float(f64::NEG_INFINITY), "\"-Infinity\"");
    }
}
