"""Compiles the library: python3.13 compile_library.py OUT FOLDER=PREFIX…

Every .py file below each FOLDER becomes PREFIX/….pyc below OUT, other files are copied. The names in tracebacks are those
that the runtime gives them; nothing of where this runs gets into the result.
"""

import os
import py_compile
import shutil
import sys

# Not available in the sandbox: glue/_wadup_absent.py says why to whoever imports one of them.
LEFT_OUT = {
    'ctypes', 'curses', 'ensurepip', 'idlelib', 'pydoc_data', 'ssl.py', 'test', 'tkinter', 'turtle.py', 'turtledemo',
    'venv', '_android_support.py', '_ios_support.py', '_aix_support.py', '_osx_support.py', '_apple_support.py',
    'pty.py', 'tty.py', 'site-packages', '__pycache__', 'lib2to3', 'nturl2path.py', 'README.txt', '__phello__',
    '__hello__.py', 'tests',
}  # fmt: skip
# pydoc needs no more of it.
KEPT_OF = {'_pyrepl': {'__init__.py', 'pager.py'}}
VIRTUAL_ROOT = '/lib/python3.13'


def compile_folder(folder, prefix, out):
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(set(folders) - LEFT_OUT)
        kept = KEPT_OF.get(os.path.basename(parent), set(files))
        for name in sorted((set(files) & kept) - LEFT_OUT):
            source = os.path.join(parent, name)
            inner = os.path.normpath(os.path.join(prefix, os.path.relpath(source, folder)))
            target = os.path.join(out, inner)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            if name.endswith('.py'):
                py_compile.compile(
                    source,
                    target + 'c',
                    dfile=f'{VIRTUAL_ROOT}/{inner}',
                    doraise=True,
                    invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
                )
            else:
                shutil.copyfile(source, target)


if __name__ == '__main__':
    shutil.rmtree(sys.argv[1], ignore_errors=True)
    for argument in sys.argv[2:]:
        source_folder, _, below = argument.partition('=')
        compile_folder(source_folder, below, sys.argv[1])
