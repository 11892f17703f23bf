"""The compiler for wasm32-wasip1 and what it is told: the same for every extension."""

import filecmp
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pinned_files

CYTHON = ("Cython", "cython-3.3.1-py3-none-any.whl", "61abc7feedd20dac6c4ff7ab3a30e17136a067b242ab9253e2b4a6d9a72c2b61")

# setjmp-free and exception-free code needs none of WebAssembly's newer features; C++ exceptions need this one. The older
# encoding of it is understood by every V8 that has it at all.
EXCEPTION_FLAGS = ["-fwasm-exceptions", "-mcpu=generic+exception_handling", "-mllvm", "-wasm-use-legacy-eh=true"]


@dataclass(frozen=True)
class BaseRuntime:
    """The work folder of the build of the plain runtime, after that build."""

    folder: Path

    @property
    def zig(self) -> Path:
        return next(self.folder.glob("*/ziglang/zig"))

    @property
    def source(self) -> Path:
        return self.folder / "src/Python-3.13.5"

    @property
    def cpython(self) -> Path:
        return self.folder / "build/cpython"


@dataclass(frozen=True)
class Toolchain:
    """Where the compiler and the headers of the target's CPython are; all paths absolute."""

    zig: Path
    headers: list[Path]
    absent_headers: Path
    cache: Path
    site_packages: list[Path]
    """Cython, and what else builds need, for the build machine."""

    def environment(self) -> dict[str, str]:
        """For everything that is started: no setting of the machine changes the result."""
        return {
            "PATH": f"{self.cache / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.cache),
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": os.pathsep.join(map(str, self.site_packages)),
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            "SOURCE_DATE_EPOCH": "315532800",
            "ZIG_GLOBAL_CACHE_DIR": str(self.cache / "zig"),
            "ZIG_LOCAL_CACHE_DIR": str(self.cache / "zig"),
        }

    def compile_flags(self, folder: Path) -> list[str]:
        """What every file is compiled with; the folder's name does not reach the result."""
        return [
            "-target", "wasm32-wasi", "-O2", "-g0", "-DNDEBUG", "-fno-sanitize=all", f"-ffile-prefix-map={folder}=.",
            f"-I{self.absent_headers}", *(f"-I{path}" for path in self.headers),
        ]  # fmt: skip


def prepare(work: Path, base: BaseRuntime) -> Toolchain:
    """Fetches Cython and gathers what the plain runtime's build left."""
    site = pinned_files.unpack(pinned_files.fetch(*CYTHON, work / "downloads"), work / "site-packages")
    # The folder of CPython's build holds more than the one header that other programs may see.
    configured = work / "python-headers"
    configured.mkdir(parents=True, exist_ok=True)
    # Only when it is another one: every object file depends on it.
    header, copy = base.cpython / "pyconfig.h", configured / "pyconfig.h"
    if not copy.exists() or not filecmp.cmp(header, copy, shallow=False):
        shutil.copyfile(header, copy)
    return Toolchain(
        zig=base.zig,
        headers=[configured, base.source / "Include"],
        absent_headers=base.folder / "toolchain/absent",
        cache=work / "cache",
        site_packages=[site],
    )
