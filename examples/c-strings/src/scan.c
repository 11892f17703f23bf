/* Goes through the characters once and stops only at those that can belong to something. */
#include "strings.h"

/* What a character is; 0 for the letters and digits of Base64, over which the scan runs without stopping. */
enum { PLAIN = 1, END, NEWLINE, COLON, AT_SIGN, DOT, BACKSLASH };

static uint8_t classes[256];

/* The text in UTF-16 that was scanned last, and where it goes on: the same text when the next piece begins there. */
static view piece;
static uint64_t next_piece;

static void prepare(void) {
  if (classes[0] != 0) return;
  for (int byte = 0; byte < 256; byte++) {
    bool letter = (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
    classes[byte] = letter || byte == '+' || byte == '/' ? 0 : is_printable((uint8_t)byte) ? PLAIN : END;
  }
  classes['\n'] = classes['\r'] = NEWLINE;
  classes[':'] = COLON;
  classes['@'] = AT_SIGN;
  classes['.'] = DOT;
  classes['\\'] = BACKSLASH;
}

static uint64_t offset_of(const view *one, size_t at) { return one->offset + (uint64_t)at * one->scale; }

/* How many letters and digits of Base64 stand directly before. */
static uint64_t line_length(const view *one, size_t at) { return (offset_of(one, at) - one->line_start) / one->scale; }

static void report(const view *one, kind what, size_t start, size_t end) {
  found(what, one->scale, offset_of(one, start), (uint64_t)(end - start) * one->scale, one->text + start, end - start);
}

/* A path inside of a path is a part of it. Without this, a path that begins again and again would be read as often. */
static bool may_be_path(const view *one, size_t at) { return offset_of(one, at) >= one->path_end; }

static void report_path(view *one, kind what, size_t start, size_t end) {
  report(one, what, start, end);
  one->path_end = offset_of(one, end);
}

/* A URL inside of a URL is where it leads to in truth; a hundred of them are an attack. */
static bool may_be_url(const view *one, size_t at) { return offset_of(one, at) >= one->url_end || one->inner_urls > 0; }

static void report_url(view *one, size_t start, size_t end) {
  enum { MOST_INSIDE = 4 };
  report(one, KIND_URL, start, end);
  if (offset_of(one, start) < one->url_end) {
    one->inner_urls--;
  } else {
    one->url_end = offset_of(one, end);
    one->inner_urls = MOST_INSIDE;
  }
}

/* ---- Base64 ---- */

/* Text has letters of both cases and digits only when it is packed; a path has too many slashes. */
static bool looks_packed(const view *one) {
  int upper = 0, lower = 0, digits = 0, slashes = 0;
  for (size_t at = 0; at < one->sample_length; at++) {
    uint8_t character = one->sample[at];
    upper += character >= 'A' && character <= 'Z';
    lower += character >= 'a' && character <= 'z';
    digits += character >= '0' && character <= '9';
    slashes += character == '/';
  }
  return upper > 3 && lower > 3 && digits > 0 && slashes <= SAMPLE / 16;
}

static void take_sample(view *one, size_t line_start, size_t length) {
  one->run_start = offset_of(one, line_start);
  one->sample_length = length < SAMPLE ? length : SAMPLE;
  memcpy(one->sample, one->text + line_start, one->sample_length);
}

static void end_run(view *one) {
  if (one->run_length >= SHORTEST_BASE64 && looks_packed(one)) {
    found(KIND_BASE64, one->scale, one->run_start, one->run_end - one->run_start, one->sample, one->sample_length);
  }
  one->run_length = 0;
  one->sample_length = 0;
}

/* A character that is no Base64 stands at `at`: a line of it is over, and the whole run unless another line follows. */
static void end_line(view *one, size_t at, uint8_t stop) {
  uint64_t length = line_length(one, at);
  bool is_newline = stop == '\n' || stop == '\r';
  /* A line that goes on otherwise is no last, shorter line. */
  if (one->run_length > 0 && length > 0 && !is_newline && stop != '=' && classes[stop] != END) end_run(one);
  if (one->run_length == 0 && length < SHORTEST_LINE) return;
  if (one->sample_length == 0) take_sample(one, at - (size_t)length, (size_t)length);
  one->run_length += length;
  if (length > 0) one->run_end = offset_of(one, at);
  if (is_newline && (length >= SHORTEST_LINE || (length == 0 && stop == '\n' && at > 0 && one->text[at - 1] == '\r'))) return;
  end_run(one);
}

void scan_forget(view *one, size_t scanned) {
  uint64_t length = line_length(one, scanned);
  if (one->sample_length == 0 && length >= SHORTEST_LINE) take_sample(one, scanned - (size_t)length, (size_t)length);
}

void scan_begin(view *one) {
  one->scale = 1;
  next_piece = UINT64_MAX;
}

void scan_end(view *one) {
  end_line(one, one->length, 0);
  one->line_start = offset_of(one, one->length);
}

/* ---- UTF-16 ---- */

/* Shorter texts are chance; longer ones are taken in pieces, each with characters before and after it. */
enum { SHORTEST_WIDE = 6, PIECE = 8192, OVERLAP = LONGEST_TEXT };

static bool is_wide(const view *one, size_t at) {
  return at + 1 < one->length && one->text[at + 1] == 0 &&
         (is_printable(one->text[at]) || one->text[at] == '\n' || one->text[at] == '\r');
}

/* Text of two bytes a character begins at `start`. Gives how many bytes are done, 0 when it is none. */
static size_t scan_wide(const view *one, size_t start, bool is_all) {
  static uint8_t narrow[MOST_BEFORE + PIECE];
  size_t context = 0, length = 0, done;
  bool more;
  while (context < MOST_BEFORE && start >= 2 * (context + 1) && is_wide(one, start - 2 * (context + 1))) context++;
  while (length < PIECE && is_wide(one, start + 2 * length)) length++;
  if (context + length < SHORTEST_WIDE) return 0;
  for (size_t at = 0; at < context + length; at++) narrow[at] = one->text[start - 2 * context + 2 * at];
  more = length == PIECE || (!is_all && start + 2 * length + 1 >= one->length);
  done = more && length > OVERLAP ? length - OVERLAP : length;
  if (one->offset + start != next_piece) {
    memset(&piece, 0, sizeof piece);
    piece.line_start = one->offset + start;
  }
  piece.text = narrow;
  piece.length = context + length;
  piece.offset = one->offset + start - 2 * context;
  piece.scale = 2;
  scan(&piece, context, context + done, !more);
  if (done == length) scan_end(&piece);
  else scan_forget(&piece, context + done);
  next_piece = done == length ? UINT64_MAX : one->offset + start + 2 * done;
  return 2 * done;
}

/* ---- All ---- */

size_t scan(view *one, size_t from, size_t to, bool is_all) {
  const uint8_t *text = one->text;
  prepare();
  for (size_t at = from;; at++) {
    size_t start, end;
    while (at < to && classes[text[at]] == 0) at++;
    if (at >= to) return at;
    if (one->run_length > 0 || line_length(one, at) >= SHORTEST_LINE) end_line(one, at, text[at]);
    one->line_start = offset_of(one, at + 1);
    switch (classes[text[at]]) {
      case END:
        /* The upper half of a character: the text began one byte before. */
        if (text[at] == 0 && one->scale == 1 && at > from && is_wide(one, at - 1) && is_wide(one, at + 1)) {
          size_t done = scan_wide(one, at - 1, is_all);
          if (done > 1) at += done - 2;
          one->line_start = offset_of(one, at + 1);
        }
        break;
      case COLON:
        if (may_be_url(one, at) && (end = match_url(one, at, &start)) > 0) report_url(one, start, end);
        else if (may_be_path(one, at) && (end = match_windows_path(one, at, &start)) > 0) {
          report_path(one, KIND_WINDOWS_PATH, start, end);
        } else if ((end = match_ipv6(one, at, &start)) > 0) {
          report(one, KIND_IPV6, start, end);
        }
        break;
      case AT_SIGN:
        if ((end = match_email(one, at, &start)) > 0) report(one, KIND_EMAIL, start, end);
        break;
      case DOT:
        if ((end = match_ipv4(one, at, &start)) > 0) report(one, KIND_IPV4, start, end);
        break;
      case BACKSLASH:
        if (!may_be_path(one, at)) break;
        if ((end = match_network_path(one, at, &start)) > 0) report_path(one, KIND_NETWORK_PATH, start, end);
        else if ((end = match_registry_key(one, at, &start)) > 0) report_path(one, KIND_REGISTRY_KEY, start, end);
        break;
      default: break;
    }
  }
}
