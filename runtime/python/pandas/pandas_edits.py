"""Changes to the Python sources of pandas: two modules of the standard library cannot exist here, and pandas imports them first.

Imported where they are used instead, they give their own error message there: what needs neither works.
"""

from source_edits import Edit

PANDAS_EDITS = [
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
