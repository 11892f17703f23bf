/* Module "wadup:host": files, one function for each of POSIX; what node:fs is made of. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime.h"
#include "wadup.h"

static const struct {
  int number;
  const char *name;
} error_names[] = {
  { EACCES, "EACCES" }, { EBADF, "EBADF" },   { EEXIST, "EEXIST" }, { EFBIG, "EFBIG" },         { EINVAL, "EINVAL" },
  { EISDIR, "EISDIR" }, { ELOOP, "ELOOP" },   { EMFILE, "EMFILE" }, { ENAMETOOLONG, "ENAMETOOLONG" },
  { ENOENT, "ENOENT" }, { ENOSPC, "ENOSPC" }, { ENOSYS, "ENOSYS" }, { ENOTDIR, "ENOTDIR" },
  { ENOTEMPTY, "ENOTEMPTY" }, { EPERM, "EPERM" }, { EROFS, "EROFS" }, { ENOTCAPABLE, "EACCES" }, { EDQUOT, "EDQUOT" },
};

/* An error as node:fs throws it: "ENOENT: No such file or directory, open '/nothing'", with code, errno, syscall, path. */
static JSValue throw_errno(JSContext *context, const char *call, const char *path) {
  int number = errno;
  const char *name = "EIO";
  char message[400];
  for (size_t at = 0; at < sizeof error_names / sizeof error_names[0]; at++) {
    if (error_names[at].number == number) name = error_names[at].name;
  }
  snprintf(message, sizeof message, path == NULL ? "%s: %s, %s" : "%s: %s, %s '%.200s'", name, strerror(number), call,
           path);
  JSValue error = JS_NewPlainError(context, "%s", message);
  if (JS_IsException(error)) return error;
  int flags = JS_PROP_C_W_E;
  JS_DefinePropertyValueStr(context, error, "errno", JS_NewInt32(context, -number), flags);
  JS_DefinePropertyValueStr(context, error, "code", JS_NewString(context, name), flags);
  JS_DefinePropertyValueStr(context, error, "syscall", JS_NewString(context, call), flags);
  if (path != NULL) JS_DefinePropertyValueStr(context, error, "path", JS_NewString(context, path), flags);
  return JS_Throw(context, error);
}

/* Result of a call that gives 0 or -1; frees the paths. */
static JSValue finish(JSContext *context, int result, const char *call, const char *path, const char *second) {
  JSValue value = result < 0 ? throw_errno(context, call, path) : JS_NewInt32(context, result);
  JS_FreeCString(context, path);
  JS_FreeCString(context, second);
  return value;
}

/* open(path, flags, mode): a descriptor. Flags are the letters of r, w, a, x, + (and c: create without truncating). */
static JSValue open_file(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value, (void)argc;
  int flags = 0;
  const char *letters = JS_ToCString(context, argv[1]);
  if (letters == NULL) return JS_EXCEPTION;
  bool also = strchr(letters, '+') != NULL;
  switch (letters[0]) {
    case 'w': flags = (also ? O_RDWR : O_WRONLY) | O_CREAT | O_TRUNC; break;
    case 'a': flags = (also ? O_RDWR : O_WRONLY) | O_CREAT | O_APPEND; break;
    default: flags = also ? O_RDWR : O_RDONLY;
  }
  if (strchr(letters, 'x') != NULL) flags |= O_EXCL;
  JS_FreeCString(context, letters);
  const char *path = JS_ToCString(context, argv[0]);
  if (path == NULL) return JS_EXCEPTION;
  return finish(context, open(path, flags, 0666), "open", path, NULL);
}

static JSValue close_file(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value, (void)argc;
  int32_t descriptor;
  if (JS_ToInt32(context, &descriptor, argv[0]) != 0) return JS_EXCEPTION;
  return finish(context, close(descriptor), "close", NULL, NULL);
}

/* Arguments of read and write: descriptor, bytes, and where in the file, or -1 for where it stands. */
static uint8_t *transfer(JSContext *context, JSValueConst *argv, int32_t *descriptor, size_t *length, int64_t *at) {
  if (JS_ToInt32(context, descriptor, argv[0]) != 0 || JS_ToInt64Ext(context, at, argv[2]) != 0) return NULL;
  return bytes_of(context, argv[1], length);
}

static JSValue read_file(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value, (void)argc;
  int32_t descriptor;
  size_t length;
  int64_t at;
  uint8_t *bytes = transfer(context, argv, &descriptor, &length, &at);
  if (bytes == NULL) return JS_EXCEPTION;
  ptrdiff_t count = at < 0 ? read(descriptor, bytes, length) : pread(descriptor, bytes, length, at);
  return count < 0 ? throw_errno(context, "read", NULL) : JS_NewInt64(context, count);
}

static JSValue write_file(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value, (void)argc;
  int32_t descriptor;
  size_t length;
  int64_t at;
  uint8_t *bytes = transfer(context, argv, &descriptor, &length, &at);
  if (bytes == NULL) return JS_EXCEPTION;
  ptrdiff_t count = at < 0 ? write(descriptor, bytes, length) : pwrite(descriptor, bytes, length, at);
  return count < 0 ? throw_errno(context, "write", NULL) : JS_NewInt64(context, count);
}

/* [kind, size, mtime, atime, ctime (ms), inode, links]; kind is 'file', 'directory', 'link' or 'other'. */
static JSValue stat_array(JSContext *context, const struct stat *about) {
  const char *kind = S_ISREG(about->st_mode)   ? "file"
                     : S_ISDIR(about->st_mode) ? "directory"
                     : S_ISLNK(about->st_mode) ? "link"
                                               : "other";
  double numbers[] = {
    (double)about->st_size,
    (double)about->st_mtim.tv_sec * 1e3 + (double)about->st_mtim.tv_nsec / 1e6,
    (double)about->st_atim.tv_sec * 1e3 + (double)about->st_atim.tv_nsec / 1e6,
    (double)about->st_ctim.tv_sec * 1e3 + (double)about->st_ctim.tv_nsec / 1e6,
    (double)about->st_ino,
    (double)about->st_nlink,
  };
  JSValue array = JS_NewArray(context);
  if (JS_IsException(array)) return array;
  JS_SetPropertyUint32(context, array, 0, JS_NewString(context, kind));
  for (uint32_t at = 0; at < sizeof numbers / sizeof numbers[0]; at++) {
    JS_SetPropertyUint32(context, array, at + 1, JS_NewNumber(context, numbers[at]));
  }
  return array;
}

/* stat(path or descriptor, followLinks) */
static JSValue stat_file(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value, (void)argc;
  struct stat about;
  if (JS_IsNumber(argv[0])) {
    int32_t descriptor;
    if (JS_ToInt32(context, &descriptor, argv[0]) != 0) return JS_EXCEPTION;
    if (fstat(descriptor, &about) != 0) return throw_errno(context, "fstat", NULL);
    return stat_array(context, &about);
  }
  const char *path = JS_ToCString(context, argv[0]);
  if (path == NULL) return JS_EXCEPTION;
  bool follow = JS_ToBool(context, argv[1]);
  if ((follow ? stat(path, &about) : lstat(path, &about)) != 0) {
    return finish(context, -1, follow ? "stat" : "lstat", path, NULL);
  }
  JS_FreeCString(context, path);
  return stat_array(context, &about);
}

/* readDirectory(path): names and kinds, one after the other, in the directory's order. */
static JSValue read_directory(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value, (void)argc;
  const char *path = JS_ToCString(context, argv[0]);
  if (path == NULL) return JS_EXCEPTION;
  DIR *directory = opendir(path);
  if (directory == NULL) return finish(context, -1, "scandir", path, NULL);
  JS_FreeCString(context, path);
  JSValue names = JS_NewArray(context);
  const struct dirent *entry;
  uint32_t count = 0;
  while (!JS_IsException(names) && (entry = readdir(directory)) != NULL) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    const char *kind = entry->d_type == DT_REG   ? "file"
                       : entry->d_type == DT_DIR ? "directory"
                       : entry->d_type == DT_LNK ? "link"
                                                 : "other";
    JS_SetPropertyUint32(context, names, count++, JS_NewString(context, entry->d_name));
    JS_SetPropertyUint32(context, names, count++, JS_NewString(context, kind));
  }
  closedir(directory);
  return names;
}

#define PATH_FUNCTION(function, call_name, expression)                                                        \
  static JSValue function(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {        \
    (void)this_value, (void)argc;                                                                             \
    const char *path = JS_ToCString(context, argv[0]);                                                        \
    return path == NULL ? JS_EXCEPTION : finish(context, expression, call_name, path, NULL);                  \
  }

PATH_FUNCTION(make_directory, "mkdir", mkdir(path, 0777))
PATH_FUNCTION(remove_directory, "rmdir", rmdir(path))
PATH_FUNCTION(remove_file, "unlink", unlink(path))

#define TWO_PATHS_FUNCTION(function, call_name, expression)                                                   \
  static JSValue function(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {        \
    (void)this_value, (void)argc;                                                                             \
    const char *path = JS_ToCString(context, argv[0]), *second = JS_ToCString(context, argv[1]);              \
    if (path != NULL && second != NULL) return finish(context, expression, call_name, path, second);          \
    JS_FreeCString(context, path);                                                                            \
    JS_FreeCString(context, second);                                                                          \
    return JS_EXCEPTION;                                                                                      \
  }

TWO_PATHS_FUNCTION(rename_file, "rename", rename(path, second))
TWO_PATHS_FUNCTION(make_link, "symlink", symlink(path, second))

static JSValue read_link(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value, (void)argc;
  char target[4096];
  const char *path = JS_ToCString(context, argv[0]);
  if (path == NULL) return JS_EXCEPTION;
  ptrdiff_t length = readlink(path, target, sizeof target);
  if (length < 0) return finish(context, -1, "readlink", path, NULL);
  JS_FreeCString(context, path);
  return JS_NewStringLen(context, target, (size_t)length);
}

/* truncate(descriptor, length) */
static JSValue truncate_file(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value, (void)argc;
  int32_t descriptor;
  int64_t length;
  if (JS_ToInt32(context, &descriptor, argv[0]) != 0 || JS_ToInt64(context, &length, argv[1]) != 0) {
    return JS_EXCEPTION;
  }
  return finish(context, ftruncate(descriptor, length), "ftruncate", NULL, NULL);
}

const HostFunction host_file_functions[] = {
  { "openFile", 2, open_file },
  { "closeFile", 1, close_file },
  { "readFile", 3, read_file },
  { "writeFile", 3, write_file },
  { "statFile", 2, stat_file },
  { "readDirectory", 1, read_directory },
  { "makeDirectory", 1, make_directory },
  { "removeDirectory", 1, remove_directory },
  { "removeFile", 1, remove_file },
  { "renameFile", 2, rename_file },
  { "makeLink", 2, make_link },
  { "readLink", 1, read_link },
  { "truncateFile", 2, truncate_file },
  { NULL, 0, NULL },
};
