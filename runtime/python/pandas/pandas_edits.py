"""Changes to the sources of pandas, each with its reason."""

from source_edits import Edit

# Two modules of the standard library cannot exist in the sandbox, and pandas imports them first of all. Imported where they are
# used instead, they give their own error message there, and what needs neither works.
_ABSENT_MODULES = [
    Edit("pandas/errors/__init__.py", "import ctypes\n\nfrom pandas._config", "from pandas._config"),
    Edit("pandas/errors/__init__.py", "        message += f\" ({ctypes", "        import ctypes\n\n        message += f\" ({ctypes"),
    Edit("pandas/core/interchange/from_dataframe.py", "import ctypes\n", ""),
    Edit(
        "pandas/core/interchange/from_dataframe.py",
        "    ctypes_type = np.ctypeslib",
        "    import ctypes\n\n    ctypes_type = np.ctypeslib",
    ),
    Edit("pandas/io/excel/_openpyxl.py", "import mmap\n", ""),
    Edit("pandas/io/excel/_openpyxl.py", ' and not isinstance(self._handles.handle, mmap.mmap)', ""),
    Edit("pandas/io/common.py", "import mmap\n", ""),
    Edit("pandas/io/common.py", "(str, bytes, mmap.mmap)", "(str, bytes)"),
    Edit("pandas/io/common.py", "    # mmap used by only read_csv\n", "    # mmap used by only read_csv\n    import mmap\n\n"),
]

# These functions are in every shared library that includes the header, each with its own copy; here all are one program.
_KHASH = "pandas/_libs/include/pandas/vendored/klib/khash_python.h"
_EACH_ITS_COPY = [
    Edit(_KHASH, "\nvoid *traced_malloc(", "\nstatic inline void *traced_malloc("),
    Edit(_KHASH, "\nvoid *traced_calloc(", "\nstatic inline void *traced_calloc("),
    Edit(_KHASH, "\nvoid *traced_realloc(", "\nstatic inline void *traced_realloc("),
    Edit(_KHASH, "\nvoid traced_free(", "\nstatic inline void traced_free("),
]

# pandas has an older copy of NumPy's calendar, under the same names.
_RENAMED = "".join(
    f"#define {name} pandas_{name}\n"
    for name in (
        "is_leapyear", "add_minutes_to_datetimestruct", "get_datetimestruct_days", "get_datetime_metadata_from_dtype",
    )  # fmt: skip
)
_CALENDAR_NAMES = [
    Edit(file, "\n#include <Python.h>\n", f"\n{_RENAMED}\n#include <Python.h>\n")
    for file in (
        "pandas/_libs/src/vendored/numpy/datetime/np_datetime.c",
        "pandas/_libs/src/vendored/numpy/datetime/np_datetime_strings.c",
        "pandas/_libs/src/datetime/pd_datetime.c",
    )
]

# Cython leaves an object's attributes out of its pickle by now when there are none, and pandas insists on them: categoricals,
# periods, strings and times with a zone could not be unpickled.
_PICKLES = [
    Edit(
        "pandas/_libs/arrays.pyx",
        "            if len(state) != 3:\n",
        "            if len(state) == 2:\n                state = (*state, {})\n            if len(state) != 3:\n",
    ),
]

PANDAS_EDITS = [*_ABSENT_MODULES, *_EACH_ITS_COPY, *_CALENDAR_NAMES, *_PICKLES]
