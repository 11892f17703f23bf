/* The kind of a file by its first bytes. A name in the file system proves nothing. */
#include "hashes.h"

typedef struct {
  uint32_t offset;
  uint32_t length;
  const char *bytes;
  const char *type;
} signature;

#define SIGNATURE(offset, bytes, type) { (offset), sizeof(bytes) - 1, (bytes), (type) }

/* The first that fits counts: longer ones before shorter ones, and those at the beginning before others. */
static const signature signatures[] = {
  /* Pictures, sound, film */
  SIGNATURE(0, "\x89PNG\r\n\x1a\n", "PNG image"),
  SIGNATURE(0, "\xff\xd8\xff", "JPEG image"),
  SIGNATURE(0, "GIF87a", "GIF image"),
  SIGNATURE(0, "GIF89a", "GIF image"),
  SIGNATURE(0, "II*\0", "TIFF image"),
  SIGNATURE(0, "MM\0*", "TIFF image"),
  SIGNATURE(0, "8BPS\0", "Photoshop image"),
  SIGNATURE(0, "AT&TFORM", "DjVu document"),
  SIGNATURE(4, "ftypavif", "AVIF image"),
  SIGNATURE(4, "ftyphei", "HEIF image"),
  SIGNATURE(4, "ftypmif1", "HEIF image"),
  SIGNATURE(4, "ftypqt  ", "QuickTime film"),
  SIGNATURE(4, "ftypM4A", "MPEG-4 sound"),
  SIGNATURE(4, "ftyp", "MPEG-4 film"),
  SIGNATURE(0, "ID3", "MP3 sound"),
  SIGNATURE(0, "fLaC", "FLAC sound"),
  SIGNATURE(0, "OggS", "Ogg sound or film"),
  SIGNATURE(0, "\x1a\x45\xdf\xa3", "Matroska film"),
  SIGNATURE(0, "0&\xb2u\x8e\x66\xcf\x11", "Windows Media"),
  SIGNATURE(0, "FWS", "Flash"),
  SIGNATURE(0, "CWS", "Flash"),
  /* Documents */
  SIGNATURE(0, "%PDF-", "PDF document"),
  SIGNATURE(0, "%!PS", "PostScript document"),
  SIGNATURE(0, "{\\rtf", "RTF document"),
  SIGNATURE(0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "OLE compound file"),
  SIGNATURE(0, "ITSF", "Windows help (CHM)"),
  SIGNATURE(0, "x\x9f>\"", "TNEF (winmail.dat)"),
  SIGNATURE(0, "!BDN", "Outlook mailbox (PST)"),
  SIGNATURE(0, "BEGIN:VCARD", "vCard"),
  SIGNATURE(0, "BEGIN:VCALENDAR", "iCalendar"),
  SIGNATURE(0, "-----BEGIN PGP", "PGP text"),
  SIGNATURE(0, "-----BEGIN ", "PEM (keys, certificates)"),
  /* Archives and packed data */
  SIGNATURE(0, "PK\x05\x06", "ZIP archive"),
  SIGNATURE(0, "PK\x07\x08", "ZIP archive"),
  SIGNATURE(0, "\x1f\x8b\x08", "GZIP"),
  SIGNATURE(0, "BZh", "bzip2"),
  SIGNATURE(0, "\xfd" "7zXZ\0", "xz"),
  SIGNATURE(0, "\x28\xb5\x2f\xfd", "Zstandard"),
  SIGNATURE(0, "\x04\x22\x4d\x18", "LZ4"),
  SIGNATURE(0, "7z\xbc\xaf\x27\x1c", "7-Zip archive"),
  SIGNATURE(0, "Rar!\x1a\x07", "RAR archive"),
  SIGNATURE(0, "MSCF\0\0\0\0", "Windows cabinet"),
  SIGNATURE(257, "ustar", "TAR archive"),
  SIGNATURE(0, "!<arch>\ndebian", "Debian package"),
  SIGNATURE(0, "!<arch>\n", "ar archive"),
  SIGNATURE(0, "\xed\xab\xee\xdb", "RPM package"),
  SIGNATURE(32769, "CD001", "ISO 9660 disc"),
  /* Programs */
  SIGNATURE(0, "\x7f" "ELF", "ELF program"),
  SIGNATURE(0, "\xfe\xed\xfa\xce", "Mach-O program"),
  SIGNATURE(0, "\xfe\xed\xfa\xcf", "Mach-O program"),
  SIGNATURE(0, "\xce\xfa\xed\xfe", "Mach-O program"),
  SIGNATURE(0, "\xcf\xfa\xed\xfe", "Mach-O program"),
  SIGNATURE(0, "\0asm", "WebAssembly"),
  SIGNATURE(0, "dex\n", "Android program (DEX)"),
  SIGNATURE(0, "#!", "script"),
  /* What Windows leaves behind */
  SIGNATURE(0, "L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46", "Windows shortcut"),
  SIGNATURE(0, "regf", "Windows registry hive"),
  SIGNATURE(0, "ElfFile\0", "Windows event log"),
  SIGNATURE(4, "SCCA", "Windows prefetch"),
  SIGNATURE(0, "MAM\x04", "Windows prefetch"),
  SIGNATURE(4, "\xef\xcd\xab\x89", "ESE database"),
  SIGNATURE(4, "Standard Jet DB", "Access database"),
  SIGNATURE(4, "Standard ACE DB", "Access database"),
  /* Databases, captures, disks */
  SIGNATURE(0, "SQLite format 3\0", "SQLite database"),
  SIGNATURE(0, "PAR1", "Parquet table"),
  SIGNATURE(0, "\xd4\xc3\xb2\xa1", "network capture (pcap)"),
  SIGNATURE(0, "\xa1\xb2\xc3\xd4", "network capture (pcap)"),
  SIGNATURE(0, "\x4d\x3c\xb2\xa1", "network capture (pcap)"),
  SIGNATURE(0, "\n\r\r\n", "network capture (pcapng)"),
  SIGNATURE(0, "vhdxfile", "virtual disk (VHDX)"),
  SIGNATURE(0, "conectix", "virtual disk (VHD)"),
  SIGNATURE(0, "KDMV", "virtual disk (VMDK)"),
  SIGNATURE(0, "QFI\xfb", "virtual disk (QCOW)"),
  SIGNATURE(0, "EVF\t\r\n\xff\0", "forensic image (E01)"),
  SIGNATURE(0, "LUKS\xba\xbe", "encrypted volume (LUKS)"),
  SIGNATURE(3, "-FVE-FS-", "encrypted volume (BitLocker)"),
  SIGNATURE(3, "NTFS    ", "NTFS volume"),
  SIGNATURE(82, "FAT32   ", "FAT volume"),
  SIGNATURE(54, "FAT16   ", "FAT volume"),
  SIGNATURE(512, "EFI PART", "disk with GPT"),
  SIGNATURE(1080, "\x53\xef", "ext volume"),
  /* Fonts */
  SIGNATURE(0, "wOFF", "web font"),
  SIGNATURE(0, "wOF2", "web font"),
  SIGNATURE(0, "OTTO\0", "OpenType font"),
  SIGNATURE(0, "\0\x01\0\0\0", "TrueType font"),
};

static bool has(const uint8_t *first, size_t length, size_t offset, const char *bytes, size_t count) {
  return offset + count <= length && memcmp(first + offset, bytes, count) == 0;
}

static uint32_t u32_at(const uint8_t *bytes) {
  return (uint32_t)bytes[3] << 24 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[1] << 8 | bytes[0];
}

#define HAS(offset, bytes) has(first, length, (offset), (bytes), sizeof(bytes) - 1)

/* A ZIP archive is more often a document or a program: its first entry tells. */
static const char *zip_type(const uint8_t *first, size_t length) {
  enum { NAME = 30 };
  size_t name_length = length > NAME ? (size_t)first[26] | (size_t)first[27] << 8 : 0;
  size_t content = NAME + name_length + (length > NAME ? (size_t)first[28] | (size_t)first[29] << 8 : 0);
  if (name_length == 8 && HAS(NAME, "mimetype")) {
    if (HAS(content, "application/epub+zip")) return "EPUB book";
    if (HAS(content, "application/vnd.oasis.opendocument")) return "OpenDocument";
  }
  if (HAS(NAME, "[Content_Types].xml") || HAS(NAME, "_rels/") || HAS(NAME, "docProps/")) return "Office Open XML";
  if (HAS(NAME, "word/") || HAS(NAME, "xl/") || HAS(NAME, "ppt/")) return "Office Open XML";
  if (HAS(NAME, "META-INF/")) return "Java archive";
  if (HAS(NAME, "AndroidManifest.xml") || HAS(NAME, "classes.dex")) return "Android package";
  return "ZIP archive";
}

static const char *dos_type(const uint8_t *first, size_t length) {
  uint32_t header = length >= 64 ? u32_at(first + 60) : 0;
  if (header > 0 && HAS(header, "PE\0\0")) return "PE program";
  if (header > 0 && HAS(header, "NE")) return "Windows program (16 bits)";
  return "DOS program";
}

/* Kinds that more than a few fixed bytes decide; NULL when it is none of them. */
static const char *structured_type(const uint8_t *first, size_t length) {
  if (HAS(0, "PK\x03\x04")) return zip_type(first, length);
  if (HAS(0, "MZ")) return dos_type(first, length);
  if (HAS(0, "RIFF")) {
    if (HAS(8, "WEBP")) return "WebP image";
    if (HAS(8, "WAVE")) return "WAV sound";
    if (HAS(8, "AVI ")) return "AVI film";
  }
  /* The same four bytes begin two kinds: one has its version next, always above 40, the other how many parts it has. */
  if (HAS(0, "\xca\xfe\xba\xbe") && length >= 8) return first[6] == 0 && first[7] < 40 ? "Mach-O program" : "Java class";
  /* Two letters are no proof; the size of the header that follows is. */
  if (HAS(0, "BM") && length >= 18 && u32_at(first + 14) >= 12 && u32_at(first + 14) <= 124) return "BMP image";
  if (HAS(0, "\0\0\x01\0") && length >= 6 && first[4] > 0 && first[5] == 0) return "Windows icon";
  if (length >= 512 && HAS(510, "\x55\xaa") && (first[446] & 0x7f) == 0 && first[450] != 0) return "disk with MBR";
  return NULL;
}

/* ---- Text ---- */

static uint8_t lower(uint8_t letter) { return letter >= 'A' && letter <= 'Z' ? letter + 32 : letter; }

static bool begins_with(const uint8_t *text, size_t length, const char *lower_case) {
  size_t at = 0;
  for (; lower_case[at] != '\0'; at++) {
    if (at >= length || lower(text[at]) != (uint8_t)lower_case[at]) return false;
  }
  return true;
}

/* Kinds of text, after its blanks and byte order mark. */
static const char *markup_type(const uint8_t *text, size_t length) {
  static const char *const beginnings[][2] = {
    { "<?xml", "XML" },         { "<svg", "SVG image" },         { "<!doctype html", "HTML" },
    { "<html", "HTML" },        { "<head", "HTML" },             { "<script", "HTML" },
    { "<?php", "PHP script" },  { "from ", "e-mail (mbox)" },    { "received: ", "e-mail" },
    { "return-path: ", "e-mail" }, { "delivered-to: ", "e-mail" }, { "message-id: ", "e-mail" },
    { "mime-version: ", "e-mail" }, { "x-mozilla-status", "e-mail" },
  };
  for (size_t index = 0; index < sizeof beginnings / sizeof beginnings[0]; index++) {
    if (begins_with(text, length, beginnings[index][0])) return beginnings[index][1];
  }
  /* Mails that were saved rather than received begin with any of these; then there is a second one not far away. */
  if (begins_with(text, length, "from: ") || begins_with(text, length, "to: ") || begins_with(text, length, "date: ") ||
      begins_with(text, length, "subject: ")) {
    for (size_t at = 1; at < length && at < 4096; at++) {
      if (text[at - 1] != '\n') continue;
      if (begins_with(text + at, length - at, "from: ") || begins_with(text + at, length - at, "date: ")) return "e-mail";
    }
  }
  return NULL;
}

static bool is_text_control(uint8_t byte) { return (byte >= 7 && byte <= 13) || byte == 27; }

/* Text in one of Unicode's encodings; NULL when it is none. */
static const char *unicode_type(const uint8_t *first, size_t length, bool is_all) {
  bool ascii = true, utf8 = true;
  size_t at = 0;
  if (HAS(0, "\xff\xfe") || HAS(0, "\xfe\xff")) return "text (UTF-16)";
  while (at < length) {
    if (first[at] < 0x80) {
      if (first[at] < 0x20 && !is_text_control(first[at])) return NULL;
      at++;
      continue;
    }
    ascii = false;
    size_t character = wadup_utf8_length_(first + at, length - at);
    /* One that the end of the piece cuts is no proof against it. */
    if (character == 0 && (is_all || at + 4 <= length)) utf8 = false;
    at += character == 0 ? 1 : character;
  }
  return ascii ? "text (ASCII)" : utf8 ? "text (UTF-8)" : NULL;
}

/* Mostly letters, whatever they are: text in an encoding of eight bits. */
static bool is_eight_bit_text(const uint8_t *first, size_t length) {
  size_t high = 0;
  for (size_t at = 0; at < length; at++) {
    if (first[at] == 0x7f || (first[at] < 0x20 && !is_text_control(first[at]))) return false;
    if (first[at] >= 0x80) high++;
  }
  return high * 2 < length;
}

const char *file_type(const uint8_t *first, size_t length, bool is_all) {
  const char *type = structured_type(first, length);
  const uint8_t *text = first;
  size_t left = length;
  if (type != NULL) return type;
  for (size_t index = 0; index < sizeof signatures / sizeof signatures[0]; index++) {
    const signature *one = &signatures[index];
    if (has(first, length, one->offset, one->bytes, one->length)) return one->type;
  }
  if (HAS(0, "\xef\xbb\xbf")) {
    text += 3;
    left -= 3;
  }
  while (left > 0 && (*text == ' ' || (*text >= '\t' && *text <= '\r'))) {
    text++;
    left--;
  }
  if (left > 0) type = markup_type(text, left);
  if (type == NULL) type = unicode_type(first, length, is_all);
  if (type == NULL && is_eight_bit_text(first, length)) type = "text (8 bits)";
  return type == NULL ? "data" : type;
}
