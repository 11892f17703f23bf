/* The C half of package wadup: the attached bytes, and rows as JSON. */
#include "interpreter.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

/* ---- Bytes that grow --------------------------------------------------------------------------------------------- */

struct buffer {
    char *bytes;
    size_t length;
    size_t capacity;
};

/* Rows on their way to the host, without brackets around them. */
static struct buffer rows;
/* Above this the buffer is given back after it was written. */
static const size_t KEPT_CAPACITY = 256 * 1024;
/* Python's half, called to write what is buffered; NULL before package wadup is imported. */
static PyObject *flush_callback;

static int reserve(struct buffer *buffer, size_t more)
{
    if (buffer->capacity - buffer->length >= more) return 0;
    size_t wanted = buffer->length + more;
    size_t capacity = buffer->capacity < 4096 ? 4096 : buffer->capacity;
    while (capacity < wanted) capacity += capacity / 2;
    char *bytes = PyMem_Realloc(buffer->bytes, capacity);
    if (bytes == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    buffer->bytes = bytes;
    buffer->capacity = capacity;
    return 0;
}

static int append(struct buffer *buffer, const char *bytes, size_t length)
{
    if (reserve(buffer, length) < 0) return -1;
    memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
    return 0;
}

#define APPEND(buffer, literal) append(buffer, literal, sizeof(literal) - 1)

static void empty(struct buffer *buffer)
{
    buffer->length = 0;
    if (buffer->capacity <= KEPT_CAPACITY) return;
    PyMem_Free(buffer->bytes);
    buffer->bytes = NULL;
    buffer->capacity = 0;
}

/* ---- JSON -------------------------------------------------------------------------------------------------------- */

/* At most six bytes a character: a control character as \u00xx. */
static char *write_character(char *out, Py_UCS4 character)
{
    static const char hex[] = "0123456789abcdef";
    if (character == '"' || character == '\\') {
        *out++ = '\\';
        *out++ = (char)character;
    } else if (character < 0x20) {
        memcpy(out, "\\u00", 4);
        out[4] = hex[character >> 4];
        out[5] = hex[character & 15];
        out += 6;
    } else if (character < 0x80) {
        *out++ = (char)character;
    } else if (character < 0x800) {
        *out++ = (char)(0xc0 | character >> 6);
        *out++ = (char)(0x80 | (character & 63));
    } else if (character < 0x10000) {
        /* Half of a surrogate pair is no character: U+FFFD, as for bytes that are no UTF-8. */
        if (character >= 0xd800 && character < 0xe000) character = 0xfffd;
        *out++ = (char)(0xe0 | character >> 12);
        *out++ = (char)(0x80 | (character >> 6 & 63));
        *out++ = (char)(0x80 | (character & 63));
    } else {
        *out++ = (char)(0xf0 | character >> 18);
        *out++ = (char)(0x80 | (character >> 12 & 63));
        *out++ = (char)(0x80 | (character >> 6 & 63));
        *out++ = (char)(0x80 | (character & 63));
    }
    return out;
}

static bool is_plain(const char *text, Py_ssize_t length)
{
    for (Py_ssize_t i = 0; i < length; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == '"' || text[i] == '\\') return false;
    return true;
}

/* Characters at a time, so that a long string does not need six times its length at once. */
enum { CHARACTERS_AT_ONCE = 8192 };

static int append_string(struct buffer *buffer, PyObject *text)
{
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    if (APPEND(buffer, "\"") < 0) return -1;
    if (PyUnicode_IS_ASCII(text) && is_plain(data, length)) {
        if (append(buffer, data, (size_t)length) < 0) return -1;
    } else {
        for (Py_ssize_t from = 0; from < length; from += CHARACTERS_AT_ONCE) {
            Py_ssize_t to = length - from < CHARACTERS_AT_ONCE ? length : from + CHARACTERS_AT_ONCE;
            if (reserve(buffer, (size_t)(to - from) * 6) < 0) return -1;
            char *out = buffer->bytes + buffer->length;
            for (Py_ssize_t i = from; i < to; i++) out = write_character(out, PyUnicode_READ(kind, data, i));
            buffer->length = (size_t)(out - buffer->bytes);
        }
    }
    return APPEND(buffer, "\"");
}

static int append_int64(struct buffer *buffer, long long value)
{
    char digits[24];
    return append(buffer, digits, (size_t)PyOS_snprintf(digits, sizeof digits, "%lld", value));
}

static int append_float64(struct buffer *buffer, double value)
{
    /* JSON has no numbers for these; the host takes their names. */
    if (value != value) return APPEND(buffer, "\"NaN\"");
    if (value - value != 0) return value > 0 ? APPEND(buffer, "\"Infinity\"") : APPEND(buffer, "\"-Infinity\"");
    char *digits = PyOS_double_to_string(value, 'r', 0, Py_DTSF_ADD_DOT_0, NULL);
    if (digits == NULL) return -1;
    int failed = append(buffer, digits, strlen(digits));
    PyMem_Free(digits);
    return failed;
}

/* ---- Rows -------------------------------------------------------------------------------------------------------- */

/* 1: written; 0: not one of the types that need no thought; -1: exception. */
static int append_plain_value(struct buffer *buffer, char type, PyObject *value)
{
    if (value == Py_None) return APPEND(buffer, "null") < 0 ? -1 : 1;
    if (type == 'I' && PyLong_CheckExact(value)) {
        int overflow;
        long long number = PyLong_AsLongLongAndOverflow(value, &overflow);
        if (overflow != 0) return 0;
        if (APPEND(buffer, "{\"Int64\":") < 0 || append_int64(buffer, number) < 0) return -1;
    } else if (type == 'F' && PyFloat_CheckExact(value)) {
        if (APPEND(buffer, "{\"Float64\":") < 0 || append_float64(buffer, PyFloat_AS_DOUBLE(value)) < 0) return -1;
    } else if (type == 'S' && PyUnicode_CheckExact(value)) {
        if (APPEND(buffer, "{\"String\":") < 0 || append_string(buffer, value) < 0) return -1;
    } else {
        return 0;
    }
    return APPEND(buffer, "}") < 0 ? -1 : 1;
}

static int append_value(struct buffer *buffer, char type, Py_ssize_t index, PyObject *value, PyObject *convert)
{
    int written = append_plain_value(buffer, type, value);
    if (written != 0) return written;
    PyObject *converted = PyObject_CallFunction(convert, "nO", index, value);
    if (converted == NULL) return -1;
    written = append_plain_value(buffer, type, converted);
    Py_DECREF(converted);
    if (written == 0) PyErr_SetString(PyExc_SystemError, "a value was converted to a type that no column has");
    return written == 1 ? 1 : -1;
}

static int append_row(struct buffer *buffer, PyObject *prefix, PyObject *types, PyObject *values, PyObject *convert)
{
    if (buffer->length > 0 && APPEND(buffer, ",") < 0) return -1;
    if (append(buffer, PyBytes_AS_STRING(prefix), (size_t)PyBytes_GET_SIZE(prefix)) < 0) return -1;
    for (Py_ssize_t i = 0; i < PyBytes_GET_SIZE(types); i++) {
        if (i > 0 && APPEND(buffer, ",") < 0) return -1;
        /* The callback is the author's code for subclasses, which may shorten a list meanwhile. */
        if (i >= PyTuple_GET_SIZE(values)) return -1;
        if (append_value(buffer, PyBytes_AS_STRING(types)[i], i, PyTuple_GET_ITEM(values, i), convert) < 0) return -1;
    }
    return APPEND(buffer, "]}");
}

PyDoc_STRVAR(add_row_doc,
"add_row(prefix: bytes, types: bytes, values: tuple, convert) -> int\n\n"
"Buffers a row. `prefix` is the JSON before its first value, `types` has one of b'IFS' for each value, and\n"
"`convert(index, value)` makes a value of another type into an int, float, str or None, as the column needs, or raises.\n"
"Gives the number of buffered bytes. After an exception nothing of the row is buffered.");

static PyObject *add_row(PyObject *module, PyObject *const *arguments, Py_ssize_t count)
{
    (void)module;
    if (count != 4 || !PyBytes_Check(arguments[0]) || !PyBytes_Check(arguments[1]) || !PyTuple_CheckExact(arguments[2]) ||
        PyTuple_GET_SIZE(arguments[2]) != PyBytes_GET_SIZE(arguments[1])) {
        PyErr_SetString(PyExc_TypeError, "add_row takes a prefix, types, as many values, and a conversion");
        return NULL;
    }
    /* A buffer of its own while Python code may run: that code may insert rows too. */
    struct buffer row = rows;
    rows = (struct buffer){NULL, 0, 0};
    size_t before = row.length;
    int failed = append_row(&row, arguments[0], arguments[1], arguments[2], arguments[3]);
    if (failed < 0) row.length = before;
    if (rows.length > 0) {
        PyObject *raised = PyErr_GetRaisedException();
        if (row.length > 0) (void)APPEND(&row, ",");
        if (append(&row, rows.bytes, rows.length) < 0) failed = -1;
        if (raised != NULL) PyErr_SetRaisedException(raised);
    }
    PyMem_Free(rows.bytes);
    rows = row;
    return failed < 0 ? NULL : PyLong_FromSize_t(rows.length);
}

PyDoc_STRVAR(drop_rows_doc, "drop_rows()\n\nForgets the rows that are buffered.");

static PyObject *drop_rows(PyObject *module, PyObject *unused)
{
    (void)module, (void)unused;
    empty(&rows);
    Py_RETURN_NONE;
}

/* ---- Files ------------------------------------------------------------------------------------------------------- */

static int write_all(int descriptor, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(descriptor, bytes, length);
        if (written < 0) return -1;
        bytes += written;
        length -= (size_t)written;
    }
    return 0;
}

/* -1 with an OSError that names the path. */
static int write_parts(PyObject *path, const struct buffer *parts, int count)
{
    const char *name = PyUnicode_AsUTF8(path);
    if (name == NULL) return -1;
    int descriptor = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    int failed = descriptor < 0;
    for (int i = 0; i < count && !failed; i++) failed = write_all(descriptor, parts[i].bytes, parts[i].length) < 0;
    int why = errno;
    if (descriptor >= 0 && close(descriptor) < 0 && !failed) {
        failed = 1;
        why = errno;
    }
    if (!failed) return 0;
    errno = why;
    PyErr_SetFromErrnoWithFilenameObject(PyExc_OSError, path);
    return -1;
}

PyDoc_STRVAR(write_rows_doc,
"write_rows(path: str, before: bytes, after: bytes)\n\n"
"Writes a file of `before`, the buffered rows, and `after`. The rows are forgotten, also when that fails with OSError:\n"
"what could not be written once is not tried again with every further row.");

static PyObject *write_rows(PyObject *module, PyObject *arguments)
{
    (void)module;
    PyObject *path;
    struct buffer parts[3] = {{NULL, 0, 0}, rows, {NULL, 0, 0}};
    Py_ssize_t before, after;
    if (!PyArg_ParseTuple(arguments, "Uy#y#", &path, &parts[0].bytes, &before, &parts[2].bytes, &after)) return NULL;
    parts[0].length = (size_t)before;
    parts[2].length = (size_t)after;
    int failed = write_parts(path, parts, 3);
    empty(&rows);
    if (failed < 0) return NULL;
    Py_RETURN_NONE;
}

PyDoc_STRVAR(write_file_doc, "write_file(path: str, data)\n\nWrites a file of bytes-like `data`; OSError names the path.");

static PyObject *write_file(PyObject *module, PyObject *arguments)
{
    (void)module;
    PyObject *path;
    Py_buffer data;
    if (!PyArg_ParseTuple(arguments, "Uy*", &path, &data)) return NULL;
    struct buffer part = {data.buf, (size_t)data.len, 0};
    int failed = write_parts(path, &part, 1);
    PyBuffer_Release(&data);
    if (failed < 0) return NULL;
    Py_RETURN_NONE;
}

PyDoc_STRVAR(json_string_doc, "json_string(text: str) -> bytes\n\n`text` in JSON, quotes included; half a surrogate pair is U+FFFD.");

static PyObject *json_string(PyObject *module, PyObject *text)
{
    (void)module;
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "json_string takes a str");
        return NULL;
    }
    struct buffer json = {NULL, 0, 0};
    PyObject *bytes = append_string(&json, text) < 0 ? NULL : PyBytes_FromStringAndSize(json.bytes, (Py_ssize_t)json.length);
    PyMem_Free(json.bytes);
    return bytes;
}

/* ---- The module -------------------------------------------------------------------------------------------------- */

int wadup_rows_flush(void)
{
    if (flush_callback == NULL) return 0;
    PyObject *done = PyObject_CallNoArgs(flush_callback);
    Py_XDECREF(done);
    return done == NULL ? -1 : 0;
}

PyDoc_STRVAR(on_flush_doc, "on_flush(callback)\n\n`callback()` is called at the end of each content, before streams are flushed.");

static PyObject *on_flush(PyObject *module, PyObject *callback)
{
    (void)module;
    Py_XSETREF(flush_callback, Py_NewRef(callback));
    Py_RETURN_NONE;
}

static PyObject *attached(volatile struct slot *slot)
{
    if (slot->address == 0) Py_RETURN_NONE;
    return PyMemoryView_FromMemory((char *)(uintptr_t)slot->address, (Py_ssize_t)slot->length, PyBUF_READ);
}

PyDoc_STRVAR(archives_doc,
"archives() -> tuple\n\nThe ZIP archives in memory, as (root, memoryview or None): the module's own, then the library.");

static PyObject *archives(PyObject *module, PyObject *unused)
{
    (void)module, (void)unused;
    return Py_BuildValue("((sN)(sN))", MODULE_ROOT, attached(&wadup_payload), LIBRARY_ROOT,
                         attached(&wadup_library));
}

static PyMethodDef methods[] = {
    {"archives", archives, METH_NOARGS, archives_doc},
    {"add_row", (PyCFunction)(void (*)(void))add_row, METH_FASTCALL, add_row_doc},
    {"drop_rows", drop_rows, METH_NOARGS, drop_rows_doc},
    {"write_rows", write_rows, METH_VARARGS, write_rows_doc},
    {"write_file", write_file, METH_VARARGS, write_file_doc},
    {"json_string", json_string, METH_O, json_string_doc},
    {"on_flush", on_flush, METH_O, on_flush_doc},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_wadup",
    .m_doc = "The C half of package wadup.",
    .m_size = -1,
    .m_methods = methods,
};

PyObject *PyInit__wadup(void)
{
    return PyModule_Create(&definition);
}
