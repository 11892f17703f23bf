"""NumPy's extension modules for wasm32-wasip1."""

import dataclasses
import shutil
from pathlib import Path

import cross_meson
import numpy_edits
import pinned_files
import python_files
import source_edits
import static_link
from extension import Extension, Request

HERE = Path(__file__).resolve().parent

NUMPY = ("numpy", "numpy-2.4.6.tar.gz", "f3a3570c4a2a16746ac2c31a7c7c7b0c186b95ce902e33db6f28094ed7387dda")

# NumPy brings a meson that knows its build files; pandas is built by it too.
MESON = "vendored-meson/meson/meson.py"

# Plain C for every loop, and NumPy's own small copy of LAPACK: nothing is chosen by the machine that runs it.
MESON_OPTIONS = [
    "-Dblas=none", "-Dlapack=none", "-Dallow-noblas=true", "-Dcpu-baseline=none", "-Dcpu-baseline-detect=disabled",
    "-Dcpu-dispatch=none", "-Ddisable-optimization=true", "-Ddisable-highway=true", "-Ddisable-svml=true",
    "-Ddisable-intel-sort=true", "-Ddisable-threading=true",
]  # fmt: skip

# Extension modules that only NumPy's own tests import.
TEST_MODULES = {
    f"numpy._core.{name}"
    for name in ("_multiarray_tests", "_operand_flag_tests", "_rational_tests", "_struct_ufunc_tests", "_umath_tests")
}

# They call compilers, or test NumPy.
LEFT_OUT = ["f2py", "_pyinstaller"]


def unpack_numpy(work: Path) -> Path:
    """NumPy's source with our changes."""
    source = pinned_files.unpack(pinned_files.fetch(*NUMPY, work / "downloads"), work / "src") / "numpy-2.4.6"
    source_edits.apply(numpy_edits.NUMPY_EDITS, source)
    numpy_edits.write_legacy_names(source)
    return source


def build(request: Request) -> Extension:
    """Compiles all that the runtime needs of NumPy; SystemExit when the time is over first."""
    source = unpack_numpy(request.work)
    folder = request.work / "numpy"
    # WASI's own header has no floating-point status flags, by which parts of NumPy tell each other of errors.
    toolchain = dataclasses.replace(request.toolchain, headers=[HERE / "headers", *request.toolchain.headers])
    build = cross_meson.set_up(toolchain, source / MESON, source, folder, MESON_OPTIONS)

    def wanted(name: str) -> bool:
        module = static_link.module_of(build / name, build)
        needed = request.with_tests or module not in TEST_MODULES
        return "_simd.dispatch" not in name and module != "numpy._core._simd" and needed

    objects = cross_meson.build_objects(toolchain, build, wanted, request.seconds)
    if not request.with_tests:
        objects = [path for path in objects if "_umath_tests.dispatch" not in path.name]
    modules = sorted({module for path in objects if (module := static_link.module_of(path, build))})
    support = [static_link.compile_c(toolchain, HERE / name, folder, []) for name in ("floating_point_flags.c", "wasi_files.c")]
    return Extension(
        modules=modules,
        objects=[*without_repeated(objects, build), *support],
        folders=[f"{stage_python_files(build, request.work / 'staged/numpy')}=numpy"],
        information=[information(source, request.work / "staged/numpy-2.4.6.dist-info")],
        build=build,
        source=source,
    )


def without_repeated(objects: list[Path], build: Path) -> list[Path]:
    """Modules that use the same source file are each made with it, LAPACK for instance; one program needs it once.

    Only random's modules share files that they compile differently.
    """
    kept: dict[tuple[Path, str] | Path, Path] = {}
    for path in sorted(objects, key=lambda path: (static_link.module_of(path, build) in TEST_MODULES, path)):
        package = path.parent.parent
        kept.setdefault(path if package.name == "random" else (package, path.name), path)
    return list(kept.values())


def stage_python_files(build: Path, folder: Path) -> Path:
    """The package as it would be installed, without what serves compilers and tests."""
    python_files.stage(build, folder, with_tests=False)
    for name in LEFT_OUT:
        shutil.rmtree(folder / "numpy" / name)
    return folder / "numpy"


def information(source: Path, folder: Path) -> Path:
    python_files.write_information(folder, "numpy", "2.4.6", source / "LICENSE.txt")
    return folder
