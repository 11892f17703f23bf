"""Builds NumPy's extension modules for wasm32-wasip1; see README.md."""

import argparse
import filecmp
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import cross_meson  # noqa: E402
import pinned_files  # noqa: E402
import python_files  # noqa: E402
import source_edits  # noqa: E402
import static_link  # noqa: E402

NUMPY = ("numpy", "numpy-2.4.6.tar.gz", "f3a3570c4a2a16746ac2c31a7c7c7b0c186b95ce902e33db6f28094ed7387dda")
CYTHON = ("Cython", "cython-3.3.1-py3-none-any.whl", "61abc7feedd20dac6c4ff7ab3a30e17136a067b242ab9253e2b4a6d9a72c2b61")

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


@dataclass(frozen=True)
class Compiled:
    """NumPy's extension modules: their names and object files."""

    modules: list[str]
    objects: list[Path]
    build: Path
    source: Path


def prepare_toolchain(work: Path, base: static_link.BaseRuntime) -> cross_meson.Toolchain:
    """Fetches Cython and gathers what the plain runtime's build left."""
    site = pinned_files.unpack(pinned_files.fetch(*CYTHON, work / "downloads"), work / "site-packages")
    # The folder of CPython's build holds more than the one header that other programs may see.
    configured = work / "python-headers"
    configured.mkdir(parents=True, exist_ok=True)
    # Only when it is another one: every object file depends on it.
    header, copy = base.cpython / "pyconfig.h", configured / "pyconfig.h"
    if not copy.exists() or not filecmp.cmp(header, copy, shallow=False):
        shutil.copyfile(header, copy)
    return cross_meson.Toolchain(
        zig=base.zig,
        headers=[HERE / "headers", configured, base.source / "Include"],
        absent_headers=base.folder / "toolchain/absent",
        cache=work / "cache",
        site_packages=[site],
    )


def unpack_numpy(work: Path) -> Path:
    """NumPy's source with our changes."""
    source = pinned_files.unpack(pinned_files.fetch(*NUMPY, work / "downloads"), work / "src") / "numpy-2.4.6"
    source_edits.apply(source_edits.NUMPY_EDITS, source)
    source_edits.write_legacy_names(source)
    return source


def compile_numpy(toolchain: cross_meson.Toolchain, work: Path, seconds: float, with_tests: bool) -> Compiled:
    """Compiles all that the runtime needs of NumPy; SystemExit when the time is over first."""
    source = unpack_numpy(work)
    folder = work / "numpy"
    build = cross_meson.set_up(toolchain, source / "vendored-meson/meson/meson.py", source, folder, MESON_OPTIONS)

    def wanted(name: str) -> bool:
        module = static_link.module_of(build / name, build)
        return "_simd.dispatch" not in name and module != "numpy._core._simd" and (with_tests or module not in TEST_MODULES)

    objects = cross_meson.build_objects(toolchain, build, wanted, seconds)
    if not with_tests:
        objects = [path for path in objects if "_umath_tests.dispatch" not in path.name]
    modules = sorted({module for path in objects if (module := static_link.module_of(path, build))})
    objects = without_repeated(objects, build)
    support = [static_link.compile_c(toolchain, HERE / name, folder, []) for name in ("floating_point_flags.c", "wasi_files.c")]
    return Compiled(modules, [*objects, *support], build, source)


def without_repeated(objects: list[Path], build: Path) -> list[Path]:
    """Modules that use the same source file are each made with it, LAPACK for instance; one program needs it once.

    Only random's modules share files that they compile differently.
    """
    kept: dict[tuple[Path, str] | Path, Path] = {}
    for path in sorted(objects, key=lambda path: (static_link.module_of(path, build) in TEST_MODULES, path)):
        package = path.parent.parent
        kept.setdefault(path if package.name == "random" else (package, path.name), path)
    return list(kept.values())


def stage_numpy(numpy: Compiled, work: Path) -> tuple[list[str], list[str]]:
    """NumPy's Python files for the library, as FOLDER=PACKAGE, and the folder with its licence and version."""
    staged = work / "staged/numpy"
    python_files.stage(numpy.build, staged, with_tests=False)
    for name in LEFT_OUT:
        shutil.rmtree(staged / "numpy" / name)
    information = work / "staged/numpy-2.4.6.dist-info"
    python_files.write_information(information, "numpy", "2.4.6", numpy.source / "LICENSE.txt")
    return [f"{staged / 'numpy'}=numpy"], [str(information)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path, help="folder to build in")
    parser.add_argument("--base", type=Path, required=True, help="folder in which the plain runtime was built")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop compiling after this time; call again to go on")
    parser.add_argument("--with-tests", action="store_true", help="link the modules in that NumPy's own tests need")
    arguments = parser.parse_args()
    work = arguments.work.resolve()
    base = static_link.BaseRuntime(arguments.base.resolve())
    toolchain = prepare_toolchain(work, base)
    numpy = compile_numpy(toolchain, work, arguments.seconds, arguments.with_tests)
    objects = static_link.prepare_link(toolchain, numpy.modules, numpy.objects, work / "link")
    folders, information = stage_numpy(numpy, work)
    print(json.dumps({"objects": str(objects), "folders": folders, "information": information}))


if __name__ == "__main__":
    main()
