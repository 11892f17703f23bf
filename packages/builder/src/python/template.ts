/** A new project: see project/sample.ts for what every language's sample does. */
import { avoiding } from '../project/module-name.ts';

/** Keywords, and what the runtime has under these names: a package of the same name would hide it, or be hidden. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    'and as assert async await break class continue def del elif else except finally for from global if import in is lambda ' +
    'nonlocal not or pass raise return try while with yield ' +
    'abc argparse array ast asyncio base64 bisect builtins bz2 calendar cmath code codecs collections copy csv datetime ' +
    'decimal difflib dis email encodings enum errno fnmatch fractions functools gc glob gzip hashlib heapq hmac html http ' +
    'importlib inspect io itertools json keyword linecache locale logging lzma marshal math mimetypes module numbers ' +
    'operator os pathlib pickle pkgutil platform plistlib posix pprint queue quopri random re reprlib runpy sched secrets ' +
    'select shlex shutil signal site socket sqlite3 stat statistics string struct subprocess symtable sys tarfile tempfile ' +
    'test textwrap this threading time timeit token tokenize tomllib trace traceback types typing unicodedata unittest ' +
    'urllib uuid wadup warnings wave weakref xml zipapp zipfile zipimport zlib zoneinfo'
  ).split(' '),
);

/** Where a new project has its copy of the guest library, for editors alone. */
export const TYPINGS = 'typings';

export function pythonTemplate(moduleName: string): Readonly<Record<string, string>> {
  const name = avoiding(RESERVED, moduleName);
  const folder = name.replaceAll('-', '_');
  return {
    'pyproject.toml': manifest(name, folder),
    [`src/${folder}/__init__.py`]: MODULE,
  };
}

const manifest = (name: string, folder: string): string => `[project]
name = "${name}"
version = "0.1.0"
requires-python = ">=3.13"
dependencies = []

[tool.wadup]
# The package (or module) in src/ with main().
entry-point = "${folder}"

# Where editors and type checkers find the package wadup, which is part of the runtime.
[tool.pyright]
extraPaths = ["${TYPINGS}"]

[tool.mypy]
mypy_path = "${TYPINGS}"
`;

const MODULE = `"""Counts the lines and words of every content."""

import wadup

# Here, at the top level, everything runs once while the module is built: imports, tables, patterns, lookup tables.
# The content is there only in main().
text_stats = wadup.define_table("text_stats", [("kind", "String"), ("lines", "Int64"), ("words", "Int64")])

CHUNK_BYTES = 64 * 1024


def main():
    """Called once for every content."""
    kind = "text"
    lines = words = 0
    in_word = False
    with wadup.content.open() as content:
        while chunk := content.read(CHUNK_BYTES):
            if b"\\0" in chunk:
                kind = "binary"
            lines += chunk.count(b"\\n")
            words += len(chunk.split())
            # A word that began in the chunk before is not counted twice.
            words -= in_word and not chunk[:1].isspace()
            in_word = not chunk[-1:].isspace()
    text_stats.insert([kind, lines, words])
`;
