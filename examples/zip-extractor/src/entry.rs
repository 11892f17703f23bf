use std::borrow::Cow;

use crate::window::{u16_at, u32_at, u64_at};

pub const STORED: u16 = 0;
pub const DEFLATED: u16 = 8;

/// Bytes of a name that are handed on.
const LONGEST_NAME: usize = 4096;

const ENCRYPTED: u16 = 1;
const SIZES_FOLLOW_DATA: u16 = 1 << 3;
const NAME_IS_UTF8: u16 = 1 << 11;

const EXTRA_ZIP64: u16 = 0x0001;
const EXTRA_UNICODE_PATH: u16 = 0x7075;

/// What an archive says about one file in it, be it in its directory or before the file's bytes.
#[derive(Debug)]
pub struct Entry {
    pub name: String,
    pub method: u16,
    flags: u16,
    pub modified: Option<String>,
    /// `None` where the archive says it only after the bytes (in a local header).
    pub crc32: Option<u32>,
    pub compressed: Option<u64>,
    pub uncompressed: Option<u64>,
    /// Where the local header stands, in the archive's own counting.
    pub header: u64,
    pub disk: u32,
}

/// Which of the two kinds of header: the same fields at other places.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Header {
    Central,
    Local,
}

impl Header {
    /// Bytes before the name.
    pub const fn fixed_length(self) -> usize {
        match self {
            Header::Central => 46,
            Header::Local => 30,
        }
    }

    pub const fn signature(self) -> &'static [u8; 4] {
        match self {
            Header::Central => b"PK\x01\x02",
            Header::Local => b"PK\x03\x04",
        }
    }

    /// Offset of the flags, which method, time, date, CRC, sizes and lengths follow.
    const fn flags_at(self) -> usize {
        match self {
            Header::Central => 8,
            Header::Local => 6,
        }
    }

    /// Lengths of the name, the extra field and the comment. `fixed` holds `fixed_length` bytes.
    pub fn lengths(self, fixed: &[u8]) -> (usize, usize, usize) {
        let at = self.flags_at() + 20;
        let comment = if self == Header::Central { u16_at(fixed, at + 4) } else { 0 };
        (u16_at(fixed, at).into(), u16_at(fixed, at + 2).into(), comment.into())
    }
}

impl Entry {
    /// `fixed` holds `fixed_length` bytes; `header_offset` is where a local header was found.
    pub fn parse(header: Header, fixed: &[u8], name: &[u8], extra: &[u8], header_offset: u64) -> Entry {
        let at = header.flags_at();
        let flags = u16_at(fixed, at);
        let central = header == Header::Central;
        let sizes_known = central || flags & SIZES_FOLLOW_DATA == 0;
        let mut wide = Wide {
            compressed: u32_at(fixed, at + 12).into(),
            uncompressed: u32_at(fixed, at + 16).into(),
            header: if central { u32_at(fixed, 42).into() } else { header_offset },
            disk: if central { u16_at(fixed, 34).into() } else { 0 },
        };
        for_each_extra(extra, |id, field| {
            if id == EXTRA_ZIP64 {
                wide.widen(field, central);
            }
        });
        Entry {
            name: decode_name(flags, name, extra),
            method: u16_at(fixed, at + 2),
            flags,
            modified: dos_time(u16_at(fixed, at + 6), u16_at(fixed, at + 4)),
            crc32: sizes_known.then(|| u32_at(fixed, at + 8)),
            compressed: sizes_known.then_some(wide.compressed),
            uncompressed: sizes_known.then_some(wide.uncompressed),
            header: wide.header,
            disk: wide.disk,
        }
    }

    pub fn is_encrypted(&self) -> bool {
        self.flags & ENCRYPTED != 0
    }

    /// A directory: a name that ends in a slash, and no bytes.
    pub fn is_directory(&self) -> bool {
        self.name.ends_with('/') && self.uncompressed.unwrap_or(0) == 0
    }

    /// Whether a header found by its signature alone is one: anything may contain those four bytes.
    pub fn is_plausible(&self) -> bool {
        let name_is_one = !self.name.is_empty() && self.name.len() <= LONGEST_NAME && !self.name.contains('\0');
        name_is_one && known_method(self.method).is_some()
    }

    /// The name as the host takes it: neither empty nor with a NUL, and no longer than any path.
    pub fn emitted_name(&self) -> Cow<'_, str> {
        if self.name.is_empty() {
            return "unnamed".into();
        }
        let mut length = self.name.len().min(LONGEST_NAME);
        while !self.name.is_char_boundary(length) {
            length -= 1;
        }
        let name = &self.name[..length];
        if name.contains('\0') {
            return name.replace('\0', "?").into();
        }
        name.into()
    }

    /// The name for one line of a message.
    pub fn printable_name(&self) -> String {
        self.name.chars().take(200).map(|letter| if letter.is_control() { '?' } else { letter }).collect()
    }

    pub fn method_name(&self) -> String {
        known_method(self.method).map_or_else(|| format!("method {}", self.method), str::to_owned)
    }
}

fn known_method(method: u16) -> Option<&'static str> {
    Some(match method {
        STORED => "stored",
        1 => "shrunk",
        6 => "imploded",
        DEFLATED => "deflated",
        9 => "deflate64",
        12 => "bzip2",
        14 => "lzma",
        93 => "zstd",
        95 => "xz",
        98 => "ppmd",
        99 => "aes",
        _ => return None,
    })
}

/// Fields that the ZIP64 extra field replaces where they are all ones.
struct Wide {
    compressed: u64,
    uncompressed: u64,
    header: u64,
    disk: u32,
}

impl Wide {
    fn widen(&mut self, field: &[u8], central: bool) {
        let mut at = 0;
        let mut next = |value: &mut u64| {
            if *value == u64::from(u32::MAX) && field.len() >= at + 8 {
                *value = u64_at(field, at);
                at += 8;
            }
        };
        next(&mut self.uncompressed);
        next(&mut self.compressed);
        if central {
            next(&mut self.header);
            if self.disk == u32::from(u16::MAX) && field.len() >= at + 4 {
                self.disk = u32_at(field, at);
            }
        }
    }
}

fn for_each_extra<'a>(mut extra: &'a [u8], mut visit: impl FnMut(u16, &'a [u8])) {
    while extra.len() >= 4 {
        let length = usize::from(u16_at(extra, 2)).min(extra.len() - 4);
        visit(u16_at(extra, 0), &extra[4..4 + length]);
        extra = &extra[4 + length..];
    }
}

/// Names are UTF-8 where the archive says so, or where they are valid UTF-8 all the same (what most Unix tools write);
/// else the code page of DOS, which has a character for every byte.
fn decode_name(flags: u16, name: &[u8], extra: &[u8]) -> String {
    if flags & NAME_IS_UTF8 != 0 {
        return String::from_utf8_lossy(name).into_owned();
    }
    let mut unicode = None;
    for_each_extra(extra, |id, field| {
        // Version 1, then the CRC of the name that it stands for: after a renaming by an old tool it is void.
        if id == EXTRA_UNICODE_PATH && field.len() > 5 && field[0] == 1 && u32_at(field, 1) == crc32fast::hash(name) {
            unicode = std::str::from_utf8(&field[5..]).ok();
        }
    });
    match unicode.or_else(|| std::str::from_utf8(name).ok()) {
        Some(text) => text.to_owned(),
        None => name.iter().map(|&byte| code_page_437(byte)).collect(),
    }
}

fn code_page_437(byte: u8) -> char {
    const UPPER_HALF: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
    if byte < 0x80 {
        return char::from(byte);
    }
    UPPER_HALF.chars().nth(usize::from(byte - 0x80)).unwrap_or('\u{fffd}')
}

/// `YYYY-MM-DD HH:MM:SS` in whatever time zone the archive was made; `None` where it is no date.
fn dos_time(date: u16, time: u16) -> Option<String> {
    let (year, month, day) = (1980 + (date >> 9), date >> 5 & 15, date & 31);
    let (hour, minute, second) = (time >> 11, time >> 5 & 63, (time & 31) * 2);
    let valid = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second < 60;
    valid.then(|| format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_of_the_dos_code_page_has_its_character() {
        assert_eq!(code_page_437(b'A'), 'A');
        assert_eq!(code_page_437(0x80), 'Ç');
        assert_eq!(code_page_437(0x94), 'ö');
        assert_eq!(code_page_437(0xe1), 'ß');
        assert_eq!(code_page_437(0xff), '\u{a0}');
    }

    #[test]
    fn a_name_is_utf8_when_it_can_be_and_dos_otherwise() {
        assert_eq!(decode_name(0, "žluť.txt".as_bytes(), &[]), "žluť.txt");
        assert_eq!(decode_name(0, b"f\x81r.txt", &[]), "für.txt");
        assert_eq!(decode_name(NAME_IS_UTF8, b"f\x81r.txt", &[]), "f\u{fffd}r.txt");
    }

    #[test]
    fn the_unicode_path_counts_only_for_the_name_it_was_made_for() {
        let mut extra = vec![0x75, 0x70, 9, 0, 1];
        extra.extend(crc32fast::hash(b"f?r").to_le_bytes());
        extra.extend("für".as_bytes());
        assert_eq!(decode_name(0, b"f?r", &extra), "für");
        assert_eq!(decode_name(0, b"other", &extra), "other");
    }

    #[test]
    fn zip64_replaces_only_the_fields_that_are_all_ones() {
        let mut wide = Wide { compressed: 7, uncompressed: u64::from(u32::MAX), header: u64::from(u32::MAX), disk: 0 };
        let mut field = (1_u64 << 40).to_le_bytes().to_vec();
        field.extend(99_u64.to_le_bytes());
        wide.widen(&field, true);
        assert_eq!((wide.uncompressed, wide.compressed, wide.header), (1 << 40, 7, 99));
    }

    #[test]
    fn an_extra_field_that_overruns_is_cut_not_followed() {
        let mut seen = Vec::new();
        for_each_extra(&[1, 0, 255, 255, 5, 6], |id, field| seen.push((id, field.len())));
        assert_eq!(seen, [(1, 2)]);
    }

    #[test]
    fn an_absurdly_long_name_is_cut_between_characters() {
        let mut fixed = [0; 30];
        fixed[..4].copy_from_slice(b"PK\x03\x04");
        let entry = Entry::parse(Header::Local, &fixed, "é".repeat(5000).as_bytes(), &[], 0);
        assert_eq!(entry.emitted_name().len(), 4096);
        assert!(!entry.is_plausible());
        let odd = Entry::parse(Header::Local, &fixed, format!("x{}", "é".repeat(5000)).as_bytes(), &[], 0);
        assert_eq!(odd.emitted_name().len(), 4095);
    }

    #[test]
    fn a_name_that_no_host_takes_is_mended() {
        let named = |name: &[u8]| Entry::parse(Header::Local, &[0; 30], name, &[], 0);
        assert_eq!(named(b"").emitted_name(), "unnamed");
        assert_eq!(named(b"a\0b.exe").emitted_name(), "a?b.exe");
        assert_eq!(named(b"../a").emitted_name(), "../a");
    }

    #[test]
    fn dates_that_are_none_are_none() {
        assert_eq!(dos_time(0x5a21, 0x6000).as_deref(), Some("2025-01-01 12:00:00"));
        assert_eq!(dos_time(0, 0), None);
    }
}
