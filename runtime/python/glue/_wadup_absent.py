"""Modules of the standard library that this runtime does not have, and why; frozen into the runtime."""

_NO_NETWORK = 'there is no network'
_NO_PROCESSES = 'there are no other processes'
_NO_C_CALLS = 'native libraries cannot be loaded'
_NO_TERMINAL = 'there is no terminal'
_NO_USERS = 'there are no users and groups'
_NO_SCREEN = 'there is no screen'
_NOT_INSTALLED = 'nothing can be installed there; dependencies belong into pyproject.toml'
_OTHER_SYSTEM = 'it is for another operating system'

REASONS = {
    '_ctypes': _NO_C_CALLS,
    '_curses': _NO_TERMINAL,
    '_curses_panel': _NO_TERMINAL,
    '_dbm': 'use dbm.sqlite3 or sqlite3',
    '_gdbm': 'use dbm.sqlite3 or sqlite3',
    '_hashlib': 'OpenSSL is not part of it; hashlib has the algorithms that Python guarantees',
    '_multiprocessing': _NO_PROCESSES,
    '_posixshmem': _NO_PROCESSES,
    '_posixsubprocess': _NO_PROCESSES,
    '_scproxy': _OTHER_SYSTEM,
    '_ssl': _NO_NETWORK,
    '_tkinter': _NO_SCREEN,
    '_winapi': _OTHER_SYSTEM,
    'ctypes': _NO_C_CALLS,
    'curses': _NO_TERMINAL,
    'ensurepip': _NOT_INSTALLED,
    'fcntl': 'files cannot be locked or controlled; each content has a filesystem of its own',
    'grp': _NO_USERS,
    'idlelib': _NO_SCREEN,
    'mmap': 'files cannot be mapped into memory; read them, or a part of them with wadup.content.read(offset, length)',
    'msvcrt': _OTHER_SYSTEM,
    'nt': _OTHER_SYSTEM,
    'pip': _NOT_INSTALLED,
    'pty': _NO_TERMINAL,
    'pwd': _NO_USERS,
    'readline': _NO_TERMINAL,
    'resource': 'limits are set by the host: --fuel, --max-memory, --max-stack, --timeout',
    'ssl': _NO_NETWORK,
    'syslog': 'write to stdout, stderr or logging: all are kept with the content',
    'termios': _NO_TERMINAL,
    'tkinter': _NO_SCREEN,
    'tty': _NO_TERMINAL,
    'turtle': _NO_SCREEN,
    'turtledemo': _NO_SCREEN,
    'venv': _NOT_INSTALLED,
    'winreg': _OTHER_SYSTEM,
    'winsound': _OTHER_SYSTEM,
}
