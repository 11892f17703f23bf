/* Where something begins and ends around the character that gives it away, and whether it is one at all. */
#include "strings.h"

bool is_printable(uint8_t character) { return (character >= 0x20 && character < 0x7f) || character == '\t'; }

static bool is_digit(uint8_t character) { return character >= '0' && character <= '9'; }

static bool is_letter(uint8_t character) {
  character |= 0x20;
  return character >= 'a' && character <= 'z';
}

static bool is_hex(uint8_t character) {
  uint8_t lower = character | 0x20;
  return is_digit(character) || (lower >= 'a' && lower <= 'f');
}

static bool is_word(uint8_t character) { return is_letter(character) || is_digit(character); }

static bool is_one_of(uint8_t character, const char *set) { return character != 0 && strchr(set, character) != NULL; }

/* The character at `at`, or 0 where there is none. */
static uint8_t character(const view *in, size_t at) { return at < in->length ? in->text[at] : 0; }

static uint8_t before(const view *in, size_t at) { return at > 0 ? in->text[at - 1] : 0; }

static size_t most_end(const view *in, size_t start) {
  return in->length - start < LONGEST_TEXT ? in->length : start + LONGEST_TEXT;
}

/* Whether the characters before `at` are this word, in any case. */
static bool ends_with(const view *in, size_t at, const char *lower_case, size_t length) {
  if (at < length) return false;
  for (size_t index = 0; index < length; index++) {
    if ((in->text[at - length + index] | 0x20) != (lower_case[index] | 0x20)) return false;
  }
  return true;
}

/* ---- URLs ---- */

static bool is_url_character(uint8_t one) { return is_word(one) || is_one_of(one, "-._~:/?#[]@!$&'()*+,;=%"); }

static bool is_balanced(const uint8_t *text, size_t length, uint8_t opening, uint8_t closing) {
  int open = 0;
  for (size_t at = 0; at < length; at++) open += (text[at] == opening) - (text[at] == closing);
  return open >= 0;
}

/* What is rather the sentence's than the URL's. */
static size_t trim(const view *in, size_t start, size_t end) {
  for (; end > start; end--) {
    uint8_t last = in->text[end - 1];
    if (last == ')' && is_balanced(in->text + start, end - start, '(', ')')) break;
    if (last == ']' && is_balanced(in->text + start, end - start, '[', ']')) break;
    if (!is_one_of(last, ".,;:!?'\")]}>(&")) break;
  }
  return end;
}

size_t match_url(const view *in, size_t at, size_t *start) {
  static const char *const schemes[] = { "https", "http", "sftp", "ftps", "ftp", "wss", "ws", "file", "ldaps", "ldap",
                                         "ssh", "git", "smb", "irc", "rtsp", "rdp", "mongodb", "mysql", "postgresql", "redis" };
  if (character(in, at + 1) != '/' || character(in, at + 2) != '/') return 0;
  for (size_t index = 0; index < sizeof schemes / sizeof schemes[0]; index++) {
    size_t length = strlen(schemes[index]), end = at + 3, most;
    if (!ends_with(in, at, schemes[index], length)) continue;
    *start = at - length;
    most = most_end(in, *start);
    while (end < most && is_url_character(in->text[end])) end++;
    end = trim(in, *start, end);
    /* Somewhere it must lead. */
    return end > at + 3 && (is_word(in->text[at + 3]) || is_one_of(in->text[at + 3], "[/%")) ? end : 0;
  }
  return 0;
}

/* ---- E-mail addresses ---- */

static bool is_local(uint8_t one) { return is_word(one) || is_one_of(one, "._%+-"); }

size_t match_email(const view *in, size_t at, size_t *start) {
  static const char *const file_endings[] = { "png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js" };
  enum { LONGEST_LOCAL = 64, LONGEST_DOMAIN = 253, LONGEST_TOP = 24 };
  size_t begin = at, end = at + 1, last_dot = 0;
  while (begin > 0 && at - begin < LONGEST_LOCAL && is_local(in->text[begin - 1])) begin--;
  while (begin < at && is_one_of(in->text[begin], ".-%+")) begin++;
  if (begin == at || before(in, at) == '.') return 0;
  while (end < in->length && end - at <= LONGEST_DOMAIN && (is_word(in->text[end]) || is_one_of(in->text[end], ".-"))) {
    if (in->text[end] == '.' && in->text[end - 1] == '.') break;
    end++;
  }
  while (end > at + 1 && is_one_of(in->text[end - 1], ".-")) end--;
  for (size_t index = at + 1; index < end; index++) {
    if (in->text[index] == '.') last_dot = index;
  }
  if (last_dot <= at + 1 || end - last_dot < 3 || end - last_dot > LONGEST_TOP || is_one_of(in->text[at + 1], ".-")) return 0;
  for (size_t index = last_dot + 1; index < end; index++) {
    if (!is_letter(in->text[index])) return 0;
  }
  for (size_t index = 0; index < sizeof file_endings / sizeof file_endings[0]; index++) {
    if (ends_with(in, end, file_endings[index], end - last_dot - 1) && file_endings[index][end - last_dot - 1] == '\0') return 0;
  }
  *start = begin;
  return end;
}

/* ---- Addresses ---- */

/* Reads a number from 0 to 255 without leading zeros and gives where it ends, or 0. */
static size_t read_octet(const view *in, size_t at) {
  size_t end = at;
  int value = 0;
  while (end - at < 4 && is_digit(character(in, end))) value = value * 10 + (in->text[end++] - '0');
  return end == at || end - at > 3 || value > 255 || (end - at > 1 && in->text[at] == '0') ? 0 : end;
}

static size_t read_ipv4(const view *in, size_t at) {
  for (int octet = 0; octet < 4; octet++) {
    if (octet > 0) {
      if (character(in, at) != '.') return 0;
      at++;
    }
    at = read_octet(in, at);
    if (at == 0) return 0;
  }
  return at;
}

size_t match_ipv4(const view *in, size_t at, size_t *start) {
  size_t begin = at, end;
  while (begin > 0 && at - begin < 4 && is_digit(in->text[begin - 1])) begin--;
  if (begin == at || is_word(before(in, begin)) || is_one_of(before(in, begin), ".-_")) return 0;
  end = read_ipv4(in, begin);
  /* Not a part of something longer, as versions are; 0.… is no address. */
  if (end == 0 || is_word(character(in, end)) || in->text[begin] == '0') return 0;
  if (is_one_of(character(in, end), ".-_") && is_word(character(in, end + 1))) return 0;
  *start = begin;
  return end;
}

/* What is written between two ends: groups of hex digits, one gap at most, maybe an IPv4 address at the end. */
static bool is_ipv6(const view *in, size_t at, size_t end) {
  int groups = 0;
  bool gap = false, digits = false, after_colon = true;
  size_t first_length = 0;
  if (in->text[at] == ':' && character(in, at + 1) != ':') return false;
  while (at < end) {
    size_t group = at;
    if (in->text[at] == ':') {
      if (after_colon && groups > 0) {
        if (gap) return false;
        gap = true;
      } else if (after_colon) {
        /* At the very beginning: both colons at once. */
        gap = true;
        at++;
      }
      after_colon = true;
      at++;
      continue;
    }
    while (at < end && is_hex(in->text[at])) digits |= is_digit(in->text[at++]);
    if (at < end && in->text[at] == '.') {
      if (read_ipv4(in, group) != end) return false;
      groups += 2;
      at = end;
    } else {
      if (at == group || at - group > 4) return false;
      if (groups == 0) first_length = at - group;
      groups++;
    }
    after_colon = false;
  }
  /* One colon alone at the end. */
  if (after_colon && !(end >= 2 && in->text[end - 2] == ':')) return false;
  if (!gap) return groups == 8;
  /* Names of C++ and Rust have such a gap too. */
  return groups <= 7 && digits && (groups >= 3 || (groups == 2 && first_length == 4));
}

size_t match_ipv6(const view *in, size_t at, size_t *start) {
  enum { LONGEST = 45 };
  size_t begin = at, end = at;
  while (begin > 0 && at - begin < 5 && is_hex(in->text[begin - 1])) begin--;
  if (begin > 0 && (is_word(in->text[begin - 1]) || is_one_of(in->text[begin - 1], ":._"))) return 0;
  while (end < in->length && end - begin <= LONGEST && (is_hex(in->text[end]) || is_one_of(in->text[end], ":."))) end++;
  if (is_word(character(in, end))) return 0;
  /* A full stop, or the colon before a sentence. */
  while (end > at && in->text[end - 1] == '.') end--;
  if (end - begin < 4 || end - begin > LONGEST || !is_ipv6(in, begin, end)) return 0;
  *start = begin;
  return end;
}

/* ---- Paths ---- */

static bool is_path_character(uint8_t one) { return is_printable(one) && !is_one_of(one, "<>:\"|?*\t"); }

static const char *const hives[] = { "HKEY_LOCAL_MACHINE", "HKEY_CURRENT_USER", "HKEY_CLASSES_ROOT", "HKEY_USERS",
                                     "HKEY_CURRENT_CONFIG", "HKLM", "HKCU", "HKCR" };

/* Length of the name of a part of the registry that ends before `at`, or 0. */
static size_t hive_before(const view *in, size_t at) {
  for (size_t index = 0; index < sizeof hives / sizeof hives[0]; index++) {
    size_t length = strlen(hives[index]);
    if (ends_with(in, at, hives[index], length) && !is_word(before(in, at - length))) return length;
  }
  return 0;
}

/* "a.docx and": what has an ending is complete. */
static bool has_ending(const view *in, size_t start, size_t at) {
  size_t letters = 0;
  while (at - letters > start && is_word(in->text[at - letters - 1])) letters++;
  return letters > 0 && letters <= 4 && at - letters > start && in->text[at - letters - 1] == '.';
}

/* A blank belongs to a path when a further backslash of the same path follows it. */
static bool is_inner_blank(const view *in, size_t start, size_t at, size_t most) {
  enum { LOOK_AHEAD = 64 };
  size_t ahead = at + 1;
  if (has_ending(in, start, at) || is_one_of(character(in, ahead), " -/\\")) return false;
  while (ahead < most && ahead - at < LOOK_AHEAD && is_path_character(in->text[ahead]) && in->text[ahead] != '\\') ahead++;
  return ahead < most && in->text[ahead] == '\\' && in->text[ahead - 1] != ' ' && hive_before(in, ahead) == 0;
}

/* Where a path ends that goes on at `at`. In quotes that is certain; else nobody can tell whether it ends with a blank. */
static size_t path_end(const view *in, size_t start, size_t at) {
  size_t most = most_end(in, start), quote = at;
  if (is_one_of(before(in, start), "\"'")) {
    while (quote < most && is_path_character(in->text[quote]) && in->text[quote] != before(in, start)) quote++;
    if (quote < most && in->text[quote] == before(in, start)) return quote;
  }
  while (at < most && is_path_character(in->text[at]) && (in->text[at] != ' ' || is_inner_blank(in, start, at, most))) at++;
  return trim(in, start, at);
}

size_t match_windows_path(const view *in, size_t at, size_t *start) {
  size_t end;
  if (character(in, at + 1) != '\\' || at == 0 || !is_letter(in->text[at - 1])) return 0;
  if (at >= 2 && is_word(in->text[at - 2])) return 0;
  *start = at - 1;
  end = path_end(in, *start, at + 2);
  /* Shorter ones are mostly chance in what is no text. */
  return end > at + 4 ? end : 0;
}

size_t match_network_path(const view *in, size_t at, size_t *start) {
  size_t end = at + 2, host;
  if (character(in, at + 1) != '\\' || is_word(before(in, at)) || is_one_of(before(in, at), "\\:")) return 0;
  while (end < in->length && end - at < MOST_BEFORE && (is_word(in->text[end]) || is_one_of(in->text[end], "._-$?"))) end++;
  host = end - at - 2;
  if (host == 0 || character(in, end) != '\\' || !is_path_character(character(in, end + 1))) return 0;
  if (character(in, end + 1) == '\\') return 0;
  *start = at;
  end = path_end(in, at, end + 1);
  return end > at + host + 3 ? end : 0;
}

size_t match_registry_key(const view *in, size_t at, size_t *start) {
  size_t length = hive_before(in, at), end;
  if (length == 0) return 0;
  *start = at - length;
  end = path_end(in, *start, at + 1);
  return end > at + 1 ? end : 0;
}
