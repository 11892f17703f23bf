/* What the host calls: starts the interpreter, imports the module, calls its main() for each content. */
#include "interpreter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT(name) __attribute__((export_name(name)))

enum { SUCCEEDED = 0, FAILED = 1 };

/* In .data, not .bss: bytes of the file that a builder can fill. The link exports constants with their addresses. */
__attribute__((section(".data.slots"))) volatile struct slot wadup_payload = {0, 0};
__attribute__((section(".data.slots"))) volatile struct slot wadup_library = {0, 0};

/*
 * How deep C code may recurse before it is a RecursionError: the stack is the host's, and its end is a trap that Python
 * cannot catch. Chosen so that every kind of recursion ends well on 1 MiB; see README.md.
 */
int Wadup_CRecursionLimit = 1000;
/* What a call of the bytecode interpreter counts for: its frames are that much larger than others. */
int Wadup_EvalStackUnits = 4;
/* Rules of the grammar inside each other. */
int Wadup_ParserStackLimit = 4000;

static bool initialized;
/* Memory was saved after this: what must differ between two runs has to be renewed. */
static bool baked;
/* Set free when memory has come to an end, so that there is room to say so. */
enum { RESERVE_BYTES = 256 * 1024 };
static void *reserve;
static PyObject *hooks;
static PyObject *entry_module;

/* ---- Starting ---------------------------------------------------------------------------------------------------- */

/*
 * Strings are hashed with this. It is the same whenever the module is: iteration over sets, and with it the fuel that a
 * content costs, must not differ between threads; and it could not change after a snapshot anyway.
 */
static unsigned long hash_seed(void)
{
    uint32_t seed = 2166136261u;
    uint32_t length = wadup_payload.length < 65536 ? wadup_payload.length : 65536;
    const unsigned char *end = (const unsigned char *)(uintptr_t)(wadup_payload.address + wadup_payload.length);
    for (uint32_t i = 0; i < length; i++) seed = (seed ^ end[-1 - (int32_t)i]) * 16777619u;
    return seed;
}

static PyStatus set_string(PyConfig *config, wchar_t **field, const wchar_t *value)
{
    return PyConfig_SetString(config, field, value);
}

static PyStatus set_paths(PyConfig *config)
{
    struct { wchar_t **field; const wchar_t *value; } places[] = {
        {&config->program_name, L"python"},      {&config->executable, L""},        {&config->base_executable, L""},
        {&config->prefix, L"/"},                 {&config->base_prefix, L"/"},      {&config->exec_prefix, L"/"},
        {&config->base_exec_prefix, L"/"},       {&config->stdlib_dir, L"" LIBRARY_ROOT},
        {&config->stdio_encoding, L"utf-8"},     {&config->stdio_errors, L"backslashreplace"},
        {&config->filesystem_encoding, L"utf-8"},
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        PyStatus status = set_string(config, places[i].field, places[i].value);
        if (PyStatus_Exception(status)) return status;
    }
    config->module_search_paths_set = 1;
    PyStatus status = PyWideStringList_Append(&config->module_search_paths, L"" MODULE_ROOT);
    if (PyStatus_Exception(status)) return status;
    return PyWideStringList_Append(&config->module_search_paths, L"" LIBRARY_ROOT);
}

static PyStatus initialize_core(void)
{
    PyPreConfig before;
    PyPreConfig_InitIsolatedConfig(&before);
    before.utf8_mode = 1;
    PyStatus status = Py_PreInitialize(&before);
    if (PyStatus_Exception(status)) return status;
    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    config.site_import = 0;
    config.write_bytecode = 0;
    config.install_signal_handlers = 0;
    config.use_hash_seed = 1;
    config.hash_seed = hash_seed();
    status = set_paths(&config);
    if (!PyStatus_Exception(status)) status = Py_InitializeFromConfig(&config);
    PyConfig_Clear(&config);
    return status;
}

static int initialize(void)
{
    if (initialized) return SUCCEEDED;
    PyImport_FrozenModules = wadup_frozen_modules;
    if (PyImport_AppendInittab("_wadup", PyInit__wadup) < 0 || PyImport_ExtendInittab(wadup_extension_modules) < 0)
        return FAILED;
    PyStatus status = initialize_core();
    if (PyStatus_Exception(status)) {
        fprintf(stderr, "cannot start Python: %s\n", status.err_msg ? status.err_msg : "unknown reason");
        fflush(stderr);
        return FAILED;
    }
    hooks = PyImport_ImportModule("_wadup_runtime");
    if (hooks == NULL) {
        PyErr_PrintEx(0);
        return FAILED;
    }
    reserve = malloc(RESERVE_BYTES);
    initialized = true;
    return SUCCEEDED;
}

/* ---- Ends of a call ---------------------------------------------------------------------------------------------- */

/* A failure must not look like a success, also when its number does not fit. */
static int exit_code(PyObject *number)
{
    int overflow = 0;
    long code = PyLong_AsLongAndOverflow(number, &overflow);
    if (overflow != 0 || (code == -1 && PyErr_Occurred())) {
        PyErr_Clear();
        return FAILED;
    }
    return (int)code;
}

/* What sys.exit(value) means to a shell: None is success, an int is the code, anything else is a message. */
static int exit_code_of_system_exit(PyObject *exception)
{
    PyObject *value = PyObject_GetAttrString(exception, "code");
    int code = FAILED;
    if (value == NULL) PyErr_Clear();
    else if (value == Py_None) code = SUCCEEDED;
    else if (PyLong_Check(value)) code = exit_code(value);
    else {
        PyObject *errors = PySys_GetObject("stderr");
        if (errors == NULL || PyFile_WriteObject(value, errors, Py_PRINT_RAW) < 0 || PyFile_WriteString("\n", errors) < 0)
            PyErr_Clear();
    }
    Py_XDECREF(value);
    return code;
}

/* Empties the variables of all frames that an exception came through: what took the memory is there. */
static void release_frames(PyObject *exception)
{
    PyObject *traceback = PyException_GetTraceback(exception);
    for (PyTracebackObject *entry = (PyTracebackObject *)traceback; entry != NULL; entry = entry->tb_next) {
        PyObject *done = PyObject_CallMethod((PyObject *)entry->tb_frame, "clear", NULL);
        if (done == NULL) PyErr_Clear();
        Py_XDECREF(done);
    }
    Py_XDECREF(traceback);
}

/* Whether memory came to an end on the way to this exception; if so, makes room for saying it. */
static bool made_room(PyObject *exception)
{
    enum { MOST_CAUSES = 100 };
    bool exhausted = false;
    Py_INCREF(exception);
    for (int i = 0; i < MOST_CAUSES && exception != NULL; i++) {
        if (PyErr_GivenExceptionMatches(exception, PyExc_MemoryError)) exhausted = true;
        if (exhausted) release_frames(exception);
        Py_SETREF(exception, PyException_GetContext(exception));
    }
    Py_XDECREF(exception);
    return exhausted;
}

/* Says on stderr what was raised, and gives the code to fail with. Nothing of the exception is kept. */
static int report_exception(void)
{
    PyObject *exception = PyErr_GetRaisedException();
    if (PyErr_GivenExceptionMatches(exception, PyExc_SystemExit)) {
        int code = exit_code_of_system_exit(exception);
        Py_DECREF(exception);
        return code;
    }
    bool exhausted = made_room(exception);
    if (exhausted) free(reserve);
    PyErr_SetRaisedException(exception);
    PyErr_PrintEx(0);
    if (exhausted) reserve = malloc(RESERVE_BYTES);
    return FAILED;
}

static int call_hook(const char *name)
{
    PyObject *done = PyObject_CallMethod(hooks, name, NULL);
    if (done == NULL) return report_exception();
    Py_DECREF(done);
    return SUCCEEDED;
}

PyObject *wadup_call_hook(const char *name, const char *path)
{
    return hooks == NULL ? NULL : PyObject_CallMethod(hooks, name, "s", path);
}

/* Rows, logging and streams, in the order in which they may write to each other. */
static int finish(int code)
{
    if (wadup_rows_flush() < 0) {
        int failed = report_exception();
        if (code == SUCCEEDED) code = failed;
    }
    int failed = call_hook("finish");
    return code == SUCCEEDED ? failed : code;
}

/* ---- Exports ----------------------------------------------------------------------------------------------------- */

static int import_entry_point(void)
{
    if (entry_module != NULL) return SUCCEEDED;
    entry_module = PyObject_CallMethod(hooks, "import_entry_point", NULL);
    return entry_module == NULL ? report_exception() : SUCCEEDED;
}

EXPORT("wadup_start") int wadup_start(void)
{
    int code = initialize();
    if (code != SUCCEEDED) return code;
    code = import_entry_point();
    /* The module's first lines ended with sys.exit(0): it is not imported, so it cannot be called. */
    if (entry_module == NULL && code == SUCCEEDED) code = FAILED;
    if (code != SUCCEEDED) call_hook("finish");
    return code;
}

static int call_main(void)
{
    PyObject *result = PyObject_CallMethod(entry_module, "main", NULL);
    if (result == NULL) return report_exception();
    int code = SUCCEEDED;
    if (PyLong_Check(result)) code = exit_code(result);
    else if (result != Py_None) {
        PyErr_Format(PyExc_TypeError, "main() returned %R; return None for success or an int as exit code", result);
        code = report_exception();
    }
    Py_DECREF(result);
    return code;
}

EXPORT("process") int process(void)
{
    if (entry_module == NULL) {
        int code = wadup_start();
        if (code != SUCCEEDED) return code;
    }
    if (baked) {
        baked = false;
        int code = call_hook("restored");
        if (code != SUCCEEDED) return finish(code);
    }
    return finish(call_main());
}

EXPORT("wadup_bake") int wadup_bake(void)
{
    if (!initialized) return FAILED;
    int code = call_hook("bake");
    if (code == SUCCEEDED) baked = true;
    return code;
}

/* Rows are written when `process` ends; this is for what was left when it ended otherwise. */
EXPORT("__wadup_flush") void wadup_flush(void)
{
    if (initialized && wadup_rows_flush() < 0) report_exception();
}

EXPORT("wadup_run_tool") int wadup_run_tool(void)
{
    int code = initialize();
    if (code != SUCCEEDED) return code;
    return finish(call_hook("run_tool"));
}
