"""What an extension's own script takes and gives: a function `build(request: Request) -> Extension` in NAME/NAME_extension.py."""

from dataclasses import dataclass, field
from pathlib import Path

from toolchain import Toolchain


@dataclass(frozen=True)
class Extension:
    """What of an extension goes into a runtime; all paths absolute."""

    modules: list[str]
    """Full names of its extension modules: each has one `PyInit_` function, named after the last part."""
    objects: list[Path]
    folders: list[str]
    """Python files for the library: FOLDER=PACKAGE, or FOLDER= for what would be in site-packages itself."""
    information: list[Path]
    """Folders NAME-VERSION.dist-info with its version and licence."""
    build: Path
    """Where it was compiled, for extensions that need this one's headers."""
    source: Path


@dataclass(frozen=True)
class Request:
    toolchain: Toolchain
    work: Path
    """The folder to build in, shared by all: use one of the extension's own name in it."""
    seconds: float
    """When so many have gone, a long compilation stops with SystemExit; the next one goes on from there."""
    with_tests: bool
    """Also modules that only the extension's own tests need."""
    built: dict[str, Extension] = field(default_factory=dict)
    """Those before this one."""
