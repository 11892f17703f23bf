"""The part of a meson project that is Python: what an installation would put into site-packages, and nothing else of it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

# Type stubs, headers and Cython declarations serve compilers; nobody compiles in the sandbox.
NEEDED_TO_RUN = {".py", ".tpl"}


def stage(build: Path, target: Path, with_tests: bool) -> None:
    """Copies what runs of a configured project into the folder, as it would be installed."""
    shutil.rmtree(target, ignore_errors=True)
    for source, inner in sorted(_files(build, with_tests), key=lambda pair: pair[1]):
        if with_tests or source.suffix in NEEDED_TO_RUN:
            destination = target / inner
            destination.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, destination)


def _files(build: Path, with_tests: bool, also: frozenset[str] = frozenset()) -> Iterator[tuple[Path, str]]:
    plan = json.loads((build / "meson-info/intro-install_plan.json").read_text())
    for kind, entries in plan.items():
        for name, entry in entries.items():
            inner = entry["destination"].removeprefix("{py_platlib}/").removeprefix("{py_purelib}/")
            tags = {"python-runtime", None, *also} | ({"tests"} if with_tests else set())
            if entry["tag"] not in tags or inner.startswith("{") or name.endswith(".so"):
                continue
            if kind == "install_subdirs":
                yield from _folder(Path(name), inner, entry)
            elif Path(name).is_file():
                yield Path(name), inner


def _folder(folder: Path, inner: str, entry: dict[str, list[str]]) -> Iterator[tuple[Path, str]]:
    excluded = {*entry["exclude_dirs"], "__pycache__"}
    for path in folder.rglob("*"):
        relative = path.relative_to(folder)
        if path.is_file() and not excluded & set(relative.parts) and relative.as_posix() not in entry["exclude_files"]:
            yield path, f"{inner}/{relative.as_posix()}"


def stage_for_compilers(build: Path, target: Path) -> None:
    """NumPy as other projects are compiled with it: headers, Cython declarations, and the function that says where they are."""
    shutil.rmtree(target, ignore_errors=True)
    for source, inner in _files(build, with_tests=False, also=frozenset({"devel"})):
        if source.suffix in {".h", ".c", ".pxd"}:
            destination = target / inner
            destination.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, destination)
    include = target / "numpy/_core/include"
    (target / "numpy/__init__.py").write_text(f"def get_include():\n    return {str(include)!r}\n")


def write_information(folder: Path, name: str, version: str, licence: Path) -> None:
    """What importlib.metadata reads of an installed project, and its licence."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nLicense-File: {licence.name}\n")
    shutil.copyfile(licence, folder / licence.name)
