/*
 * Lets files of the attached archives be opened by path: much code looks for its data beside its __file__. Called when
 * there is no such file in the guest's filesystem; build/patches.mjs says where CPython calls these instead of libc.
 */
#include "interpreter.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_attached(const char *path)
{
    return (strncmp(path, MODULE_ROOT "/", sizeof MODULE_ROOT) == 0 ||
            strncmp(path, LIBRARY_ROOT "/", sizeof LIBRARY_ROOT) == 0 || strcmp(path, MODULE_ROOT) == 0);
}

/* Calls a hook that gives an int; -1 with errno ENOENT when it gives None or fails. Python has let go of its lock here. */
static long long ask(const char *hook, const char *path)
{
    long long answer = -1;
    PyGILState_STATE state = PyGILState_Ensure();
    PyObject *raised = PyErr_GetRaisedException();
    PyObject *given = wadup_call_hook(hook, path);
    if (given != NULL && PyLong_Check(given)) answer = PyLong_AsLongLong(given);
    Py_XDECREF(given);
    PyErr_Clear();
    if (raised != NULL) PyErr_SetRaisedException(raised);
    PyGILState_Release(state);
    if (answer < 0) errno = ENOENT;
    return answer;
}

int Wadup_Open(const char *path, int flags, int mode)
{
    int descriptor = open(path, flags, mode);
    if (descriptor >= 0 || errno != ENOENT || (flags & O_CREAT) != 0 || !is_attached(path)) return descriptor;
    return (int)ask("open_attached", path);
}

enum { A_FOLDER = 1 };

/* The hook gives twice the size of a file, or one for a folder. */
static int attached_facts(const char *path, struct stat *facts)
{
    long long found = ask("size_of_attached", path);
    if (found < 0) return -1;
    memset(facts, 0, sizeof *facts);
    facts->st_mode = found == A_FOLDER ? S_IFDIR | 0555 : S_IFREG | 0444;
    facts->st_size = found == A_FOLDER ? 0 : found / 2;
    facts->st_nlink = 1;
    return 0;
}

int Wadup_Stat(const char *path, struct stat *facts)
{
    int failed = stat(path, facts);
    return failed == 0 || errno != ENOENT || !is_attached(path) ? failed : attached_facts(path, facts);
}

int Wadup_Lstat(const char *path, struct stat *facts)
{
    int failed = lstat(path, facts);
    return failed == 0 || errno != ENOENT || !is_attached(path) ? failed : attached_facts(path, facts);
}

int Wadup_Access(const char *path, int mode)
{
    int failed = access(path, mode);
    if (failed == 0 || errno != ENOENT || (mode & W_OK) != 0 || !is_attached(path)) return failed;
    return ask("size_of_attached", path) < 0 ? -1 : 0;
}
