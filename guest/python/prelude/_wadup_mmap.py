"""Module mmap, for packages that open what they read by it: a mapping is a copy of the file in memory.

Mappings are bytes or bytearrays underneath, so whatever takes a buffer (struct, re, memoryview, numpy) is as fast as with those.
What is written into one stays in it: a shared mapping that could write into a file is refused.
"""

import errno
import os

ACCESS_DEFAULT, ACCESS_READ, ACCESS_WRITE, ACCESS_COPY = range(4)
MAP_SHARED, MAP_PRIVATE, MAP_ANONYMOUS = 1, 2, 0x20
MAP_ANON = MAP_ANONYMOUS
PROT_READ, PROT_WRITE, PROT_EXEC = 1, 2, 4
PAGESIZE = ALLOCATIONGRANULARITY = 65536
error = OSError

NO_SHARING = (
    "a file cannot be mapped for writing in WADUP's sandbox: access=mmap.ACCESS_READ or mmap.ACCESS_COPY maps a copy of it in memory"
)


class mmap:
    """The methods; what holds the bytes is one of the two classes below."""

    __slots__ = ()
    __module__ = 'mmap'

    def __new__(cls, fileno, length, flags=MAP_SHARED, prot=PROT_READ | PROT_WRITE, access=ACCESS_DEFAULT, offset=0, **_):
        if length < 0:
            raise OverflowError('memory mapped length must be positive')
        if offset < 0:
            raise OverflowError('memory mapped offset must be positive')
        if access not in range(4):
            raise ValueError('mmap invalid access parameter.')
        if access != ACCESS_DEFAULT:
            if (flags, prot) != (MAP_SHARED, PROT_READ | PROT_WRITE):
                raise ValueError("mmap can't specify both access and flags, prot.")
            flags = MAP_PRIVATE if access == ACCESS_COPY else MAP_SHARED
            prot = PROT_READ if access == ACCESS_READ else PROT_READ | PROT_WRITE
        if fileno == -1 or flags & MAP_ANONYMOUS:
            if length == 0:
                raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
            content = bytes(length)
        elif prot & PROT_WRITE and not flags & MAP_PRIVATE:
            raise PermissionError(errno.EACCES, NO_SHARING)
        else:
            content = _read(fileno, length, offset)
        holder, kind = (bytearray, _Writable) if prot & PROT_WRITE else (bytes, _ReadOnly)
        if cls is not mmap:
            kind = type(cls.__name__, (cls, kind), {'__module__': cls.__module__})
        made = holder.__new__(kind, content) if holder is bytes else holder.__new__(kind)
        if holder is bytearray:
            bytearray.__init__(made, content)
        made._at = 0
        made._closed = False
        return made

    def __init__(self, *_, **__):
        """Everything is done in __new__."""

    __eq__ = object.__eq__
    __ne__ = object.__ne__
    __hash__ = object.__hash__

    def __repr__(self):
        state = 'closed=True' if self._closed else f'closed=False, length={len(self)}, pos={self._at}'
        return f'<mmap.mmap {state}>'

    __str__ = __repr__

    def __enter__(self):
        self._check()
        return self

    def __exit__(self, *_):
        self.close()

    def __iter__(self):
        return (bytes((byte,)) for byte in memoryview(self))

    def __reduce_ex__(self, protocol):
        raise TypeError("cannot pickle 'mmap.mmap' object")

    def _check(self):
        if self._closed:
            raise ValueError('mmap closed or invalid')

    @property
    def closed(self):
        return self._closed

    def close(self):
        self._closed = True

    def size(self):
        self._check()
        return len(self)

    def tell(self):
        self._check()
        return self._at

    def seek(self, offset, whence=os.SEEK_SET):
        self._check()
        if whence not in (os.SEEK_SET, os.SEEK_CUR, os.SEEK_END):
            raise ValueError('unknown seek type')
        to = offset + (0, self._at, len(self))[whence]
        if not 0 <= to <= len(self):
            raise ValueError('seek out of range')
        self._at = to
        return to

    def seekable(self):
        return True

    def read(self, n=None):
        self._check()
        left = len(self) - self._at
        count = left if n is None or n < 0 else min(n, left)
        self._at += count
        return bytes(self[self._at - count : self._at])

    def read_byte(self):
        self._check()
        if self._at >= len(self):
            raise ValueError('read byte out of range')
        self._at += 1
        return self[self._at - 1]

    def readline(self):
        self._check()
        end = self._holder.find(self, b'\n', self._at)
        return self.read(None if end < 0 else end + 1 - self._at)

    def find(self, sub, start=None, end=None):
        self._check()
        return self._holder.find(self, _bytes(sub), self._at if start is None else start, end)

    def rfind(self, sub, start=None, end=None):
        self._check()
        return self._holder.rfind(self, _bytes(sub), self._at if start is None else start, end)

    def write(self, data):
        self._check()
        data = _bytes(data)
        if self._at + len(data) > len(self):
            raise ValueError('data out of range')
        self[self._at : self._at + len(data)] = data
        self._at += len(data)
        return len(data)

    def write_byte(self, byte):
        self.write(bytes((byte,)))

    def move(self, dest, src, count):
        self._check()
        if min(dest, src, count) < 0 or max(dest, src) + count > len(self):
            raise ValueError('source, destination, or count out of range')
        self[dest : dest + count] = self[src : src + count]

    def flush(self, offset=0, size=0, *_, **__):
        self._check()

    def madvise(self, *_):
        self._check()

    def resize(self, newsize):
        self._check()
        raise SystemError('mmap: resizing not available--no mremap()')


class _ReadOnly(mmap, bytes):
    __qualname__ = __name__ = 'mmap'
    __module__ = 'mmap'
    _holder = bytes

    def __setitem__(self, key, value):
        raise TypeError("mmap can't modify a readonly memory map.")


class _Writable(mmap, bytearray):
    __qualname__ = __name__ = 'mmap'
    __module__ = 'mmap'
    _holder = bytearray

    def __getitem__(self, key):
        found = bytearray.__getitem__(self, key)
        return found if type(found) is int else bytes(found)

    def __setitem__(self, key, value):
        if isinstance(key, slice) and len(range(*key.indices(len(self)))) != len(value):
            raise IndexError('mmap slice assignment is wrong size')
        bytearray.__setitem__(self, key, value)


_ReadOnly.__name__ = _Writable.__name__ = 'mmap'


def _bytes(value):
    return value if isinstance(value, (bytes, bytearray)) else bytes(memoryview(value))


def _read(fileno, length, offset):
    size = os.fstat(fileno).st_size
    if length == 0:
        if size == 0:
            raise ValueError('cannot mmap an empty file')
        if offset >= size:
            raise ValueError('mmap offset is greater than file size')
        length = size - offset
    elif offset > size or length > size - offset:
        raise ValueError('mmap length is greater than file size')
    # By position: the author's place in the file stays where it is.
    if length <= _PIECE:
        return os.pread(fileno, length, offset)
    content = bytearray(length)
    at = 0
    while at < length and (piece := os.pread(fileno, min(_PIECE, length - at), offset + at)):
        content[at : at + len(piece)] = piece
        at += len(piece)
    return content


_PIECE = 1 << 20
