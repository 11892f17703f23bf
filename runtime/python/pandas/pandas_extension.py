"""pandas' extension modules for wasm32-wasip1, and the packages of pure Python that it needs; NumPy comes before it."""

import dataclasses
import shutil
import zipfile
from pathlib import Path

import cross_meson
import pinned_files
import python_files
import source_edits
import static_link
from extension import Extension, Request
from numpy_extension import MESON
from pandas_edits import PANDAS_EDITS
from toolchain import Toolchain

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


def build(request: Request) -> Extension:
    """Compiles pandas; SystemExit when the time is over first."""
    work, numpy = request.work, request.built["numpy"]
    source = pinned_files.unpack(pinned_files.fetch(*PANDAS, work / "downloads"), work / "src") / "pandas-2.3.3"
    source_edits.apply(PANDAS_EDITS, source)
    toolchain = with_numpy_headers(request.toolchain, numpy, work / "pandas-environment")
    build = cross_meson.set_up(toolchain, numpy.source / MESON, source, work / "pandas", MESON_OPTIONS)
    objects = cross_meson.build_objects(toolchain, build, lambda name: True, request.seconds)
    # The parser of CSV is part of four modules; one program needs it once.
    once = {path if "meson-generated" in path.name else path.name.removeprefix(".._"): path for path in objects}
    staged = work / "staged/pandas"
    python_files.stage(build, staged, with_tests=False)
    information = work / "staged/pandas-2.3.3.dist-info"
    python_files.write_information(information, "pandas", "2.3.3", source / "LICENSE")
    return Extension(
        modules=sorted({module for path in objects if (module := static_link.module_of(path, build))}),
        objects=list(once.values()),
        folders=[f"{staged / 'pandas'}=pandas", f"{unpack_wheels(work / 'staged/needed', work / 'downloads')}="],
        information=[information],
        build=build,
        source=source,
    )


def with_numpy_headers(toolchain: Toolchain, numpy: Extension, folder: Path) -> Toolchain:
    """What pandas' build asks its own environment for: where NumPy's headers are, and the name of a module that it does not use."""
    if not folder.exists():
        python_files.stage_for_compilers(numpy.build, folder)
        (folder / "versioneer.py").write_text("")
    return dataclasses.replace(toolchain, site_packages=[*toolchain.site_packages, folder])


def unpack_wheels(folder: Path, downloads: Path) -> Path:
    """The packages that pandas needs, as they would be in site-packages."""
    shutil.rmtree(folder, ignore_errors=True)
    for wheel in WHEELS:
        with zipfile.ZipFile(pinned_files.fetch(*wheel, downloads)) as archive:
            archive.extractall(folder)
    return folder
