"""Files of packages and facts about distributions, out of the archives in memory: see importlib.resources and .metadata."""

import io
import re
from importlib.metadata import PathDistribution
from importlib.resources.abc import Traversable, TraversableResources


class ArchivePath(Traversable):
    """A file or folder of an archive, with what importlib.resources and importlib.metadata ask of a path."""

    def __init__(self, archive, inner):
        self._archive = archive
        self._inner = inner

    def iterdir(self):
        if not self.is_dir():
            raise NotADirectoryError(20, 'Not a folder', str(self))
        return (self._child(name) for name in self._archive.children(self._inner))

    def is_dir(self):
        return self._inner in self._archive.folders

    def is_file(self):
        return self._inner in self._archive

    def exists(self):
        return self.is_dir() or self.is_file()

    def joinpath(self, *descendants):
        path = self
        for step in (step for part in descendants for step in str(part).split('/')):
            if step == '..':
                path = path.parent
            elif step not in ('', '.'):
                path = path._child(step)
        return path

    __truediv__ = joinpath

    def _child(self, name):
        return ArchivePath(self._archive, f'{self._inner}/{name}' if self._inner else name)

    @property
    def name(self):
        return self._inner.rpartition('/')[2] or self._archive.root.rpartition('/')[2]

    @property
    def parent(self):
        return ArchivePath(self._archive, self._inner.rpartition('/')[0])

    def open(self, mode='r', *args, **kwargs):
        if mode not in ('r', 'rt', 'rb'):
            raise ValueError(f'files of a module are read-only: mode {mode!r}')
        stream = io.BytesIO(self.read_bytes())
        return stream if mode == 'rb' else io.TextIOWrapper(stream, *args, **kwargs)

    def read_bytes(self):
        try:
            return self._archive.read(self._inner)
        except KeyError:
            kind = IsADirectoryError if self.is_dir() else FileNotFoundError
            raise kind(21 if self.is_dir() else 2, 'No such file in the module', str(self)) from None

    def __str__(self):
        return f'{self._archive.root}/{self._inner}' if self._inner else self._archive.root

    def __repr__(self):
        return f'ArchivePath({str(self)!r})'

    def __eq__(self, other):
        return isinstance(other, ArchivePath) and str(self) == str(other)

    def __hash__(self):
        return hash(str(self))


class Reader(TraversableResources):
    """What a loader gives to importlib.resources for one package."""

    def __init__(self, path):
        self._path = path

    def files(self):
        return self._path


def distributions(archives, context):
    """The distributions whose *.dist-info folders are in the archives; of one name when the context has one."""
    wanted = None if context is None or context.name is None else _normalized(context.name)
    for archive in archives:
        for folder in archive.children(''):
            name, _, suffix = folder.rpartition('.')
            if suffix == 'dist-info' and wanted in (None, _normalized(name.partition('-')[0])):
                yield PathDistribution(ArchivePath(archive, folder))


def _normalized(name):
    return re.sub('[-_.]+', '-', name).lower()
