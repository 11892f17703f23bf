"""What it takes to link extension modules into the interpreter: there are no shared libraries in WebAssembly's WASI."""

import re
from pathlib import Path

from cross_meson import run
from toolchain import EXCEPTION_FLAGS, Toolchain

EXTENSION_OBJECT = re.compile(r"^(?P<module>[\w/]+)\.[\w-]+\.so\.p/")


def module_of(object_file: Path, build: Path) -> str | None:
    """The dotted name of the extension module that a file belongs to; None for a library's."""
    match = EXTENSION_OBJECT.match(object_file.relative_to(build).as_posix())
    return match["module"].replace("/", ".") if match else None


def registry_source(modules: list[str]) -> str:
    """C with the runtime's table of further built-in modules, under their full names."""
    functions = [(name, f"PyInit_{name.rpartition('.')[2]}") for name in sorted(modules)]
    declarations = "".join(f"PyObject *{function}(void);\n" for _, function in functions)
    entries = "".join(f'    {{"{name}", {function}}},\n' for name, function in functions)
    return f"#include <Python.h>\n\n{declarations}\nstruct _inittab wadup_extension_modules[] = {{\n{entries}    {{0, 0}},\n}};\n"


def compile_c(toolchain: Toolchain, source: Path, folder: Path, flags: list[str]) -> Path:
    """Compiles one C or C++ file into the folder."""
    target = folder / f"{source.name}.o"
    driver = "c++" if source.suffix == ".cpp" else "cc"
    given = [*toolchain.compile_flags(folder), f"-ffile-prefix-map={source.parent}=.", *flags]
    command = [str(toolchain.zig), driver, *given, "-c", str(source), "-o", str(target)]
    run(command, folder, toolchain.environment())
    return target


# WebAssembly programs without exceptions get a C++ runtime without them, in which a throw ends the program. What throwing and
# catching need is part of the same package as source.
_THROWING = ["libcxxabi/src/cxa_exception.cpp", "libcxxabi/src/cxa_personality.cpp", "libunwind/src/Unwind-wasm.c"]
_TAG = '__asm__(".globl __cpp_exception\\n.tagtype __cpp_exception i32\\n__cpp_exception:\\n");\n'


def compile_exception_runtime(toolchain: Toolchain, folder: Path) -> list[Path]:
    """What C++ files that throw or catch are linked with."""
    library = toolchain.zig.parent / "lib"
    flags = [*EXCEPTION_FLAGS, "-fdeclspec", f"-I{library}/libunwind/include", f"-I{library}/libunwind/src"]
    cxx = ["-std=c++23", "-D_LIBCXXABI_BUILDING_LIBRARY", "-D_LIBCPP_BUILDING_LIBRARY", "-D_LIBCXXABI_HAS_NO_THREADS"]
    cxx += ["-DLIBCXX_BUILDING_LIBCXXABI", f"-I{library}/libcxxabi/src", f"-I{library}/libcxx/src"]
    c = ["-D_LIBUNWIND_HAS_NO_THREADS", "-D_LIBUNWIND_HIDE_SYMBOLS"]
    objects = [compile_c(toolchain, library / name, folder, flags + (cxx if name.endswith(".cpp") else c)) for name in _THROWING]
    tag = folder / "exception_tag.c"
    tag.write_text(_TAG)
    return [*objects, compile_c(toolchain, tag, folder, EXCEPTION_FLAGS[:2])]


def prepare_link(toolchain: Toolchain, modules: list[str], objects: list[Path], folder: Path) -> Path:
    """Compiles what the link needs beside the modules; gives the file that lists all object files."""
    folder.mkdir(parents=True, exist_ok=True)
    registry = folder / "registry.c"
    registry.write_text(registry_source(modules))
    objects = [*objects, compile_c(toolchain, registry, folder, []), *compile_exception_runtime(toolchain, folder)]
    listing = folder / "objects.rsp"
    listing.write_text("".join(f"{path}\n" for path in objects))
    return listing
