/** The few places in which sources are changed: what to find, which has to be there, and what to put there. */
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
  { file: 'Python/ceval.c', find: '#define PY_EVAL_C_STACK_UNITS 2', put: '#define PY_EVAL_C_STACK_UNITS Wadup_EvalStackUnits' },
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

export const PATCHES = [...RECURSION_LIMITS, ...UNCOUNTED_RECURSION, ...SANDBOX];

export function patchSources(root) {
  for (const { file, find, put } of PATCHES) {
    const path = join(root, file);
    const before = readFileSync(path, 'utf8');
    const after = before.replace(find, () => put);
    if (after === before) throw new Error(`${file} is not what the patch expects`);
    writeFileSync(path, after);
  }
}
