"""What happens around a module's code: called by interpreter.c, frozen into the runtime."""

import _wadup
import _wadup_absent
import _wadup_importer
import builtins
import posix
import posixpath
import sys

SETTINGS = 'wadup.json'
TOOL = '/tool.py'

_archives = [_wadup_importer.Archive(root, view) for root, view in _wadup.archives() if view is not None]
_wadup_importer.install(_archives)


class SandboxFinder:
    """Last in `sys.meta_path`: says why a module of the standard library is absent, and lists what is installed."""

    @staticmethod
    def find_spec(fullname, path=None, target=None):
        reason = _wadup_absent.REASONS.get(fullname)
        # Only for imports: importlib.util.find_spec asks whether there is such a module, and gets None.
        if reason is not None and sys._getframe(2).f_code.co_name == '_find_and_load_unlocked':
            raise ModuleNotFoundError(f"{fullname} is not available in WADUP's sandbox: {reason}", name=fullname)
        return None

    @staticmethod
    def find_distributions(context=None):
        from _wadup_resources import distributions

        return distributions(_archives, context)


sys.meta_path.append(SandboxFinder)
# Otherwise module site would bring them, which looks for folders that are not there.
builtins.exit = builtins.quit = sys.exit


class _Plain:
    """Settings for the JSON scanner: importing json itself would take longer than all else here."""

    strict = True
    object_hook = object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = None
    memo = {}


def _entry_point():
    import _json

    module = next((archive for archive in _archives if archive.root == '/module'), None)
    if module is None or SETTINGS not in module:
        raise ImportError('no module is attached to this runtime: wadup build makes one')
    settings, _ = _json.make_scanner(_Plain)(str(module.read(SETTINGS), 'utf-8').strip(), 0)
    return settings['entryPoint']


def import_entry_point():
    """Imports the module whose main() is called, and gives it."""
    import importlib

    # To report an exception takes this; once memory is exhausted it could not be imported any more, or only into the
    # midst of what is free then.
    import traceback  # noqa: F401

    name = _entry_point()
    module = importlib.import_module(name)
    if not callable(getattr(module, 'main', None)):
        raise ImportError(f'the entry point {name} has no function main()', name=name)
    return module


def _attached(path):
    """The archive and the name in it that a path means; None when it is in none."""
    path = posixpath.normpath(path)
    for archive in _archives:
        name = archive.inner(path)
        if name is not None:
            return archive, name
    return None


def size_of_attached(path):
    """Twice the size of a file of an archive, 1 for a folder, None for what is not there."""
    found = _attached(path)
    if found is None:
        return None
    archive, name = found
    if name in archive.folders:
        return 1
    return archive.size(name) * 2 if name in archive else None


def open_attached(path):
    """Opens a copy of a file of an archive, and gives its descriptor; None for what is not there."""
    found = _attached(path)
    if found is None or found[1] not in found[0]:
        return None
    archive, name = found
    copy = f'/tmp/.{name.replace("/", "_")[-100:]}'
    descriptor = posix.open(copy, posix.O_RDWR | posix.O_CREAT | posix.O_TRUNC, 0o600)
    # Nobody else sees it, and scratch space looks as empty as it was.
    posix.unlink(copy)
    left = memoryview(archive.read(name))
    while left:
        left = left[posix.write(descriptor, left) :]
    posix.lseek(descriptor, 0, 0)
    return descriptor


def finish():
    """At the end of each content: everything that was said is with the host."""
    logging = sys.modules.get('logging')
    if logging is not None:
        for reference in tuple(getattr(logging, '_handlerList', ())):
            handler = reference()
            if handler is not None:
                _flush(handler)
    _flush(sys.stdout)
    _flush(sys.stderr)


def _flush(stream):
    try:
        stream.flush()
    except (AttributeError, OSError, ValueError):
        # None, closed, or something of the author's: nobody is left to tell.
        pass


def bake():
    """Just before the memory is saved to start from it later."""
    import gc

    finish()
    linecache = sys.modules.get('linecache')
    if linecache is not None:
        linecache.clearcache()
    # What was not found at build time may be there later.
    sys.path_importer_cache.clear()
    gc.collect()
    # What exists now will exist for ever: no later collection needs to look at it.
    gc.freeze()


def restored():
    """First thing in a process that starts from saved memory: what must not repeat, and what depends on the clock."""
    random = sys.modules.get('random')
    if random is not None:
        random.seed()
    logging = sys.modules.get('logging')
    if logging is not None:
        import time

        logging._startTime = time.time_ns()
    tempfile = sys.modules.get('tempfile')
    if tempfile is not None:
        tempfile._name_sequence = None
    wadup = sys.modules.get('wadup')
    if wadup is not None:
        wadup._run_restored()


def run_tool():
    """Runs a program of the guest's filesystem; for building and testing modules."""
    with open(TOOL, 'rb') as file:
        code = compile(file.read(), TOOL, 'exec', dont_inherit=True)
    main = type(sys)('__main__')
    main.__file__ = TOOL
    sys.modules['__main__'] = main
    exec(code, main.__dict__)
