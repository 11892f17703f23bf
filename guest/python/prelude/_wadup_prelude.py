"""Runs before a module's own code: what cannot work in the sandbox says so, and what to do instead.

``wadup build`` packs it into every module. Built-in modules are changed at once, those of the library when they are imported.
"""

import _socket
import _thread
import errno
import importlib
import os
import sys
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import PathFinder

LIBRARY = '/lib/python3.13/'

NO_NETWORK = (
    "there is no network in WADUP's sandbox: a module reads the content (wadup.content) and the files that are packed into it"
)
NO_PROCESSES = (
    "no process can be started in WADUP's sandbox: do the work in Python itself; wadup takes several contents at a time (--threads)"
)
NO_THREADS = (
    "no thread can be started in WADUP's sandbox: call the function itself; wadup takes several contents at a time (--threads)"
)
# Flags of code, as in module inspect, which would take long to import.
_GENERATOR, _COROUTINE, _ASYNC_GENERATOR = 0x20, 0x80, 0x200

HOST_NAME, HOST_ADDRESS = 'localhost', '127.0.0.1'


def import_entry_point(name):
    """What the runtime would do with the author's module by itself."""
    _refuse_at_once()
    sys.meta_path.insert(0, _Finder)
    module = importlib.import_module(name)
    if not callable(getattr(module, 'main', None)):
        raise ImportError(f'the entry point {name} has no function main()', name=name)
    why = _cannot_be_called(module.main)
    if why is not None:
        raise ImportError(f'main() of the entry point {name} {why}', name=name)
    return module


def _cannot_be_called(main):
    """Why calling it without arguments would do nothing of what its author means; None when it would."""
    # Other objects may do anything when they are called.
    if type(main) is not type(_cannot_be_called):
        return None
    code = main.__code__
    if code.co_flags & (_COROUTINE | _ASYNC_GENERATOR):
        return 'is async, but nothing awaits it: write def main(), and asyncio.run(…) in it'
    if code.co_flags & _GENERATOR:
        return 'has a yield in it, so that calling it runs nothing: write rows with insert()'
    by_position = code.co_argcount - len(main.__defaults__ or ())
    by_name = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    needed = [*code.co_varnames[:by_position], *(name for name in by_name if name not in (main.__kwdefaults__ or ()))]
    if needed:
        return f'wants {", ".join(needed)}, but is called without arguments: the content is wadup.content'
    return None


def _refusal(make_error):
    def refuse(*_, **__):
        raise make_error()

    return refuse


def _async_refusal(make_error):
    async def refuse(*_, **__):
        raise make_error()

    return refuse


def _network():
    return OSError(errno.ENETUNREACH, NO_NETWORK)


def _lookup():
    return _socket.gaierror(_socket.EAI_FAIL, NO_NETWORK)


def _process():
    return OSError(errno.ENOTSUP, NO_PROCESSES)


def _thread_error():
    return RuntimeError(NO_THREADS)


# ---- Built into the interpreter --------------------------------------------------------------------------------------

# Who finds out by their absence that there are none keeps doing so: they stay absent.
_ABSENT_OF_OS = {
    'fork forkpty kill killpg pipe pipe2 wait waitid waitpid posix_spawn posix_spawnp': NO_PROCESSES,
    'spawnl spawnle spawnlp spawnlpe spawnv spawnve spawnvp spawnvpe': NO_PROCESSES,
}


class _Socket(_socket.socket):
    __slots__ = ()

    def __init__(self, *_, **__):
        raise _network()


def _gethostbyname(host):
    """Names of the machine itself are no question to a network."""
    if host in ('', HOST_NAME, HOST_ADDRESS):
        return HOST_ADDRESS
    raise _lookup()


def _refuse_at_once():
    _socket.socket = _socket.SocketType = _Socket
    _socket.socketpair = _refusal(_network)
    # Asks no network, and is only not there in WASI's C library.
    _socket.inet_ntoa = lambda packed: _socket.inet_ntop(_socket.AF_INET, packed)
    _socket.gethostname = lambda: HOST_NAME
    _socket.gethostbyname = _gethostbyname
    _socket.gethostbyname_ex = lambda host: (HOST_NAME, [], [_gethostbyname(host)])
    for name in ('getaddrinfo', 'gethostbyaddr', 'getnameinfo'):
        setattr(_socket, name, _refusal(_lookup))
    for name in ('start_new_thread', 'start_new', 'start_joinable_thread'):
        setattr(_thread, name, _refusal(_thread_error))
    for name in ('execv', 'execve', 'system'):
        setattr(os, name, _refusal(_process))
    _explain(os, {name: why for names, why in _ABSENT_OF_OS.items() for name in names.split()})


def _explain(module, reasons):
    """A name that a module does not have is an AttributeError with a reason."""

    def __getattr__(name):
        reason = reasons.get(name)
        why = '' if reason is None else f': {reason}'
        raise AttributeError(f'module {module.__name__!r} has no attribute {name!r}{why}', name=name, obj=module)

    module.__getattr__ = __getattr__


# ---- Modules of the library ------------------------------------------------------------------------------------------


def _change_subprocess(module):
    # Not __init__: an object that exists is asked about its process when it goes.
    module.Popen.__new__ = _refusal(_process)


def _change_multiprocessing_process(module):
    module.BaseProcess.start = _refusal(_process)


def _change_multiprocessing_context(module):
    made = 'Manager Pipe Lock RLock Condition Semaphore BoundedSemaphore Event Barrier Queue JoinableQueue SimpleQueue Pool'
    for name in f'{made} RawValue RawArray Value Array'.split():
        setattr(module.BaseContext, name, _refusal(_process))


def _change_multiprocessing_pool(module):
    module.Pool.__new__ = _refusal(_process)
    module.ThreadPool.__new__ = _refusal(_thread_error)


def _change_process_pools(module):
    module.ProcessPoolExecutor.__new__ = _refusal(_process)


def _change_event_loop(module):
    loop = module.SelectorEventLoop
    for name in ('create_connection', 'create_server', 'create_datagram_endpoint', 'create_unix_connection', 'create_unix_server'):
        setattr(loop, name, _async_refusal(_network))
    for name in ('subprocess_exec', 'subprocess_shell'):
        setattr(loop, name, _async_refusal(_process))


def _change_http_client(module):
    _explain(module, {'HTTPSConnection': NO_NETWORK})


def _change_urllib_request(module):
    known = module.UnknownHandler.unknown_open

    def unknown_open(self, request):
        # Only the missing ssl makes it unknown, and not even ssl would help.
        raise module.URLError(_network()) if request.type == 'https' else known(self, request)

    module.UnknownHandler.unknown_open = unknown_open


_CHANGES = {
    'asyncio.wasi_events': _change_event_loop,
    'concurrent.futures.process': _change_process_pools,
    'http.client': _change_http_client,
    'multiprocessing.context': _change_multiprocessing_context,
    'multiprocessing.pool': _change_multiprocessing_pool,
    'multiprocessing.process': _change_multiprocessing_process,
    'subprocess': _change_subprocess,
    'urllib.request': _change_urllib_request,
}


# Modules that the library does not have: what can be had of them without the system is in files of wadup's own.
_REPLACED = {'ctypes': '_wadup_ctypes', 'mmap': '_wadup_mmap'}


class _Replacement:
    """Loads what is there of a module of the library."""

    @staticmethod
    def create_module(spec):
        return None

    @staticmethod
    def exec_module(module):
        source = importlib.import_module(_REPLACED[module.__name__])
        module.__doc__ = source.__doc__
        own = {name: value for name, value in vars(source).items() if not name.startswith('__') and not isinstance(value, type(sys))}
        module.__dict__.update(own)


class _NoLibraries(_Replacement):
    """`ctypes.util` looks for libraries, and the others are for other systems."""

    @staticmethod
    def exec_module(module):
        name = module.__name__
        raise ModuleNotFoundError(f"{name} is not available in WADUP's sandbox: no native library can be loaded", name=name)


class _Finder:
    """First in `sys.meta_path`: a module that is to be changed gets a loader that does so."""

    @staticmethod
    def find_spec(fullname, path=None, target=None):
        if fullname in _REPLACED:
            return _replacement(fullname, path, target)
        if fullname.startswith('ctypes.') and path == []:
            return ModuleSpec(fullname, _NoLibraries)
        change = _CHANGES.get(fullname)
        spec = None if change is None else PathFinder.find_spec(fullname, path, target)
        # A module of the author's may have the same name.
        if spec is not None and (spec.origin or '').startswith(LIBRARY):
            _change_when_loaded(spec.loader, change)
        return spec


def _replacement(fullname, path, target):
    # A module of the author's may have the same name.
    found = PathFinder.find_spec(fullname, path, target)
    # NumPy would build on types that are only declared, and knows how to do without any.
    if found is not None or (fullname == 'ctypes' and PathFinder.find_spec('numpy') is not None):
        return found
    return ModuleSpec(fullname, _Replacement, is_package=fullname == 'ctypes')


def _change_when_loaded(loader, change):
    kind = type(loader)

    def exec_module(self, module):
        kind.exec_module(self, module)
        change(module)

    loader.__class__ = type(kind.__name__, (kind,), {'__slots__': (), 'exec_module': exec_module})
