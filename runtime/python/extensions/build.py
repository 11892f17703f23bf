"""Builds extensions for wasm32-wasip1, those that others need first, and says what to link; see README.md."""

import argparse
import importlib
import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import static_link  # noqa: E402
import toolchain  # noqa: E402
from extension import Extension, Request  # noqa: E402


def build(name: str, request: Request) -> Extension:
    folder = HERE.parent / name
    if not (folder / f"{name}_extension.py").exists():
        raise SystemExit(f"there is no {name}/{name}_extension.py beside {HERE.name}")
    sys.path.append(str(folder))
    return importlib.import_module(f"{name}_extension").build(request)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path, help="folder to build in")
    parser.add_argument("names", nargs="+", help="the extensions")
    parser.add_argument("--base", type=Path, required=True, help="folder in which the plain runtime was built")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop compiling after this time; call again to go on")
    parser.add_argument("--with-tests", action="store_true", help="link the modules in that only the extensions' own tests need")
    arguments = parser.parse_args()
    work = arguments.work.resolve()
    tools = toolchain.prepare(work, toolchain.BaseRuntime(arguments.base.resolve()))
    request = Request(tools, work, arguments.seconds, arguments.with_tests)
    for name in arguments.names:
        request.built[name] = build(name, request)
    extensions = request.built.values()
    modules = [module for one in extensions for module in one.modules]
    objects = [path for one in extensions for path in one.objects]
    listing = static_link.prepare_link(tools, modules, objects, work / "-".join(["link", *arguments.names]))
    folders = [folder for one in extensions for folder in one.folders]
    information = [str(folder) for one in extensions for folder in one.information]
    print(json.dumps({"objects": str(listing), "folders": folders, "information": information}))


if __name__ == "__main__":
    main()
