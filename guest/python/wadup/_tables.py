"""Tables and rows: buffered as JSON, handed to the host as files of about 64 KiB."""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

import _wadup

from ._errors import RowError, TableError
from ._types import DataType, data_type, to_float64, to_int64, to_string

# What a cell may be given: see insert_row for what becomes of it.
Value: TypeAlias = object

# Far above what opening and closing a file costs, small beside the interpreter's memory.
_FLUSH_AT_BYTES: Final = 64 * 1024
_CODES: Final[dict[DataType, bytes]] = {'Int64': b'I', 'Float64': b'F', 'String': b'S'}
_CONVERSIONS: Final[dict[DataType, Callable[[object], object]]] = {
    'Int64': to_int64,
    'Float64': to_float64,
    'String': to_string,
}

_VALUE = reprlib.Repr(maxstring=60, maxother=60, maxlong=60)


class Column(NamedTuple):
    """A column of a table."""

    name: str
    type: DataType


class Table:
    """A table that rows can be inserted into, from :func:`define_table`. May be kept from content to content."""

    __slots__ = ('name', 'columns', '_definition', '_prefix', '_codes', '_positions', '_file')

    def __init__(self, name: str, columns: tuple[Column, ...]) -> None:
        self.name = name
        self.columns = columns
        json_name = _wadup.json_string(name)
        listed = b','.join(
            b'{"name":%b,"data_type":"%b"}' % (_wadup.json_string(column.name), column.type.encode())
            for column in columns
        )
        self._definition = b'{"name":%b,"columns":[%b]}' % (json_name, listed)
        self._prefix = b'{"table_name":%b,"values":[' % json_name
        self._codes = b''.join(_CODES[column.type] for column in columns)
        self._positions = {column.name: position for position, column in enumerate(columns)}
        # The file that has the definition already.
        self._file = 0

    def insert(self, values: Sequence[Value] | Mapping[str, Value]) -> None:
        """Insert a row, as :func:`insert_row` does."""
        row = self._as_tuple(values)
        if len(row) != len(self.columns):
            raise RowError(f'table {self.name!r} has {_count(len(self.columns), "column")}, but the row has {len(row)}')
        if self._file != _buffer.file:
            _buffer.define(self)
        if _wadup.add_row(self._prefix, self._codes, row, self._convert) >= _FLUSH_AT_BYTES:
            _buffer.write()

    def _as_tuple(self, values: Sequence[Value] | Mapping[str, Value]) -> tuple[Value, ...]:
        if isinstance(values, (list, tuple)):
            return tuple(values)
        if isinstance(values, Mapping):
            return self._in_order(values)
        # Text is a sequence too, and never meant as one here.
        if isinstance(values, (str, bytes, bytearray)) or not isinstance(values, Iterable):
            raise RowError(f'a row of table {self.name!r} is a list of values or a mapping, not {_shown(values)}')
        return tuple(values)

    def _in_order(self, values: Mapping[str, Value]) -> tuple[Value, ...]:
        row: list[Value] = [None] * len(self.columns)
        for name, value in values.items():
            position = self._positions.get(name)
            if position is None:
                has = ', '.join(map(repr, self._positions)) or 'none'
                raise RowError(f'table {self.name!r} has no column {name!r}; its columns are {has}')
            row[position] = value
        return tuple(row)

    def _convert(self, position: int, value: Value) -> object:
        column = self.columns[position]
        try:
            return _CONVERSIONS[column.type](value)
        except Exception as why:
            reason = f'{why}' if isinstance(why, (TypeError, ValueError)) else f'cannot be used: {why!r}'
            raise RowError(
                f'table {self.name!r}, column {column.name!r} ({column.type}): the value {_shown(value)} {reason}'
            ) from (None if isinstance(why, (TypeError, ValueError)) else why)

    def __repr__(self) -> str:
        return f'<wadup.Table {self.name!r}: {", ".join(f"{name} {kind}" for name, kind in self.columns)}>'


def _shown(value: object) -> str:
    try:
        return _VALUE.repr(value)
    except Exception:
        return f'<{type(value).__name__}>'


def _count(number: int, thing: str) -> str:
    return f'{number} {thing}{"" if number == 1 else "s"}'


class _Buffer:
    """The definitions that belong to the rows which are buffered in _wadup.

    Every file stands by itself, with the definitions of the tables that it uses: on another thread, or after another
    module, the same table may not have been defined yet.
    """

    __slots__ = ('file', '_definitions')

    def __init__(self) -> None:
        # Counts files from 1; also in their names, zero-padded, so that name order is the order of writing.
        self.file = 1
        self._definitions: list[bytes] = []

    def define(self, table: Table) -> None:
        table._file = self.file
        self._definitions.append(table._definition)

    def write(self) -> None:
        if not self._definitions:
            return
        path = f'/metadata/rows-{self.file:08}.json'
        before = b'{"tables":[%b],"rows":[' % b','.join(self._definitions)
        self._definitions.clear()
        self.file += 1
        _wadup.write_rows(path, before, b']}')


_buffer: Final = _Buffer()
_tables: Final[dict[str, Table]] = {}


Columns: TypeAlias = Iterable[tuple[str, DataType | type]] | Mapping[str, DataType | type]


def define_table(name: str, columns: Columns) -> Table:
    """Define a table; it exists in the database from now on, even without rows.

    :param name: its name. Quotes, spaces and any other characters are fine; the prefixes ``__wadup_`` and ``sqlite_``
        are not.
    :param columns: pairs of a name and a type, in order, or a mapping from names to types. Types: ``'Int64'``, ``'Float64'``, ``'String'``, or ``int``,
        ``float``, ``str``. The host puts ``content_uuid`` before them.
    :returns: the table, for :meth:`Table.insert`; the same one for the same definition.
    :raises TableError: when a name is empty or no str, a column appears twice, a type is none, or the table was defined
        with other columns. The host refuses rows of definitions that disagree between modules or runs.
    """
    if not isinstance(name, str) or name == '':
        raise TableError(f'a table needs a name, not {_shown(name)}')
    table = Table(name, tuple(_columns(name, columns)))
    known = _tables.get(name)
    if known is None:
        known = _tables[name] = table
    elif known.columns != table.columns:
        raise TableError(f'table {name!r} was defined with other columns: {known!r}, now {table!r}')
    if known._file != _buffer.file:
        _buffer.define(known)
    return known


def _columns(table: str, columns: Columns) -> Iterable[Column]:
    seen: set[str] = set()
    for position, column in enumerate(columns.items() if isinstance(columns, Mapping) else columns, 1):
        try:
            name, given = column
        except (TypeError, ValueError):
            raise TableError(f'column {position} of table {table!r} is no pair of a name and a type: {_shown(column)}') from None
        if not isinstance(name, str) or name == '':
            raise TableError(f'column {position} of table {table!r} needs a name, not {_shown(name)}')
        kind = data_type(given)
        if kind is None:
            raise TableError(
                f"column {name!r} of table {table!r} needs a type: 'Int64', 'Float64' or 'String', not {_shown(given)}"
            )
        # SQL compares names without regard to ASCII case.
        folded = name.encode('utf-8', 'surrogatepass').lower().decode('utf-8', 'surrogatepass')
        if folded in seen:
            raise TableError(f'table {table!r} has the column {name!r} twice (case makes no difference)')
        seen.add(folded)
        yield Column(str(name), kind)


def insert_row(table: str | Table, values: Sequence[Value] | Mapping[str, Value]) -> None:
    """Insert a row: one value for each column, in order, or a mapping from columns' names (absent: NULL).

    ``None`` is NULL everywhere. Otherwise a column takes

    - ``Int64``: int and bool (0 or 1) within 64 bits, and what has ``__index__``; no float.
    - ``Float64``: float, NaN and infinities included (SQLite keeps NaN as NULL); int, Decimal and whatever else has
      ``__float__``, rounded to the nearest float.
    - ``String``: str; bytes as UTF-8; dates and times in ISO format; the ``str()`` of everything else. What is no valid
      text (other bytes, half a surrogate pair) becomes U+FFFD.

    :raises RowError: names the table, the column and the value; nothing of the row is inserted.
    :raises OSError: when buffered rows were to be handed over and could not be, for example because of a quota.
    """
    if not isinstance(table, Table):
        known = _tables.get(table)
        if known is None:
            raise RowError(f'there is no table {_shown(table)}: call wadup.define_table first')
        table = known
    table.insert(values)


def flush() -> None:
    """Hand over the rows that are buffered. Rarely needed: it is done whenever ``main()`` ends."""
    _buffer.write()


_wadup.on_flush(flush)
