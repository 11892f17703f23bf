/*
 * JavaScript as a WADUP module: QuickJS-ng with a bundle attached. The bundle is evaluated once, in _initialize; its
 * `process` is called for each content.
 */
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime.h"
#include "wadup.h"

/* Where V8's own stack for WebAssembly ends is not known here; this end comes first, see README.md. */
#define STACK_BYTES (1024 * 1024)

#define EXPORT(name) __attribute__((export_name(name), used))

/*
 * Address and length of what the builder has attached: the length of the bytecode (u32), the bytecode, and the names of
 * its sources. Both are 0 in the runtime by itself.
 */
__attribute__((used, visibility("default"))) volatile uint32_t wadup_payload[2] = { 0, 0 };

static JSRuntime *runtime;
static JSContext *context;
static JSValue process_function = JS_UNDEFINED;
/* What was thrown while the bundle was evaluated: every call fails with it. */
static JSValue start_failure = JS_UNINITIALIZED;

static const HostFunction own_functions[] = {
  { "setIdle", 1, host_set_idle },
  { NULL, 0, NULL },
};

static const HostFunction *const function_lists[] = {
  own_functions,       host_content_functions, host_row_functions,
  host_text_functions, host_file_functions,    host_byte_functions,
};
#define LISTS (sizeof function_lists / sizeof function_lists[0])

static int fill_host_module(JSContext *to, JSModuleDef *module) {
  for (size_t list = 0; list < LISTS; list++) {
    for (const HostFunction *function = function_lists[list]; function->name != NULL; function++) {
      JSValue value = JS_NewCFunction(to, function->call, function->name, function->parameters);
      if (JS_SetModuleExport(to, module, function->name, value) < 0) return -1;
    }
  }
  return 0;
}

static JSModuleDef *load_module(JSContext *for_context, const char *name, void *opaque) {
  (void)opaque;
  if (strcmp(name, "wadup:host") != 0) {
    JS_ThrowReferenceError(for_context, "there is no module '%s' here: everything is bundled when it is built", name);
    return NULL;
  }
  JSModuleDef *module = JS_NewCModule(for_context, name, fill_host_module);
  if (module == NULL) return NULL;
  for (size_t list = 0; list < LISTS; list++) {
    for (const HostFunction *function = function_lists[list]; function->name != NULL; function++) {
      if (JS_AddModuleExport(for_context, module, function->name) < 0) return NULL;
    }
  }
  return module;
}

static char *keep_name(JSContext *for_context, const char *base, const char *name, void *opaque) {
  (void)base;
  (void)opaque;
  return js_strdup(for_context, name);
}

static bool make_context(void) {
  if (context != NULL) return true;
  runtime = JS_NewRuntime2(&runtime_heap, NULL);
  if (runtime == NULL) return false;
  JS_SetMaxStackSize(runtime, STACK_BYTES);
  JS_SetModuleLoaderFunc(runtime, keep_name, load_module, NULL);
  watch_rejections(runtime);
  context = JS_NewContext(runtime);
  return context != NULL && JS_AddIntrinsicDOMException(context) == 0;
}

/* Gives the bundle's `process`, or an exception. */
static JSValue evaluate(const uint8_t *bytecode, size_t length) {
  JSValue module = JS_ReadObject(context, bytecode, length, JS_READ_OBJ_BYTECODE);
  if (JS_IsException(module)) return module;
  JSModuleDef *definition = JS_VALUE_GET_PTR(module);
  if (JS_ResolveModule(context, module) < 0) {
    JS_FreeValue(context, module);
    return JS_EXCEPTION;
  }
  JSValue evaluated = await_value(context, JS_EvalFunction(context, module));
  if (JS_IsException(evaluated)) return evaluated;
  JS_FreeValue(context, evaluated);
  JSValue exports = JS_GetModuleNamespace(context, definition);
  if (JS_IsException(exports)) return exports;
  JSValue function = JS_GetPropertyStr(context, exports, "process");
  JS_FreeValue(context, exports);
  return function;
}

__attribute__((constructor)) static void start(void) {
  const uint8_t *payload = (const uint8_t *)wadup_payload[0];
  uint32_t length = wadup_payload[1], bytecode_length;
  if (length < sizeof bytecode_length) return;
  /* Without a context nothing can be reported either; the allocation that failed is what the host names. */
  if (!make_context()) abort();
  memcpy(&bytecode_length, payload, sizeof bytecode_length);
  const uint8_t *bytecode = payload + sizeof bytecode_length;
  set_position_sources((const char *)bytecode + bytecode_length, length - sizeof bytecode_length - bytecode_length);
  JS_UpdateStackTop(runtime);
  fill_reserve();
  process_function = evaluate(bytecode, bytecode_length);
  if (JS_IsException(process_function)) start_failure = JS_GetException(context);
}

/* What `process` gives back: nothing is success, a whole number is a code. -1 and an exception for all else. */
static int code_of(JSValueConst result, int32_t *code) {
  double number;
  *code = 0;
  if (JS_IsUndefined(result) || JS_IsNull(result)) return 0;
  if (JS_IsNumber(result) && JS_ToFloat64(context, &number, result) == 0 && number == trunc(number) &&
      fabs(number) <= INT32_MAX) {
    *code = (int32_t)number;
    return 0;
  }
  const char *text = JS_ToCString(context, result);
  if (text != NULL) JS_ThrowTypeError(context, "process() gave back %s: nothing, or a whole number, is expected", text);
  JS_FreeCString(context, text);
  return -1;
}

static void report_pending(void) {
  JSValue thrown = JS_GetException(context);
  report_exception(context, thrown);
  JS_FreeValue(context, thrown);
}

EXPORT("process") int32_t process(void) {
  int32_t code = 1;
  if (context == NULL) {
    wadup_write_all_(2, "this is the runtime alone: nothing is attached to it\n", 53);
    return 1;
  }
  JS_UpdateStackTop(runtime);
  fill_reserve();
  if (JS_VALUE_GET_TAG(start_failure) != JS_TAG_UNINITIALIZED) {
    report_exception(context, start_failure);
    return 1;
  }
  JSValue result = await_value(context, JS_Call(context, process_function, JS_UNDEFINED, 0, NULL));
  bool failed = JS_IsException(result) || code_of(result, &code) != 0;
  if (failed) {
    report_pending();
    code = 1;
  }
  JS_FreeValue(context, result);
  if (!finish_events(context) && code == 0) code = 1;
  /* What a failure has left behind in cycles is not kept until the next collection: memory may have been its reason. */
  if (failed) JS_RunGC(runtime);
  return code;
}

/* ---- For the builder ---- */

/* A whole file with a zero byte behind it; NULL when it cannot be read. */
static char *read_whole(const char *path, size_t *length) {
  struct stat about;
  int descriptor = open(path, O_RDONLY);
  if (descriptor < 0 || fstat(descriptor, &about) != 0) return NULL;
  char *bytes = malloc((size_t)about.st_size + 1);
  *length = 0;
  for (ptrdiff_t count = 1; bytes != NULL && count > 0; *length += (size_t)count) {
    count = read(descriptor, bytes + *length, (size_t)about.st_size - *length);
    if (count < 0) return NULL;
  }
  close(descriptor);
  if (bytes != NULL) bytes[*length] = '\0';
  return bytes;
}

/*
 * Compiles /bundle.js, with the positions of /bundle.map (see set_position_map), to /tmp/bytecode. 0 for success; stderr
 * says what is wrong with a text that is no JavaScript.
 */
EXPORT("__wadup_compile") int32_t compile(void) {
  size_t text_length, map_length, length;
  char *text = read_whole("/bundle.js", &text_length), *map = read_whole("/bundle.map", &map_length);
  if (text == NULL || map == NULL || !make_context()) return 1;
  JS_UpdateStackTop(runtime);
  set_position_map((const uint32_t *)map, map_length / (4 * sizeof(uint32_t)));
  JSValue module = JS_Eval(context, text, text_length, "bundle.js", JS_EVAL_TYPE_MODULE | JS_EVAL_FLAG_COMPILE_ONLY);
  if (JS_IsException(module)) {
    report_pending();
    return 1;
  }
  uint8_t *bytecode = JS_WriteObject(context, &length, module, JS_WRITE_OBJ_BYTECODE | JS_WRITE_OBJ_STRIP_SOURCE);
  return bytecode != NULL && wadup_write_file_("/tmp/bytecode", bytecode, length, "", 0) == 0 ? 0 : 1;
}
