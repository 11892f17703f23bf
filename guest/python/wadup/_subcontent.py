"""Sub-content: what was found inside of the content, to be processed as a content of its own."""

from __future__ import annotations

import io
import os
from types import TracebackType
from typing import TYPE_CHECKING

import _wadup

if TYPE_CHECKING:
    from collections.abc import Buffer
    from typing import Self

_FOLDER = '/subcontent/'
_emitted = 0


def emit_bytes(data: Buffer, filename: str) -> None:
    """Emit bytes under the name that the analyst will see.

    Every module, this one included, is called for them as for an input file.

    :raises OSError: when they cannot be written, for example because a quota of the host is used up.
    """
    filename = _text(filename)
    number = _next()
    _wadup.write_file(_data_path(number), data)
    _write_metadata(number, b'{"filename":%b}' % _wadup.json_string(filename))


def emit_slice(offset: int, length: int, filename: str) -> None:
    """Emit ``length`` bytes of the content itself, from ``offset`` on.

    Nothing is read or copied: prefer it wherever the bytes stand in the content as they are.

    :raises ValueError: when a number is negative. A range that reaches outside of the content is recorded by the host
        as a failure of this content.
    """
    start, count = offset.__index__(), length.__index__()
    if start < 0 or count < 0:
        raise ValueError(f'a slice needs an offset and a length that are not negative, not {start} and {count}')
    name = _wadup.json_string(_text(filename))
    _write_metadata(_next(), b'{"filename":%b,"offset":%d,"length":%d}' % (name, start, count))


def create(filename: str) -> SubContent:
    """Begin a sub-content whose bytes come piece by piece, however many there are.

    Nothing of them is kept in the module's memory::

        with wadup.create('unpacked.txt') as unpacked:
            shutil.copyfileobj(gzip.open(wadup.content.path), unpacked)

    It is emitted when it is closed; an exception inside of ``with`` discards it.
    """
    return SubContent(filename)


class SubContent(io.BufferedWriter):
    """A sub-content being written, from :func:`create`: a binary file that is emitted when it is closed."""

    def __init__(self, filename: str) -> None:
        self._name = _text(filename)
        self._number = _next()
        super().__init__(io.FileIO(_data_path(self._number), 'w'))

    def close(self) -> None:
        """Emit what was written. Does nothing the second time."""
        if self.closed:
            return
        super().close()
        _write_metadata(self._number, b'{"filename":%b}' % _wadup.json_string(self._name))

    def discard(self) -> None:
        """Forget what was written, instead of :meth:`close`."""
        if self.closed:
            return
        super().close()
        # Only tidiness: bytes without metadata are no emission.
        os.unlink(_data_path(self._number))

    def __enter__(self) -> Self:
        super().__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.discard()

    def __del__(self) -> None:
        # One that was forgotten is not emitted: nobody said that it is complete.
        self.discard()


def _text(filename: str) -> str:
    if not isinstance(filename, str):
        raise TypeError(f'the name of a sub-content is a str, not {type(filename).__name__}')
    return filename


def _next() -> int:
    global _emitted
    _emitted += 1
    return _emitted


def _data_path(number: int) -> str:
    return f'{_FOLDER}data_{number}.bin'


def _write_metadata(number: int, json: bytes) -> None:
    _wadup.write_file(f'{_FOLDER}metadata_{number}.json', json)
