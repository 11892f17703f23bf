"""Types of columns, and what becomes of Python's values in each of them."""

from __future__ import annotations

import sys
from typing import Final, Literal

DataType = Literal['Int64', 'Float64', 'String']

INT64: Final = 'Int64'
FLOAT64: Final = 'Float64'
STRING: Final = 'String'

LEAST_INT64: Final = -(2**63)
GREATEST_INT64: Final = 2**63 - 1

# Also Python's own types may name a column's type.
_NAMES: Final[dict[object, DataType]] = {
    INT64: INT64,
    FLOAT64: FLOAT64,
    STRING: STRING,
    int: INT64,
    bool: INT64,
    float: FLOAT64,
    str: STRING,
}


def data_type(given: object) -> DataType | None:
    """The column type that ``given`` names; None when it names none."""
    try:
        return _NAMES.get(given)
    except TypeError:  # Not hashable.
        return None


def to_int64(value: object) -> int:
    """Raises ValueError or TypeError with the reason, in words that follow a value."""
    if isinstance(value, float):
        raise TypeError('is a float; use int(…) or round(…), or make the column Float64')
    index = getattr(type(value), '__index__', None)
    if index is None:
        raise TypeError(f'is no integer but {_article(value)}')
    number = int(index(value))
    if not LEAST_INT64 <= number <= GREATEST_INT64:
        raise ValueError('does not fit into 64 bits; a column of type String keeps all digits')
    return number


def to_float64(value: object) -> float:
    """Raises ValueError or TypeError with the reason, in words that follow a value."""
    kind = type(value)
    if isinstance(value, (str, bytes)) or not (hasattr(kind, '__float__') or hasattr(kind, '__index__')):
        raise TypeError(f'is no number but {_article(value)}')
    try:
        return float(value).__float__()  # type: ignore[arg-type]
    except OverflowError:
        raise ValueError('is too large for a float') from None


def to_string(value: object) -> str:
    """Raises ValueError or TypeError with the reason, in words that follow a value."""
    if isinstance(value, str):
        # A subclass may say something else when it is asked for its str(): what it contains counts.
        return str.__str__(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).decode('utf-8', 'replace')
    # Also numpy's and pandas' times have it; `datetime` need not have been imported for this.
    isoformat = getattr(value, 'isoformat', None)
    if callable(isoformat) and type(value).__module__ != 'builtins':
        return str(isoformat())
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 14_000:
        return _all_digits(value)
    # Without what str is a subclass of: the callers need exactly a str.
    return str.__str__(str(value))


def _all_digits(value: int) -> str:
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        return str(value)
    finally:
        sys.set_int_max_str_digits(limit)


def _article(value: object) -> str:
    name = type(value).__name__
    return f'an {name}' if name[0] in 'aeiouAEIOU' else f'a {name}'
