#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>
#include <unistd.h>

static ssize_t read_from(void *descriptor, char *bytes, size_t length) {
    return read((int)(intptr_t)descriptor, bytes, length);
}

static ssize_t write_to(void *descriptor, const char *bytes, size_t length) {
    return write((int)(intptr_t)descriptor, bytes, length);
}

static int seek_in(void *descriptor, off_t *offset, int whence) {
    *offset = lseek((int)(intptr_t)descriptor, *offset, whence);
    return *offset < 0 ? -1 : 0;
}

/* A stream on a descriptor that stays open when the stream is closed: WASI cannot duplicate one. */
FILE *npy_open_unowned(int descriptor, const char *mode) {
    cookie_io_functions_t functions = {read_from, write_to, seek_in, NULL};
    return fopencookie((void *)(intptr_t)descriptor, mode, functions);
}
