/* ELF: the programs of Linux, the BSDs and many small machines. */
#include "executable.h"

enum { PT_LOAD = 1, PT_DYNAMIC = 2, PT_INTERP = 3, SHT_NULL = 0, SHT_NOBITS = 8, DT_NULL = 0, DT_NEEDED = 1, DT_STRTAB = 5 };
enum { MOST_DYNAMIC_ENTRIES = 65536 };

typedef struct {
  bool wide, big;
  uint64_t segment_table, section_table;
  uint64_t segments, sections, names_section;
  size_t segment_length, section_length;
} tables;

typedef struct {
  uint32_t type, flags;
  uint64_t offset, address, size, memory_size;
} segment;

typedef struct {
  uint32_t name, type, link, info;
  uint64_t flags, address, offset, size;
} section;

/* A number as long as the class's addresses. */
static uint64_t word_at(const uint8_t *bytes, const tables *of) {
  return of->wide ? u64_at(bytes, of->big) : u32_at(bytes, of->big);
}

/* Where entry number of a table lies; false when that is in no file. */
static bool entry_offset(uint64_t table, uint64_t number, size_t length, uint64_t *offset) {
  uint64_t distance;
  return !__builtin_mul_overflow(number, (uint64_t)length, &distance) &&
         !__builtin_add_overflow(table, distance, offset);
}

static bool read_segment(const tables *of, uint64_t number, segment *found) {
  size_t word = of->wide ? 8 : 4;
  uint64_t offset;
  const uint8_t *at;
  if (!entry_offset(of->segment_table, number, of->segment_length, &offset)) return false;
  at = content_at(offset, of->wide ? 56 : 32);
  if (at == NULL) return false;
  found->type = u32_at(at, of->big);
  found->flags = u32_at(at + (of->wide ? 4 : 24), of->big);
  found->offset = word_at(at + word, of);
  found->address = word_at(at + 2 * word, of);
  found->size = word_at(at + 4 * word, of);
  found->memory_size = word_at(at + 5 * word, of);
  return true;
}

static bool read_section(const tables *of, uint64_t number, section *found) {
  size_t word = of->wide ? 8 : 4;
  uint64_t offset;
  const uint8_t *at;
  if (!entry_offset(of->section_table, number, of->section_length, &offset)) return false;
  at = content_at(offset, of->wide ? 64 : 40);
  if (at == NULL) return false;
  found->name = u32_at(at, of->big);
  found->type = u32_at(at + 4, of->big);
  found->flags = word_at(at + 8, of);
  found->address = word_at(at + 8 + word, of);
  found->offset = word_at(at + 8 + 2 * word, of);
  found->size = word_at(at + 8 + 3 * word, of);
  found->link = u32_at(at + 8 + 4 * word, of->big);
  found->info = u32_at(at + 12 + 4 * word, of->big);
  return true;
}

static const char *machine_name(unsigned machine, char *other) {
  static const struct { unsigned machine; const char *name; } known[] = {
    { 2, "SPARC" },  { 3, "x86" },       { 4, "68000" },    { 8, "MIPS" },      { 20, "PowerPC" }, { 21, "PowerPC 64" },
    { 22, "S/390" }, { 40, "ARM" },      { 42, "SuperH" },  { 43, "SPARC 64" }, { 50, "IA-64" },   { 62, "x86-64" },
    { 83, "AVR" },   { 94, "Xtensa" },   { 183, "ARM 64" }, { 243, "RISC-V" },  { 247, "BPF" },    { 258, "LoongArch" },
  };
  for (size_t index = 0; index < sizeof known / sizeof known[0]; index++) {
    if (known[index].machine == machine) return known[index].name;
  }
  snprintf(other, 32, "machine %u", machine);
  return other;
}

static const char *type_name(unsigned type, bool has_interpreter) {
  switch (type) {
    case 1: return "object";
    case 2: return "executable";
    case 3: return has_interpreter ? "position-independent executable" : "dynamic library";
    case 4: return "core dump";
    default: return "other";
  }
}

/* Counts that do not fit into the header's 16 bits are in the first section. */
static void complete_counts(tables *of) {
  section first;
  if (of->section_table == 0 || !read_section(of, 0, &first)) return;
  if (of->sections == 0) of->sections = first.size;
  if (of->names_section == 0xffff) of->names_section = first.link;
  if (of->segments == 0xffff) of->segments = first.info;
}

/* A program without sections still has segments. */
static int insert_segments(const tables *of, executable *found) {
  segment one;
  for (uint64_t number = 0; number < of->segments && read_segment(of, number, &one); number++) {
    if (one.type != PT_LOAD) continue;
    part row = { "segment", number, NULL, one.address, one.offset, one.size, one.memory_size,
                 (one.flags & 4) != 0, (one.flags & 2) != 0, (one.flags & 1) != 0 };
    if (insert_part(found, &row) != 0) return -1;
  }
  return 0;
}

static int insert_sections(const tables *of, executable *found) {
  section names = { 0 }, one;
  bool named = read_section(of, of->names_section, &names) && names.type != SHT_NOBITS;
  for (uint64_t number = 0; number < of->sections; number++) {
    char name[LONGEST_NAME + 1] = "";
    if (!read_section(of, number, &one)) {
      report_problem("the table of %llu sections reaches past the end of the file", (unsigned long long)of->sections);
      found->end = UINT64_MAX; /* nobody knows where an overlay would begin */
      return number == 0 ? insert_segments(of, found) : 0;
    }
    if (one.type == SHT_NULL) continue;
    uint64_t name_offset;
    if (named && one.name < names.size && !__builtin_add_overflow(names.offset, (uint64_t)one.name, &name_offset)) {
      read_name(name, name_offset, names.size - one.name);
    }
    part row = { "section", number, name, one.address, one.offset, one.type == SHT_NOBITS ? 0 : one.size, one.size,
                 (one.flags & 2) != 0, (one.flags & 1) != 0, (one.flags & 4) != 0 };
    if (insert_part(found, &row) != 0) return -1;
  }
  return 0;
}

/* Where in the file the byte of an address is; false when it is in no segment. */
static bool address_to_offset(const tables *of, uint64_t address, uint64_t *offset, uint64_t *left) {
  segment one;
  for (uint64_t number = 0; number < of->segments && read_segment(of, number, &one); number++) {
    if (one.type == PT_LOAD && address >= one.address && address - one.address < one.size &&
        !__builtin_add_overflow(one.offset, address - one.address, offset)) {
      *left = one.size - (address - one.address);
      return true;
    }
  }
  return false;
}

/* The value of entry number of the dynamic table; false past its end. */
static bool dynamic_entry(const tables *of, const segment *dynamic, uint64_t number, uint64_t *tag, uint64_t *value) {
  size_t word = of->wide ? 8 : 4;
  uint64_t offset;
  const uint8_t *at;
  if (number >= MOST_DYNAMIC_ENTRIES || number >= dynamic->size / (2 * word)) return false;
  if (!entry_offset(dynamic->offset, number, 2 * word, &offset)) return false;
  at = content_at(offset, 2 * word);
  if (at == NULL) return false;
  *tag = word_at(at, of);
  *value = word_at(at + word, of);
  return *tag != DT_NULL;
}

static int insert_libraries(const tables *of, const segment *dynamic) {
  uint64_t tag, value, address = 0, strings, left, offset;
  for (uint64_t number = 0; dynamic_entry(of, dynamic, number, &tag, &value); number++) {
    if (tag == DT_STRTAB) address = value;
  }
  if (address == 0 || !address_to_offset(of, address, &strings, &left)) return 0;
  for (uint64_t number = 0; dynamic_entry(of, dynamic, number, &tag, &value); number++) {
    char name[LONGEST_NAME + 1];
    if (tag != DT_NEEDED || value >= left || __builtin_add_overflow(strings, value, &offset)) continue;
    read_name(name, offset, left - value);
    if (insert_library(name) != 0) return -1;
  }
  return 0;
}

static uint64_t table_end(uint64_t table, uint64_t count, size_t length) {
  uint64_t end;
  return count > 0 && entry_offset(table, count, length, &end) ? end : 0;
}

int read_elf(void) {
  const uint8_t *header = content_at(0, 20);
  executable found = { .format = "ELF" };
  tables of = { 0 };
  segment one, dynamic = { 0 };
  char interpreter[LONGEST_NAME + 1] = "", other_machine[32];
  if (header == NULL || memcmp(header, "\177ELF", 4) != 0) return 0;
  if (header[4] < 1 || header[4] > 2 || header[5] < 1 || header[5] > 2) {
    report_problem("an ELF file of class %d and byte order %d, which do not exist", header[4], header[5]);
    return 1;
  }
  of.wide = header[4] == 2;
  of.big = header[5] == 2;
  size_t word = of.wide ? 8 : 4;
  header = content_at(0, of.wide ? 64 : 52);
  if (header == NULL) {
    report_problem("the file ends inside of the ELF header");
    return 1;
  }
  unsigned type = u16_at(header + 16, of.big);
  found.bits = of.wide ? 64 : 32;
  found.end = of.wide ? 64 : 52;
  found.big_endian = of.big;
  found.machine = machine_name(u16_at(header + 18, of.big), other_machine);
  found.entry_point = word_at(header + 24, &of);
  of.segment_table = word_at(header + 24 + word, &of);
  of.section_table = word_at(header + 24 + 2 * word, &of);
  const uint8_t *counts = header + 30 + 3 * word;
  of.segment_length = u16_at(counts, of.big);
  of.segments = u16_at(counts + 2, of.big);
  of.section_length = u16_at(counts + 4, of.big);
  of.sections = u16_at(counts + 6, of.big);
  of.names_section = u16_at(counts + 8, of.big);
  /* Entries that are too short would all be the same one, read without end. */
  if (of.segment_length < (of.wide ? 56 : 32)) of.segments = 0;
  if (of.section_length < (of.wide ? 64 : 40)) of.sections = of.section_table = 0;
  complete_counts(&of);
  for (uint64_t number = 0; number < of.segments; number++) {
    if (!read_segment(&of, number, &one)) {
      report_problem("the table of %llu segments reaches past the end of the file", (unsigned long long)of.segments);
      break;
    }
    if (one.type == PT_DYNAMIC) dynamic = one;
    if (one.type == PT_INTERP) read_name(interpreter, one.offset, one.size);
    if (one.type == PT_LOAD && one.offset + one.size > found.end && one.size <= UINT64_MAX - one.offset) {
      found.end = one.offset + one.size;
    }
  }
  found.interpreter = interpreter[0] == '\0' ? NULL : interpreter;
  found.type = type_name(type, found.interpreter != NULL);
  found.sections = of.sections;
  uint64_t ends[] = { table_end(of.segment_table, of.segments, of.segment_length),
                      table_end(of.section_table, of.sections, of.section_length) };
  for (int index = 0; index < 2; index++) found.end = ends[index] > found.end ? ends[index] : found.end;
  if ((of.sections > 0 ? insert_sections(&of, &found) : insert_segments(&of, &found)) != 0) return -1;
  if (insert_libraries(&of, &dynamic) != 0 || insert_executable(&found) != 0) return -1;
  return 1;
}
