"""Changes to the sources of NumPy, each with its reason."""

import re
from pathlib import Path

from source_edits import Edit

# A WebAssembly engine compares the signatures at every call through a pointer and ends the program when they differ. Native
# calling conventions forgive an argument too many, so such mistakes stay in the source.
_SIGNATURES = [
    Edit(
        "numpy/_core/src/multiarray/array_converter.c",
        "array_converter_get_scalar_input(PyArrayArrayConverterObject *self)",
        "array_converter_get_scalar_input(PyArrayArrayConverterObject *self, void *NPY_UNUSED(closure))",
    ),
    Edit(
        "numpy/_core/src/multiarray/array_method.c",
        "boundarraymethod__supports_unaligned(PyBoundArrayMethodObject *self)",
        "boundarraymethod__supports_unaligned(PyBoundArrayMethodObject *self, void *NPY_UNUSED(closure))",
    ),
    Edit(
        "numpy/_core/src/multiarray/scalartypes.c.src",
        "gentype___copy__(PyObject *self)",
        "gentype___copy__(PyObject *self, PyObject *NPY_UNUSED(args))",
    ),
    Edit(
        "numpy/_core/src/umath/_scaled_float_dtype.c",
        "sfloat___reduce__(PyArray_SFloatDescr *self)",
        "sfloat___reduce__(PyArray_SFloatDescr *self, PyObject *NPY_UNUSED(args))",
    ),
    Edit(
        "numpy/_core/src/multiarray/multiarraymodule.c",
        '{"_get_castingimpl",  (PyCFunction)_get_castingimpl,\n        METH_VARARGS | METH_KEYWORDS, NULL},',
        '{"_get_castingimpl",  (PyCFunction)_get_castingimpl,\n        METH_VARARGS, NULL},',
    ),
]

# The legacy generators are compiled with another width of integers under the same names: as modules of one program they would
# get each other's functions.
_LEGACY_RANDOM = [
    Edit(
        "numpy/random/meson.build",
        "['-DNP_RANDOM_LEGACY=1'], [npymath_lib],",
        "['-DNP_RANDOM_LEGACY=1', '-include', meson.current_source_dir() / 'legacy_names.h'], [npymath_lib],",
    ),
]

# numpy.show_config() would tell the paths of the machine that built it.
_BUILD_MACHINE = [
    Edit("numpy/__config__.py.in", '                "commands": r"@C_COMP_CMD_ARRAY@",\n', ""),
    Edit("numpy/__config__.py.in", '                "commands": r"@CYTHON_COMP_CMD_ARRAY@",\n', ""),
    Edit("numpy/__config__.py.in", '                "commands": r"@CPP_COMP_CMD_ARRAY@",\n', ""),
    Edit("numpy/__config__.py.in", 'r"@PYTHON_PATH@"', '""'),
    Edit("numpy/__config__.py.in", '"@PYTHON_VERSION@"', '"3.13"'),
]

# WASI cannot duplicate a file descriptor, which fromfile, tofile, load and save do to close only the duplicate.
_COMPATIBILITY = "numpy/_core/include/numpy/npy_3kcompat.h"
_DESCRIPTORS = [
    Edit(
        _COMPATIBILITY,
        "static inline FILE*\nnpy_PyFile_Dup2(",
        "FILE *npy_open_unowned(int descriptor, const char *mode);\n\nstatic inline FILE*\nnpy_PyFile_Dup2(",
    ),
    Edit(_COMPATIBILITY, 'ret = PyObject_CallMethod(os, "dup", "i", fd);', "ret = PyLong_FromLong(fd);"),
    Edit(_COMPATIBILITY, "handle = fdopen(fd2, mode);", "handle = npy_open_unowned(fd2, mode);"),
]

# A module's memory is saved when it is built and every thread starts from there: generators that nobody gave a seed must not
# all go on with the same numbers.
_BIT_GENERATOR = "numpy/random/bit_generator.pyx"
_RANDOMNESS = [
    Edit("numpy/random/bit_generator.pxd", "    cdef readonly object capsule\n", "    cdef readonly object capsule\n    cdef object __weakref__\n"),
    Edit(
        _BIT_GENERATOR,
        "from threading import RLock\n",
        """from threading import RLock
from weakref import WeakSet


_unseeded = WeakSet()


def _renew_unseeded():
    \"\"\"Seeds the generators anew that were never given a seed, in a process that starts from saved memory.\"\"\"
    cdef BitGenerator generator
    cdef BitGenerator fresh
    for generator in list(_unseeded):
        # RandomState.seed(), and only that, leaves a generator without a sequence.
        if generator._seed_seq is not None:
            fresh = type(generator)()
            generator.state = fresh.state
            generator._seed_seq = fresh._seed_seq
""",
    ),
    Edit(
        _BIT_GENERATOR,
        "        if not isinstance(seed, ISeedSequence):\n            seed = SeedSequence(seed)\n        self._seed_seq = seed\n",
        "        if seed is None:\n            _unseeded.add(self)\n"
        "        if not isinstance(seed, ISeedSequence):\n            seed = SeedSequence(seed)\n        self._seed_seq = seed\n",
    ),
    Edit(
        _BIT_GENERATOR,
        "        return [type(self)(seed=s) for s in self._seed_seq.spawn(n_children)]\n",
        "        children = [type(self)(seed=s) for s in self._seed_seq.spawn(n_children)]\n"
        "        if self in _unseeded:\n            _unseeded.update(children)\n        return children\n",
    ),
    Edit(
        "numpy/random/__init__.py",
        "from .mtrand import *\n",
        """from .mtrand import *

try:
    from wadup import on_restore
except ImportError:
    pass
else:
    on_restore(bit_generator._renew_unseeded)
    del on_restore
""",
    ),
]

NUMPY_EDITS = [*_SIGNATURES, *_LEGACY_RANDOM, *_BUILD_MACHINE, *_DESCRIPTORS, *_RANDOMNESS]


def write_legacy_names(source: Path) -> None:
    """The header that gives every function of the legacy distributions a name of its own."""
    text = (source / "numpy/random/src/distributions/distributions.c").read_text()
    names = sorted(set(re.findall(r"^\w[\w ]*[ *](random_\w+)\(", text, re.MULTILINE)))
    defines = "".join(f"#define {name} mtrand_{name}\n" for name in names)
    (source / "numpy/random/legacy_names.h").write_text(defines)
