"""Write WADUP modules in Python.

A module has a function ``main()``, which is called once for each content::

    import wadup

    sizes = wadup.define_table('file_sizes', [('size_bytes', 'Int64')])

    def main():
        sizes.insert([wadup.content.size])

Rows are buffered and handed over when ``main()`` ends; what is printed or logged is kept with the content; an exception
is a failure of this content only.
"""

from __future__ import annotations

from collections.abc import Callable as _Callable

from ._content import Content, content
from ._errors import RowError, TableError
from ._subcontent import SubContent, create, emit_bytes, emit_slice
from ._tables import Column, Table, Value, define_table, flush, insert_row
from ._types import FLOAT64, INT64, STRING, DataType

__all__ = [
    'Column',
    'Content',
    'DataType',
    'FLOAT64',
    'INT64',
    'RowError',
    'STRING',
    'SubContent',
    'Table',
    'TableError',
    'Value',
    'content',
    'create',
    'define_table',
    'emit_bytes',
    'emit_slice',
    'flush',
    'insert_row',
    'on_restore',
]

_restore_callbacks: list[_Callable[[], object]] = []


def on_restore(callback: _Callable[[], object]) -> _Callable[[], object]:
    """Have ``callback()`` called when the module starts from its snapshot, before its first content.

    A module's first lines run when it is built. What must differ from one start to the next, and is not the module
    ``random``, is renewed here: a ``random.Random()`` of one's own, a clock read at import. Can be used as a decorator.
    Without a snapshot it is never called.
    """
    _restore_callbacks.append(callback)
    return callback


def _run_restored() -> None:
    for callback in _restore_callbacks:
        callback()
