/*
 * Memory: two-level segregated fit (Masmano et al., "TLSF: a new dynamic memory allocator", 2004). Every call takes the
 * same few steps however large the heap is; what is freed joins its free neighbours; a block grows in place where it can.
 * The compiler's own malloc rounds up to powers of two and never joins: under --max-memory that would be half of it lost.
 *
 * Blocks lie side by side. A block's size has the form 8n + 4; the four bytes before it are its header. While it is
 * free, its last four bytes, which are the field `previous` of the next block, say where it begins.
 */
#include <stdlib.h>
#include <string.h>

#include "runtime.h"

typedef struct Block {
  struct Block *previous; /* only while that one is free */
  uint32_t size_and_flags;
  struct Block *next_free, *previous_free; /* only while free; the memory begins here */
} Block;

#define IS_FREE 1u
#define IS_PREVIOUS_FREE 2u
#define FLAGS 3u
#define MEMORY_OFFSET 8
#define SMALLEST 12u
#define LARGEST 0x7ffffff4u
#define PAGE 65536u

/* Below 512 bytes there is a list for each size; above, 32 lists from each power of two to the next. */
#define LINEAR 512u
#define ROWS 24
#define COLUMNS 64

static Block *lists[ROWS][COLUMNS];
static uint64_t filled_columns[ROWS];
static uint32_t filled_rows;
/* Where our memory ends as far as it hangs together; 0 before the first call. */
static uintptr_t heap_end;

/* Freed when memory has come to an end, so that the error which says so has room. */
#define RESERVE_BYTES (64 * 1024)
static void *reserve;

extern unsigned char __heap_base, __heap_end;

static uint32_t size_of(const Block *block) { return block->size_and_flags & ~FLAGS; }
static void *memory_of(Block *block) { return (char *)block + MEMORY_OFFSET; }
static Block *block_of(const void *memory) { return (Block *)((char *)memory - MEMORY_OFFSET); }
static Block *next_of(Block *block) { return (Block *)((char *)block + 4 + size_of(block)); }

static void place_of(uint32_t size, uint32_t *row, uint32_t *column) {
  if (size < LINEAR) {
    *row = 0;
    *column = size / 8;
  } else {
    uint32_t power = 31 - (uint32_t)__builtin_clz(size);
    *row = power - 8;
    *column = (size >> (power - 5)) & 31;
  }
}

static void add_free(Block *block) {
  uint32_t row, column;
  place_of(size_of(block), &row, &column);
  Block *first = lists[row][column];
  block->size_and_flags |= IS_FREE;
  block->next_free = first;
  block->previous_free = NULL;
  if (first != NULL) first->previous_free = block;
  lists[row][column] = block;
  filled_columns[row] |= UINT64_C(1) << column;
  filled_rows |= 1u << row;
  Block *next = next_of(block);
  next->previous = block;
  next->size_and_flags |= IS_PREVIOUS_FREE;
}

static void remove_free(Block *block) {
  uint32_t row, column;
  place_of(size_of(block), &row, &column);
  if (block->next_free != NULL) block->next_free->previous_free = block->previous_free;
  if (block->previous_free != NULL) {
    block->previous_free->next_free = block->next_free;
  } else {
    lists[row][column] = block->next_free;
    if (block->next_free == NULL) filled_columns[row] &= ~(UINT64_C(1) << column);
    if (filled_columns[row] == 0) filled_rows &= ~(1u << row);
  }
  block->size_and_flags &= ~IS_FREE;
  next_of(block)->size_and_flags &= ~IS_PREVIOUS_FREE;
}

/* A block that is in no list: joins it with its free neighbours, and puts the whole into a list. */
static void release(Block *block) {
  Block *next = next_of(block);
  if ((next->size_and_flags & IS_FREE) != 0) {
    remove_free(next);
    block->size_and_flags += 4 + size_of(next);
  }
  if ((block->size_and_flags & IS_PREVIOUS_FREE) != 0) {
    Block *previous = block->previous;
    remove_free(previous);
    previous->size_and_flags += 4 + size_of(block);
    block = previous;
  }
  add_free(block);
}

/* Gives back what of a used block is not needed. */
static void trim(Block *block, uint32_t size) {
  uint32_t spare = size_of(block) - size;
  if (spare < 4 + SMALLEST) return;
  block->size_and_flags -= spare;
  Block *rest = next_of(block);
  rest->size_and_flags = spare - 4;
  release(rest);
}

/* Makes one free block of memory that is ours from now on. It may hang together with what there was. */
static void add_memory(uintptr_t start, uintptr_t end) {
  Block *block;
  if (start == heap_end) {
    /* What ended the heap, a used block of no size, becomes the new block's header. */
    block = (Block *)(start - 8);
    block->size_and_flags &= IS_PREVIOUS_FREE;
  } else {
    block = (Block *)start;
    block->size_and_flags = 0;
  }
  block->size_and_flags |= (uint32_t)(end - 8 - (uintptr_t)block - 4);
  Block *last = (Block *)(end - 8);
  last->size_and_flags = 0;
  heap_end = end;
  release(block);
}

/* Grows the memory so that a block of this size is free; larger steps than needed, where there is room for them. */
static bool grow(uint32_t size) {
  if (heap_end == 0) {
    uintptr_t start = ((uintptr_t)&__heap_base + 7) & ~(uintptr_t)7, end = (uintptr_t)&__heap_end & ~(uintptr_t)7;
    if (end > start + 64) {
      add_memory(start, end);
      if (size + 16 < end - start) return true;
    }
  }
  uint32_t needed = size / PAGE + 1 + (size % PAGE + 64 > PAGE);
  uint32_t pages = (uint32_t)__builtin_wasm_memory_size(0) / 16;
  if (pages < needed) pages = needed;
  size_t before = __builtin_wasm_memory_grow(0, pages);
  if (before == (size_t)-1 && pages > needed) {
    pages = needed;
    before = __builtin_wasm_memory_grow(0, pages);
  }
  if (before == (size_t)-1) return false;
  uintptr_t start = before * PAGE, end = start + (uintptr_t)pages * PAGE;
  /* The last byte of 4 GiB has no address behind it. */
  if (end < start) end = (uintptr_t)0 - 8;
  add_memory(start, end);
  return true;
}

/* The form that sizes have; 0 when there is no such size. */
static uint32_t rounded(size_t size) {
  if (size > LARGEST - 16) return 0;
  return size <= SMALLEST ? SMALLEST : (((uint32_t)size + 3) & ~7u) + 4;
}

static Block *find_free(uint32_t size) {
  uint32_t row, column;
  /* Upwards to the next list, all of whose blocks are large enough. */
  uint32_t wanted = size < LINEAR ? size : size + (1u << (31 - (uint32_t)__builtin_clz(size) - 5)) - 1;
  place_of(wanted, &row, &column);
  uint64_t columns = filled_columns[row] & (~UINT64_C(0) << column);
  if (columns == 0) {
    uint32_t rows = row >= ROWS - 1 ? 0 : filled_rows & (~0u << (row + 1));
    if (rows == 0) return NULL;
    row = (uint32_t)__builtin_ctz(rows);
    columns = filled_columns[row];
  }
  return lists[row][__builtin_ctzll(columns)];
}

void *malloc(size_t requested) {
  uint32_t size = rounded(requested);
  if (size == 0) return NULL;
  Block *block = find_free(size);
  if (block == NULL) {
    /* With the share that `find_free` rounds up by. */
    if (grow(size + size / 32)) block = find_free(size);
    if (block == NULL) {
      free(reserve);
      reserve = NULL;
      return NULL;
    }
  }
  remove_free(block);
  trim(block, size);
  return memory_of(block);
}

void free(void *memory) {
  if (memory != NULL) release(block_of(memory));
}

void *calloc(size_t count, size_t each) {
  if (each != 0 && count > LARGEST / each) return NULL;
  void *memory = malloc(count * each);
  return memory == NULL ? NULL : memset(memory, 0, count * each);
}

void *realloc(void *memory, size_t requested) {
  if (memory == NULL) return malloc(requested);
  uint32_t size = rounded(requested);
  if (size == 0) return NULL;
  Block *block = block_of(memory);
  uint32_t before = size_of(block);
  if (size > before) {
    Block *next = next_of(block);
    /* At the end of the heap more can come behind it. */
    if ((uintptr_t)next == heap_end - 8 && before >= PAGE && grow(size - before)) next = next_of(block);
    if ((next->size_and_flags & IS_FREE) == 0 || before + 4 + size_of(next) < size) {
      void *moved = malloc(requested);
      if (moved == NULL) return NULL;
      memcpy(moved, memory, before);
      free(memory);
      return moved;
    }
    remove_free(next);
    block->size_and_flags += 4 + size_of(next);
  }
  trim(block, size);
  return memory;
}

size_t malloc_usable_size(void *memory) { return memory == NULL ? 0 : size_of(block_of(memory)); }

/* Used by libc itself, for directories and such. Everything here is aligned to 8 bytes. */
void *aligned_alloc(size_t alignment, size_t size) { return alignment <= 8 ? malloc(size) : NULL; }

void fill_reserve(void) {
  if (reserve == NULL) reserve = malloc(RESERVE_BYTES);
}

static void *heap_calloc(void *opaque, size_t count, size_t size) {
  (void)opaque;
  return calloc(count, size);
}
static void *heap_malloc(void *opaque, size_t size) {
  (void)opaque;
  return malloc(size);
}
static void heap_free(void *opaque, void *memory) {
  (void)opaque;
  free(memory);
}
static void *heap_realloc(void *opaque, void *memory, size_t size) {
  (void)opaque;
  return realloc(memory, size);
}
static size_t heap_usable_size(const void *memory) { return malloc_usable_size((void *)memory); }

const JSMallocFunctions runtime_heap = { heap_calloc, heap_malloc, heap_free, heap_realloc, heap_usable_size };
