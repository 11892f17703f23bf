"""Imports from ZIP archives in memory: the module's own code, and the standard library.

Frozen into the runtime, because it has to be there before anything can be imported: it may use built-in and frozen
modules only. Each archive seems to be a folder (`/module`, `/lib/python3.13`); its folders are entries of `sys.path`
and of packages' `__path__`, as usual, so that everything that works with those works.
"""

import _frozen_importlib as _bootstrap
import _frozen_importlib_external as _external
import _struct
import marshal
import sys

END_SIGNATURE = b'PK\x05\x06'
END_BYTES = 22
LONGEST_COMMENT = 65535
CENTRAL_HEADER = _struct.Struct('<4s6H3L5H2L')
CENTRAL_SIGNATURE = b'PK\x01\x02'
LOCAL_HEADER_BYTES = 30
STORED, DEFLATED = 0, 8
ENTRIES_OF_ZIP64 = 0xFFFF
ENCRYPTED = 1

# A package beats a module of the same name; compiled code beats its source.
KINDS = (('/__init__.pyc', True), ('/__init__.py', True), ('.pyc', False), ('.py', False))
CODE_OFFSET = 16


class Archive:
    """A ZIP archive in memory that seems to be the folder `root`."""

    __slots__ = ('root', '_bytes', '_entries', 'folders')

    def __init__(self, root, view):
        self.root = root
        self._bytes = view
        self._entries = {}
        # Folders that some entry is in, '' being the root: what a namespace package needs to exist.
        self.folders = {''}
        for name, entry in _directory(view):
            if name.endswith('/'):
                self._add_folder(name[:-1])
            else:
                self._entries[name] = entry
                self._add_folder(name.rpartition('/')[0])

    def _add_folder(self, folder):
        while folder not in self.folders:
            self.folders.add(folder)
            folder = folder.rpartition('/')[0]

    def __contains__(self, name):
        return name in self._entries

    def inner(self, path):
        """The name inside of the archive that an absolute path has; None when it is elsewhere."""
        root = self.root
        if path == root:
            return ''
        return path[len(root) + 1 :].rstrip('/') if path.startswith(root + '/') else None

    def size(self, name):
        """Bytes of a file; KeyError when there is none."""
        return self._entries[name][2]

    def read(self, name):
        """The bytes of a file; KeyError when there is none."""
        method, packed_size, size, header = self._entries[name]
        view = self._bytes
        name_length, extra_length = _struct.unpack_from('<2H', view, header + 26)
        start = header + LOCAL_HEADER_BYTES + name_length + extra_length
        packed = view[start : start + packed_size]
        if method == STORED:
            return bytes(packed)
        import zlib

        return zlib.decompress(packed, -15, size)

    def children(self, folder):
        """Names of the files and folders directly in a folder, sorted."""
        before = folder + '/' if folder else ''
        inside = (name[len(before) :] for name in (*self._entries, *self.folders) if name.startswith(before))
        return sorted({name.partition('/')[0] for name in inside} - {''})


def _directory(view):
    """Each entry's name and (method, packed size, size, place of its local header)."""
    tail_start = max(0, len(view) - END_BYTES - LONGEST_COMMENT)
    tail = bytes(view[tail_start:])
    end = tail.rfind(END_SIGNATURE)
    if end < 0 or len(tail) - end < END_BYTES:
        raise ImportError('what is attached to the runtime is no ZIP archive')
    count, _, at = _struct.unpack_from('<H2L', tail, end + 10)
    if count == ENTRIES_OF_ZIP64:
        raise ImportError('the archive that is attached to the runtime has more than 65,534 files')
    for _ in range(count):
        fields = CENTRAL_HEADER.unpack_from(view, at)
        signature, flags, method = fields[0], fields[3], fields[4]
        packed_size, size, name_length, extra_length, comment_length = fields[8:13]
        if signature != CENTRAL_SIGNATURE or flags & ENCRYPTED or method not in (STORED, DEFLATED):
            raise ImportError('the archive that is attached to the runtime is damaged, encrypted or packed in another way')
        start = at + CENTRAL_HEADER.size
        name = str(view[start : start + name_length], 'utf-8')
        yield name, (method, packed_size, size, fields[16])
        at = start + name_length + extra_length + comment_length


class ArchiveFinder:
    """Finds modules in one folder of an archive: what `sys.path_hooks` makes of an entry of a path."""

    __slots__ = ('_archive', '_before', 'path')

    def __init__(self, archive, folder):
        self._archive = archive
        self._before = folder + '/' if folder else ''
        self.path = f'{archive.root}/{folder}' if folder else archive.root

    def find_spec(self, fullname, target=None):
        archive = self._archive
        base = self._before + fullname.rpartition('.')[2]
        for suffix, is_package in KINDS:
            if base + suffix in archive:
                return _spec(archive, fullname, base, base + suffix, is_package)
        if base not in archive.folders:
            return None
        spec = _bootstrap.ModuleSpec(fullname, None, is_package=True)
        spec.submodule_search_locations = [f'{archive.root}/{base}']
        return spec

    def iter_modules(self, prefix=''):
        """What `pkgutil.iter_modules` lists."""
        archive = self._archive
        for child in archive.children(self._before.rstrip('/')):
            base, _, suffix = child.partition('.')
            if suffix in ('py', 'pyc') and base != '__init__':
                yield prefix + base, False
            elif not suffix and any(f'{self._before}{child}{kind}' in archive for kind, package in KINDS if package):
                yield prefix + child, True

    def __repr__(self):
        return f'ArchiveFinder({self.path!r})'


def _spec(archive, fullname, base, name, is_package):
    # The source's name also where only compiled code is attached: `__file__` is as if all were installed as usual.
    source = base + ('/__init__.py' if is_package else '.py')
    loader = ArchiveLoader(archive, fullname, name, f'{archive.root}/{source}')
    spec = _bootstrap.ModuleSpec(fullname, loader, origin=loader.path, is_package=is_package)
    spec.has_location = True
    spec.cached = None
    if is_package:
        spec.submodule_search_locations = [f'{archive.root}/{base}']
    return spec


class ArchiveLoader(_external._LoaderBasics):
    """Loads one module, and the files beside it."""

    __slots__ = ('archive', 'name', 'path', '_member')

    def __init__(self, archive, fullname, member, path):
        self.archive = archive
        self.name = fullname
        self.path = path
        self._member = member

    def get_filename(self, fullname):
        return self.path

    def is_package(self, fullname):
        return self.path.endswith('/__init__.py')

    def get_code(self, fullname):
        data = self.archive.read(self._member)
        if not self._member.endswith('.pyc'):
            return _bootstrap._call_with_frames_removed(compile, data, self.path, 'exec', dont_inherit=True)
        if data[:4] != _external.MAGIC_NUMBER:
            raise ImportError(f'{self.path} was compiled for another version of Python', name=fullname, path=self.path)
        return marshal.loads(memoryview(data)[CODE_OFFSET:])

    def get_source(self, fullname):
        source = self.archive.inner(self.path)
        return _external.decode_source(self.archive.read(source)) if source in self.archive else None

    def get_data(self, path):
        name = self.archive.inner(path)
        if name is None or name not in self.archive:
            raise FileNotFoundError(2, 'No such file in the module', path)
        return self.archive.read(name)

    def get_resource_reader(self, fullname):
        if not self.is_package(fullname):
            return None
        from _wadup_resources import ArchivePath, Reader

        return Reader(ArchivePath(self.archive, self.archive.inner(self.path.rpartition('/')[0])))

    def __repr__(self):
        return f'ArchiveLoader({self.name!r}, {self.path!r})'


def install(archives):
    """Makes these archives the first place where path entries are looked up."""

    def finder(path):
        for archive in archives:
            folder = archive.inner(path)
            if folder is not None and folder in archive.folders:
                return ArchiveFinder(archive, folder)
        raise ImportError('not in an attached archive', path=path)

    sys.path_hooks.insert(0, finder)
    sys.path_importer_cache.clear()
