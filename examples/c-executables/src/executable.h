/* What the readers of ELF and PE share: the content, seen through a window, and the tables. */
#ifndef EXECUTABLE_H
#define EXECUTABLE_H

#include <stdbool.h>
#include "wadup.h"

/* Bytes that can be looked at in one piece. */
enum { WINDOW = 16 * 1024, LONGEST_NAME = 255 };

/*
 * The bytes from offset on, or NULL where the content ends before length of them. They stay until the next call.
 * length is 1 to WINDOW.
 */
const uint8_t *content_at(uint64_t offset, size_t length);

/* Copies a string that ends with a zero byte, at most LONGEST_NAME bytes of it and no more than limit. */
void read_name(char *name, uint64_t offset, uint64_t limit);

/* Numbers at a place, in the byte order of the file. */
uint16_t u16_at(const uint8_t *bytes, bool big_endian);
uint32_t u32_at(const uint8_t *bytes, bool big_endian);
uint64_t u64_at(const uint8_t *bytes, bool big_endian);

typedef struct {
  const char *format;
  int bits;
  bool big_endian;
  const char *machine;
  const char *type;
  uint64_t entry_point;
  const char *subsystem;   /* NULL in ELF */
  const char *interpreter; /* NULL in PE */
  int64_t link_time;       /* Unix seconds; 0 when there is none */
  uint64_t sections;
  uint64_t end; /* where the last part that the headers know ends; what follows is an overlay */
} executable;

typedef struct {
  const char *kind; /* section or segment */
  uint64_t number;
  const char *name;
  uint64_t address;
  uint64_t offset;
  uint64_t size; /* in the file */
  uint64_t memory_size;
  bool readable, writable, runnable;
} part;

/* They give 0, or -1 when rows cannot be stored. */
int insert_executable(const executable *found);
/* Also measures the part's entropy, and moves found->end behind it. */
int insert_part(executable *found, const part *one);
int insert_library(const char *name);

/* Counts something that is wrong with the content, and says it on stderr. */
void report_problem(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* They give 1 when the content is one and was read, 0 when it is none, -1 when rows cannot be stored. */
int read_elf(void);
int read_pe(void);

#endif
