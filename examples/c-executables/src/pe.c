/* PE: the programs, libraries and drivers of Windows, and of UEFI. */
#include "executable.h"

/* Addresses are looked for in the first sections only: Windows itself took no more than 96 for long. */
enum { MOST_LIBRARIES = 4096, MOST_MAPPED_SECTIONS = 256, SECTION_LENGTH = 40, COFF_LENGTH = 24 };

typedef struct {
  uint64_t section_table;
  unsigned sections;
  uint64_t strings; /* of long section names; 0 when there are none */
} tables;

typedef struct {
  char short_name[9];
  uint32_t memory_size, address, size, offset, flags;
} section;

static bool read_section(const tables *of, unsigned number, section *found) {
  const uint8_t *at = content_at(of->section_table + (uint64_t)number * SECTION_LENGTH, SECTION_LENGTH);
  if (at == NULL) return false;
  memcpy(found->short_name, at, 8);
  found->short_name[8] = '\0';
  found->memory_size = u32_at(at + 8, false);
  found->address = u32_at(at + 12, false);
  found->size = u32_at(at + 16, false);
  found->offset = u32_at(at + 20, false);
  found->flags = u32_at(at + 36, false);
  return true;
}

/* Where in the file the byte of an address (relative to the image) is; false when it is in no section. */
static bool address_to_offset(const tables *of, uint32_t address, uint64_t *offset) {
  section one;
  for (unsigned number = 0; number < of->sections && number < MOST_MAPPED_SECTIONS && read_section(of, number, &one); number++) {
    if (address >= one.address && address - one.address < one.size) {
      *offset = (uint64_t)one.offset + (address - one.address);
      return true;
    }
  }
  return false;
}

static const char *machine_name(unsigned machine, char *other) {
  switch (machine) {
    case 0x14c: return "x86";
    case 0x8664: return "x86-64";
    case 0x1c0:
    case 0x1c2:
    case 0x1c4: return "ARM";
    case 0xaa64: return "ARM 64";
    case 0x200: return "IA-64";
    case 0xebc: return "EFI byte code";
    case 0x5032:
    case 0x5064: return "RISC-V";
  }
  snprintf(other, 32, "machine 0x%x", machine);
  return other;
}

static const char *subsystem_name(unsigned subsystem) {
  static const char *const names[] = {
    "unknown", "native", "Windows", "console", NULL, "OS/2", NULL, "POSIX", NULL, "Windows CE",
    "EFI application", "EFI boot driver", "EFI runtime driver", "EFI ROM", "Xbox", NULL, "boot application",
  };
  return subsystem < sizeof names / sizeof names[0] ? names[subsystem] : NULL;
}

/* A name longer than eight bytes is "/" and where it is in the table of strings. */
static void read_section_name(const tables *of, const section *one, char *name) {
  char *end;
  unsigned long at;
  strcpy(name, one->short_name);
  if (name[0] != '/' || of->strings == 0) return;
  at = strtoul(name + 1, &end, 10);
  if (end != name + 1 && *end == '\0') read_name(name, of->strings + at, LONGEST_NAME);
}

static int insert_sections(const tables *of, executable *found) {
  section one;
  for (unsigned number = 0; number < of->sections; number++) {
    char name[LONGEST_NAME + 1];
    if (!read_section(of, number, &one)) {
      report_problem("the table of %u sections reaches past the end of the file", of->sections);
      found->end = UINT64_MAX; /* nobody knows where an overlay would begin */
      return 0;
    }
    read_section_name(of, &one, name);
    part row = { "section", number + 1, name, one.address, one.offset, one.size, one.memory_size,
                 (one.flags & 0x40000000) != 0, (one.flags & 0x80000000) != 0, (one.flags & 0x20000000) != 0 };
    if (insert_part(found, &row) != 0) return -1;
  }
  return 0;
}

static int insert_libraries(const tables *of, uint32_t imports) {
  uint64_t directory, name_offset;
  if (imports == 0) return 0;
  if (!address_to_offset(of, imports, &directory)) {
    report_problem("the imports are in no section");
    return 0;
  }
  for (unsigned number = 0; number < MOST_LIBRARIES; number++) {
    char name[LONGEST_NAME + 1];
    const uint8_t *entry = content_at(directory + number * 20, 20);
    uint32_t name_address = entry == NULL ? 0 : u32_at(entry + 12, false);
    if (entry == NULL) report_problem("the imports reach past the end of the file");
    if (name_address == 0) return 0;
    if (!address_to_offset(of, name_address, &name_offset)) {
      report_problem("the name of import %u is in no section", number + 1);
      continue;
    }
    read_name(name, name_offset, LONGEST_NAME);
    if (insert_library(name) != 0) return -1;
  }
  return 0;
}

/* The optional header, which programs have to have: its facts go to found, the imports' address to imports. */
static void read_optional_header(uint64_t offset, unsigned length, executable *found, uint32_t *imports) {
  const uint8_t *optional = length < 96 ? NULL : content_at(offset, length < 128 ? length : 128);
  unsigned magic = optional == NULL ? 0 : u16_at(optional, false);
  unsigned directories = magic == 0x20b ? 112 : 96;
  if ((magic != 0x10b && magic != 0x20b) || length < directories) {
    report_problem("the optional header is missing or damaged");
    return;
  }
  found->bits = magic == 0x20b ? 64 : 32;
  found->entry_point = u32_at(optional + 16, false);
  found->subsystem = subsystem_name(u16_at(optional + 68, false));
  if (u32_at(optional + directories - 4, false) > 1 && length >= directories + 16) {
    *imports = u32_at(optional + directories + 8, false);
  }
}

int read_pe(void) {
  const uint8_t *dos = content_at(0, 64), *coff;
  executable found = { .format = "PE" };
  tables of = { 0 };
  uint32_t imports = 0, symbols, symbol_count;
  uint64_t start;
  char other_machine[32];
  if (dos == NULL || dos[0] != 'M' || dos[1] != 'Z') return 0;
  start = u32_at(dos + 60, false);
  coff = content_at(start, COFF_LENGTH);
  if (coff == NULL || memcmp(coff, "PE\0\0", 4) != 0) return 0;
  unsigned flags = u16_at(coff + 22, false), optional_length = u16_at(coff + 20, false);
  found.machine = machine_name(u16_at(coff + 4, false), other_machine);
  found.type = (flags & 0x2000) != 0 ? "dynamic library" : "executable";
  found.link_time = u32_at(coff + 8, false);
  found.sections = of.sections = u16_at(coff + 6, false);
  symbols = u32_at(coff + 12, false);
  symbol_count = u32_at(coff + 16, false);
  if (symbols != 0) of.strings = (uint64_t)symbols + (uint64_t)symbol_count * 18;
  of.section_table = start + COFF_LENGTH + optional_length;
  found.end = of.section_table + (uint64_t)of.sections * SECTION_LENGTH;
  read_optional_header(start + COFF_LENGTH, optional_length, &found, &imports);
  if (of.strings != 0) {
    const uint8_t *length = content_at(of.strings, 4);
    if (length != NULL && of.strings + u32_at(length, false) > found.end) {
      found.end = of.strings + u32_at(length, false);
    }
  }
  if (insert_sections(&of, &found) != 0 || insert_libraries(&of, imports) != 0 || insert_executable(&found) != 0) return -1;
  return 1;
}
