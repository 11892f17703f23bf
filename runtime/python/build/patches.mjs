/** The few places in which sources of others are changed: what to find, which has to be there, and what to put there. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * How deep C code may recurse is for the runtime to say (glue/interpreter.c): the stack belongs to the host, and
 * CPython's own number for WASI is made for a larger one.
 */
const RECURSION_LIMITS = [
  {
    file: 'Include/cpython/pystate.h',
    find: /#ifdef Py_DEBUG\n {3}\/\/ A debug build is likely[\s\S]+?#endif\n/,
    put: `PyAPI_DATA(int) Wadup_CRecursionLimit;
PyAPI_DATA(int) Wadup_EvalStackUnits;
#define Py_C_RECURSION_LIMIT Wadup_CRecursionLimit
`,
  },
  {
    file: 'Python/ceval.c',
    find: '#define PY_EVAL_C_STACK_UNITS 2',
    put: '#define PY_EVAL_C_STACK_UNITS Wadup_EvalStackUnits',
  },
  {
    file: 'Parser/parser.c',
    find: '#    define MAXSTACK 4000',
    put: 'extern int Wadup_ParserStackLimit;\n#    define MAXSTACK Wadup_ParserStackLimit',
  },
];

/** Recursion over hostile XML that nothing counts: an element's content model, and copies of deep trees. */
const UNCOUNTED_RECURSION = [
  {
    file: 'Modules/pyexpat.c',
    find: `            PyObject *child = conv_content_model(&model->children[i],
                                                 conv_string);
`,
    put: `            PyObject *child = NULL;
            if (!Py_EnterRecursiveCall(" in a content model")) {
                child = conv_content_model(&model->children[i], conv_string);
                Py_LeaveRecursiveCall();
            }
`,
  },
  {
    file: 'Modules/_elementtree.c',
    find: `            Py_INCREF(object);
            PyObject *res = _elementtree_Element___deepcopy___impl(
                (ElementObject *)object, memo);
            Py_DECREF(object);
`,
    put: `            if (Py_EnterRecursiveCall(" in a copy of an element")) {
                return NULL;
            }
            Py_INCREF(object);
            PyObject *res = _elementtree_Element___deepcopy___impl(
                (ElementObject *)object, memo);
            Py_DECREF(object);
            Py_LeaveRecursiveCall();
`,
  },
];

/** Files by path go to glue/module_files.c first: what is attached looks like files. */
const ATTACHED_FILES = [
  {
    file: 'Include/fileutils.h',
    find: '#ifndef Py_FILEUTILS_H\n',
    put: `struct stat;
extern int Wadup_Open(const char *path, int flags, int mode);
extern int Wadup_Stat(const char *path, struct stat *facts);
extern int Wadup_Lstat(const char *path, struct stat *facts);
extern int Wadup_Access(const char *path, int mode);
#ifndef Py_FILEUTILS_H
`,
  },
  {
    file: 'Modules/_io/fileio.c',
    find: 'self->fd = open(name, flags, 0666);',
    put: 'self->fd = Wadup_Open(name, flags, 0666);',
  },
  {
    file: 'Modules/posixmodule.c',
    find: 'result = LSTAT(path->narrow, &st);',
    put: 'result = Wadup_Lstat(path->narrow, &st);',
  },
  {
    file: 'Modules/posixmodule.c',
    find: 'result = STAT(path->narrow, &st);',
    put: 'result = Wadup_Stat(path->narrow, &st);',
  },
  {
    file: 'Modules/posixmodule.c',
    find: 'result = access(path->narrow, mode);',
    put: 'result = Wadup_Access(path->narrow, mode);',
  },
  {
    file: 'Modules/posixmodule.c',
    find: 'fd = open(path->narrow, flags, mode);',
    put: 'fd = Wadup_Open(path->narrow, flags, mode);',
  },
];

/** The library, where it looks for what a sandbox has not. */
const SANDBOX = [
  {
    file: 'Lib/asyncio/__init__.py',
    find: 'else:\n    from .unix_events import *',
    put: `elif sys.platform == 'wasi':
    from .wasi_events import *
    __all__ += wasi_events.__all__
else:
    from .unix_events import *`,
  },
  {
    file: 'Lib/hashlib.py',
    find: `    from _hashlib import pbkdf2_hmac
    __all__ += ('pbkdf2_hmac',)
except ImportError:
    pass
`,
    put: `    from _hashlib import pbkdf2_hmac
except ImportError:
    from _wadup_pbkdf2 import pbkdf2_hmac
__all__ += ('pbkdf2_hmac',)
`,
  },
];

/** The content never changes: it is opened without locks, and a database in WAL mode, of which there is no more, too. */
const UNCHANGING_CONTENT = [
  {
    file: 'sqlite3.c',
    find: '    pFd->deviceCharacteristics |= SQLITE_IOCAP_SUBPAGE_READ;\n',
    put: `    pFd->deviceCharacteristics |= SQLITE_IOCAP_SUBPAGE_READ;
    if( pFd->zPath && strcmp(pFd->zPath, "/data.bin")==0 ){
      pFd->deviceCharacteristics |= SQLITE_IOCAP_IMMUTABLE;
    }
`,
  },
];

export const CPYTHON_PATCHES = [...RECURSION_LIMITS, ...UNCOUNTED_RECURSION, ...ATTACHED_FILES, ...SANDBOX];

export const SQLITE_PATCHES = UNCHANGING_CONTENT;

export function patchSources(root, patches) {
  for (const { file, find, put } of patches) {
    const path = join(root, file);
    const before = readFileSync(path, 'utf8');
    const after = before.replace(find, () => put);
    if (after === before) throw new Error(`${file} is not what the patch expects`);
    writeFileSync(path, after);
  }
}
