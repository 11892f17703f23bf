"""Builds pandas' extension modules for wasm32-wasip1, and the runtime with NumPy and pandas; see README.md."""

import argparse
import dataclasses
import importlib.util
import json
import shutil
import sys
import zipfile
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "numpy")]

import cross_meson  # noqa: E402
import pinned_files  # noqa: E402
import python_files  # noqa: E402
import source_edits  # noqa: E402
import static_link  # noqa: E402
from pandas_edits import PANDAS_EDITS  # noqa: E402

PANDAS = ("pandas", "pandas-2.3.3.tar.gz", "e05e1af93b977f7eafa636d043f9f94c7ee3ac81af99c13508215942e64c993b")
WHEELS = [
    (
        "python-dateutil",
        "python_dateutil-2.9.0.post0-py2.py3-none-any.whl",
        "a8b2bc7bffae282281c8140a97d3aa9c14da0b136dfe83f850eea9a5f7470427",
    ),
    ("pytz", "pytz-2026.6-py2.py3-none-any.whl", "7fed3fee8fd6bd4a2b7b75a8d56021d0624127bf69bd5691f115db929ac570b3"),
    ("six", "six-1.17.0-py2.py3-none-any.whl", "4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274"),
]

# Two thirds of the size of -O2, and what starts with it is read and compiled at the start of every run. Assertions would name
# files of the machine that builds.
MESON_OPTIONS = ["-Doptimization=s", "-Db_ndebug=true"]


def load_numpy_build():
    """NumPy's build script, which has the same name as this one."""
    spec = importlib.util.spec_from_file_location("numpy_build", HERE.parent / "numpy/build.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["numpy_build"] = module
    spec.loader.exec_module(module)
    return module


def compile_pandas(toolchain: cross_meson.Toolchain, work: Path, numpy_build: Path, meson: Path, seconds: float):
    """Gives the names of pandas' extension modules, their object files and the build folder."""
    source = pinned_files.unpack(pinned_files.fetch(*PANDAS, work / "downloads"), work / "src") / "pandas-2.3.3"
    source_edits.apply(PANDAS_EDITS, source)
    # What pandas' build asks its own environment for: where NumPy's headers are, and the name of a module that it does not use.
    environment = work / "pandas-environment"
    if not environment.exists():
        python_files.stage_for_compilers(numpy_build, environment)
        (environment / "versioneer.py").write_text("")
    toolchain = dataclasses.replace(toolchain, site_packages=[*toolchain.site_packages, environment])
    build = cross_meson.set_up(toolchain, meson, source, work / "pandas", MESON_OPTIONS)
    objects = cross_meson.build_objects(toolchain, build, lambda name: True, seconds)
    modules = sorted({module for path in objects if (module := static_link.module_of(path, build))})
    # The parser of CSV is part of four modules; one program needs it once.
    once = {path if "meson-generated" in path.name else path.name.removeprefix(".._"): path for path in objects}
    return modules, list(once.values()), build


def stage_pandas(build: Path, work: Path) -> tuple[list[str], list[str]]:
    """The Python files of pandas and of what it needs, for the library, and the folders with their licences and versions."""
    staged = work / "staged/pandas"
    python_files.stage(build, staged, with_tests=False)
    needed = work / "staged/needed"
    shutil.rmtree(needed, ignore_errors=True)
    for wheel in WHEELS:
        with zipfile.ZipFile(pinned_files.fetch(*wheel, work / "downloads")) as archive:
            archive.extractall(needed)
    information = work / "staged/pandas-2.3.3.dist-info"
    python_files.write_information(information, "pandas", "2.3.3", work / "src/pandas-2.3.3/LICENSE")
    return [f"{staged / 'pandas'}=pandas", f"{needed}="], [str(information)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path, help="folder to build in")
    parser.add_argument("--base", type=Path, required=True, help="folder in which the plain runtime was built")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop compiling after this time; call again to go on")
    parser.add_argument("--with-tests", action="store_true", help="link the modules in that NumPy's own tests need")
    arguments = parser.parse_args()
    work = arguments.work.resolve()
    base = static_link.BaseRuntime(arguments.base.resolve())
    numpy_script = load_numpy_build()
    toolchain = numpy_script.prepare_toolchain(work, base)
    numpy = numpy_script.compile_numpy(toolchain, work, arguments.seconds, arguments.with_tests)
    meson = numpy.source / "vendored-meson/meson/meson.py"
    modules, objects, build = compile_pandas(toolchain, work, numpy.build, meson, arguments.seconds)
    objects = static_link.prepare_link(toolchain, [*numpy.modules, *modules], [*numpy.objects, *objects], work / "link-pandas")
    folders, information = numpy_script.stage_numpy(numpy, work)
    more_folders, more_information = stage_pandas(build, work)
    print(json.dumps({"objects": str(objects), "folders": folders + more_folders, "information": information + more_information}))


if __name__ == "__main__":
    main()
