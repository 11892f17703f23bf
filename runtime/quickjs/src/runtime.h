/* What the files of the runtime share. */
#ifndef WADUP_RUNTIME_H
#define WADUP_RUNTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "quickjs.h"

/* ---- heap.c ---- */

/* Memory for JavaScript. */
extern const JSMallocFunctions runtime_heap;

/* Sets some memory aside for the error that the end of memory becomes. Called before each call of JavaScript. */
void fill_reserve(void);

/* ---- host-*.c: the functions of module "wadup:host" ---- */

typedef struct {
  const char *name;
  int parameters;
  JSCFunction *call;
} HostFunction;

/* Each ends with a name that is null. */
extern const HostFunction host_content_functions[];
extern const HostFunction host_row_functions[];
extern const HostFunction host_text_functions[];
extern const HostFunction host_file_functions[];
extern const HostFunction host_byte_functions[];

/* Throws an Error with the library's reason (wadup_error) as its message. */
JSValue throw_library_error(JSContext *context);

/* The bytes of a Uint8Array; NULL and an exception when it is none. Never NULL for an empty one. */
uint8_t *bytes_of(JSContext *context, JSValueConst value, size_t *length);

/* For arrays whose bytes come from js_malloc. */
void *resize_array(JSRuntime *runtime, void *opaque, void *bytes, size_t size);

/*
 * Half of a pair of UTF-16, by itself, comes out of JavaScript as three bytes that are no UTF-8. U+FFFD has three bytes
 * too, and takes their place.
 */
void replace_surrogates(char *text, size_t length);

/* ---- positions.c ---- */

/*
 * A line of the author's is stored in bytecode as its source's number times 2^20 plus the line; sources are numbered
 * from 1, and 0 is code that no source map knows.
 */
#define SOURCE_SHIFT 20
#define MOST_SOURCES 2047

/* While compiling: from a position in the bundle to the author's, both from 1. */
void original_position(int *line, int *column);
/* While running: takes the source's number out of a line, and gives the source's name, or NULL. */
const char *position_source(int *line);

/* Names that each end with a zero byte. They must stay. */
void set_position_sources(const char *names, size_t length);
/* Quadruples: line and column in the bundle, the author's line with its source as above, and column; sorted. */
void set_position_map(const uint32_t *quadruples, size_t count);

/* ---- report.c ---- */

/* Prints what was thrown on stderr, the reason last. */
void report_exception(JSContext *context, JSValueConst thrown);

/* ---- events.c ---- */

/* Must be called before anything can be thrown. */
void watch_rejections(JSRuntime *runtime);
/*
 * Of module "wadup:host": takes a function that waits for the next timer, calls it, and gives false when there is none;
 * with true it forgets all timers instead.
 */
JSValue host_set_idle(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv);
/* Frees the value and gives what it becomes when it is a promise; an exception when that is never settled. */
JSValue await_value(JSContext *context, JSValue value);
/* Runs the jobs that are left and forgets timers, then reports rejections that nobody handled. False when there were any. */
bool finish_events(JSContext *context);

#endif
