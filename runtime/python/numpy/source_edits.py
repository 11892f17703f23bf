"""Changes to the sources of NumPy, each with its reason; one that does not fit is an error, never skipped."""

import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Edit:
    """Replaces a text that occurs exactly once in a file."""

    file: str
    old: str
    new: str


def apply(edits: list[Edit], source: Path) -> None:
    """Edits an unpacked source, once."""
    mark = source / ".edited"
    if mark.exists():
        return
    for edit in edits:
        path = source / edit.file
        text = path.read_text()
        if text.count(edit.old) != 1:
            raise SystemExit(f"{edit.file} has {text.count(edit.old)} times: {edit.old}")
        path.write_text(text.replace(edit.old, edit.new))
    mark.touch()


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

NUMPY_EDITS = [*_SIGNATURES, *_LEGACY_RANDOM, *_BUILD_MACHINE]


def write_legacy_names(source: Path) -> None:
    """The header that gives every function of the legacy distributions a name of its own."""
    text = (source / "numpy/random/src/distributions/distributions.c").read_text()
    names = sorted(set(re.findall(r"^\w[\w ]*[ *](random_\w+)\(", text, re.MULTILINE)))
    defines = "".join(f"#define {name} mtrand_{name}\n" for name in names)
    (source / "numpy/random/legacy_names.h").write_text(defines)
