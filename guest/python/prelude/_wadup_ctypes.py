"""Of module ctypes what needs no native code: numbers of a fixed width, and types that packages name and never use here.

Many packages import ctypes for other systems, or for a number that wraps around. Libraries cannot be loaded, and structures, arrays
and pointers can be declared but not made: each says so when it is tried.
"""

import struct

NO_LIBRARIES = "no native library can be loaded in WADUP's sandbox"
NO_MEMORY = "ctypes in WADUP's sandbox has numbers only: read and write structures with module struct"


class _Type(type):
    """A type of C's, of which `number * type` is an array."""

    def __mul__(cls, length):
        return _Type(f'{cls.__name__}_Array_{length}', (Array,), {'_type_': cls, '_length_': length})

    __rmul__ = __mul__

    def __repr__(cls):
        return f"<class 'ctypes.{cls.__name__}'>"

    def __getattr__(cls, name):
        if name in ('from_buffer', 'from_buffer_copy', 'from_address', 'in_dll'):
            return _refuse
        raise AttributeError(f'type object {cls.__name__!r} has no attribute {name!r}', name=name, obj=cls)


def _refuse(*_, **__):
    raise NotImplementedError(NO_MEMORY)


class _SimpleCData(metaclass=_Type):
    __slots__ = ('_value',)
    _type_ = ''

    def __init__(self, value=None):
        self.value = self._empty() if value is None else value

    @property
    def value(self):
        return self._value

    @value.setter
    def value(self, value):
        self._value = self._hold(value)

    def __repr__(self):
        return f'{type(self).__name__}({self._value!r})'

    def __bool__(self):
        return bool(self._value)


class _Integer(_SimpleCData):
    __slots__ = ()

    def _empty(self):
        return 0

    def _hold(self, value):
        if not isinstance(value, int):
            raise TypeError(f"an integer is required, not '{type(value).__name__}'")
        bits = 8 * struct.calcsize(f'<{self._type_}')
        value &= (1 << bits) - 1
        return value - (1 << bits) if self._type_.islower() and value >> (bits - 1) else value


class _Float(_SimpleCData):
    __slots__ = ()

    def _empty(self):
        return 0.0

    def _hold(self, value):
        if not isinstance(value, (int, float)):
            raise TypeError(f'must be real number, not {type(value).__name__}')
        if self._type_ == 'd':
            return float(value)
        try:
            return struct.unpack('<f', struct.pack('<f', value))[0]
        except OverflowError:
            return float('inf') if value > 0 else float('-inf')


class c_bool(_SimpleCData):
    __slots__ = ()
    _type_ = '?'

    def _empty(self):
        return False

    def _hold(self, value):
        return bool(value)


class c_char(_SimpleCData):
    __slots__ = ()
    _type_ = 'c'

    def _empty(self):
        return b'\0'

    def _hold(self, value):
        if isinstance(value, int) and 0 <= value < 256:
            return bytes((value,))
        if not isinstance(value, (bytes, bytearray)) or len(value) != 1:
            raise TypeError('one character bytes, bytearray, or an integer in range(256) expected')
        return bytes(value)


class c_wchar(_SimpleCData):
    __slots__ = ()
    _type_ = 'u'

    def _empty(self):
        return '\0'

    def _hold(self, value):
        if not isinstance(value, str) or len(value) != 1:
            raise TypeError('a one character unicode string is expected')
        return value


class _Pointing(_SimpleCData):
    """Holds what it is given: there is no memory that it could point to."""

    __slots__ = ()
    _type_ = 'P'

    def _empty(self):
        return None

    def _hold(self, value):
        return value


class c_void_p(_Pointing):
    __slots__ = ()


class c_char_p(_Pointing):
    __slots__ = ()


class c_wchar_p(_Pointing):
    __slots__ = ()


def _made(base, codes):
    return {name: _Type(name, (base,), {'__slots__': (), '_type_': code}) for name, code in codes.items()}


# As wide as C has them in WebAssembly: long, pointers and sizes have 32 bits.
_INTEGERS = {
    **{'c_byte': 'b', 'c_ubyte': 'B', 'c_short': 'h', 'c_ushort': 'H', 'c_int': 'i', 'c_uint': 'I', 'c_long': 'l', 'c_ulong': 'L'},
    **{'c_longlong': 'q', 'c_ulonglong': 'Q'},
}
globals().update(_made(_Integer, _INTEGERS))
globals().update(_made(_Float, {'c_float': 'f', 'c_double': 'd', 'c_longdouble': 'd'}))
_ALIASES = {
    **{'c_int8': 'c_byte', 'c_uint8': 'c_ubyte', 'c_int16': 'c_short', 'c_uint16': 'c_ushort', 'c_int32': 'c_int', 'c_uint32': 'c_uint'},
    **{'c_int64': 'c_longlong', 'c_uint64': 'c_ulonglong', 'c_size_t': 'c_ulong', 'c_ssize_t': 'c_long', 'c_time_t': 'c_longlong'},
}
globals().update({name: globals()[of] for name, of in _ALIASES.items()})


class _Declared(metaclass=_Type):
    def __init__(self, *_, **__):
        _refuse()


class Structure(_Declared):
    pass


class LittleEndianStructure(Structure):
    pass


class BigEndianStructure(Structure):
    pass


class Union(_Declared):
    pass


class Array(_Declared):
    pass


class _Pointer(_Declared):
    pass


def POINTER(cls):
    return _Type(f'LP_{cls.__name__}', (_Pointer,), {'_type_': cls})


def CFUNCTYPE(*_, **__):
    return _Declared


def sizeof(what):
    code = getattr(what, '_type_', None)
    if not isinstance(code, str):
        _refuse()
    return 4 if code in 'uP' else struct.calcsize(f'<{code}')


byref = addressof = pointer = cast = string_at = wstring_at = memmove = memset = resize = _refuse
create_string_buffer = create_unicode_buffer = _refuse
DEFAULT_MODE, RTLD_LOCAL, RTLD_GLOBAL = 0, 0, 0x100


class ArgumentError(Exception):
    pass


class CDLL:
    def __init__(self, name=None, *_, **__):
        raise OSError(NO_LIBRARIES if name is None else f'{name}: {NO_LIBRARIES}')


class PyDLL(CDLL):
    pass


class LibraryLoader:
    def __init__(self, dlltype):
        self._dlltype = dlltype

    def __getattr__(self, name):
        if name.startswith('_'):
            raise AttributeError(name)
        return self._dlltype(name)

    def LoadLibrary(self, name):
        return self._dlltype(name)


cdll = LibraryLoader(CDLL)
