"""The content that is being processed."""

from __future__ import annotations

import io
import os
from typing import Final


class Content:
    """The content being processed: there is one, :data:`wadup.content`, and it is another file for each ``main()``."""

    __slots__ = ()

    @property
    def path(self) -> str:
        """Where it is in the sandbox; for ``open``, ``zipfile``, ``sqlite3`` and the like. Read-only."""
        return '/data.bin'

    @property
    def size(self) -> int:
        """Its length in bytes."""
        return os.stat(self.path).st_size

    def read(self, offset: int = 0, length: int | None = None) -> bytes:
        """Read ``length`` bytes from ``offset`` on, to the end when it is None; fewer where the content ends.

        :raises ValueError: when a number is negative.
        """
        if offset < 0 or (length is not None and length < 0):
            raise ValueError(f'the content has no bytes at offset {offset}, length {length}')
        descriptor = os.open(self.path, os.O_RDONLY)
        try:
            left = max(0, os.fstat(descriptor).st_size - offset)
            if length is not None:
                left = min(left, length)
            pieces = []
            while left > 0:
                piece = os.pread(descriptor, left, offset)
                if not piece:
                    break
                pieces.append(piece)
                offset += len(piece)
                left -= len(piece)
        finally:
            os.close(descriptor)
        return pieces[0] if len(pieces) == 1 else b''.join(pieces)

    def bytes(self) -> bytes:
        """All of it. Large contents are better read in parts, or by :meth:`open`."""
        return self.read()

    def text(self, encoding: str = 'utf-8', errors: str = 'replace') -> str:
        """All of it as text; what is not valid becomes U+FFFD."""
        return self.read().decode(encoding, errors)

    def open(self) -> io.BufferedReader:
        """A new binary file, from the beginning; for ``with``."""
        return open(self.path, 'rb')

    def __repr__(self) -> str:
        return '<wadup.content>'


content: Final = Content()
