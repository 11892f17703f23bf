"""Cross-compiles the extension modules of a meson project for wasm32-wasip1, object files only.

The project's own build description does the work: it generates sources, runs Cython and knows each file's flags. Only three
things are told to it: which compiler (zig's clang, behind a wrapper), which machine, and which Python headers.
"""

import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from toolchain import EXCEPTION_FLAGS, Toolchain

OBJECTS_AT_A_TIME = 8


def write_executable(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


def write_cross_file(toolchain: Toolchain, folder: Path) -> Path:
    """Compiler wrappers and meson's description of the target, in the folder `cross` of the given one."""
    cross = folder / "cross"
    quoted = " ".join(f"'{flag}'" for flag in toolchain.compile_flags(folder))
    # Position-independent code is for shared libraries, of which there are none here, and slower.
    drop = 'for a do shift; case $a in -fPIC) ;; *) set -- "$@" "$a";; esac; done\n'
    write_executable(cross / "cc", f'#!/bin/sh\n{drop}exec \'{toolchain.zig}\' cc {quoted} "$@"\n')
    # A file that is compiled with exceptions needs an encoding for them; one that forbids them needs nothing.
    exceptions = f'case " $* " in *" -fno-exceptions "*) e=;; *" -c "*) e="{" ".join(EXCEPTION_FLAGS)}";; esac\n'
    write_executable(cross / "c++", f'#!/bin/sh\n{drop}{exceptions}exec \'{toolchain.zig}\' c++ {quoted} $e "$@"\n')
    for tool in ("ar", "ranlib"):
        write_executable(cross / tool, f'#!/bin/sh\nexec \'{toolchain.zig}\' {tool} "$@"\n')
    # Meson looks for Cython on the PATH of the build machine only.
    write_executable(toolchain.cache / "bin/cython", f"#!/bin/sh\nexec '{sys.executable}' -m cython \"$@\"\n")
    write_executable(cross / "absent", "#!/bin/sh\nexit 1\n")
    binaries = {name: cross / name for name in ("ar", "ranlib")}
    binaries |= {"c": cross / "cc", "cpp": cross / "c++", "pkg-config": cross / "absent", "cmake": cross / "absent"}
    lines = ["[binaries]", *(f"{name} = '{path}'" for name, path in binaries.items())]
    lines += [f"python = '{sys.executable}'", "[properties]", "longdouble_format = 'IEEE_QUAD_LE'", "needs_exe_wrapper = true"]
    lines += ["[host_machine]", "system = 'wasi'", "cpu_family = 'wasm32'", "cpu = 'wasm32'", "endian = 'little'"]
    path = cross / "wasm32-wasip1.ini"
    path.write_text("\n".join(lines) + "\n")
    return path


def run(command: list[str], cwd: Path, environment: dict[str, str]) -> None:
    """Runs a command to its end; SystemExit when it fails."""
    if subprocess.run(command, cwd=cwd, env=environment).returncode != 0:
        raise SystemExit(f"failed: {' '.join(command)[:300]}")


def set_up(toolchain: Toolchain, meson: Path, source: Path, folder: Path, options: list[str]) -> Path:
    """Configures the project, once; gives its build folder."""
    build = folder / "build"
    if not (build / "build.ninja").exists():
        cross = write_cross_file(toolchain, folder)
        command = [sys.executable, str(meson), "setup", str(build), "--cross-file", str(cross), "-Dbuildtype=release", *options]
        run(command, source, toolchain.environment())
    return build


def all_targets(build: Path, environment: dict[str, str]) -> list[tuple[str, str]]:
    """Each target of the build with the rule that makes it."""
    answer = subprocess.run(["ninja", "-t", "targets", "all"], cwd=build, env=environment, capture_output=True, text=True, check=True)
    pairs = (line.rsplit(": ", 1) for line in answer.stdout.splitlines())
    return [(name, rule) for name, rule in pairs]


def build_objects(toolchain: Toolchain, build: Path, wanted: Callable[[str], bool], seconds: float) -> list[Path]:
    """Compiles the wanted object files and what they are generated from, in portions that end when the time is over.

    Gives the object files, sorted; SystemExit when the time is over first: the next call goes on from there.
    """
    environment = toolchain.environment()
    targets = all_targets(build, environment)
    objects = sorted(name for name, rule in targets if rule in ("c_COMPILER", "cpp_COMPILER") and name.endswith(".o") and wanted(name))
    generated = [name for name, rule in targets if rule in ("CUSTOM_COMMAND", "cython_COMPILER") and not name.startswith("meson-")]
    end = time.monotonic() + seconds
    run(["ninja", "--quiet", *generated], build, environment)
    for start in range(0, len(objects), OBJECTS_AT_A_TIME):
        if time.monotonic() > end:
            raise SystemExit(f"{len(objects) - start} of {len(objects)} object files are left: call again")
        run(["ninja", "--quiet", *objects[start : start + OBJECTS_AT_A_TIME]], build, environment)
    return [build / name for name in objects]
