"""Fetches what an extension's own tests need, all of it pinned: its source distribution, unchanged, and pytest's wheels.

`fetch_suite.py NAME DOWNLOADS FOLDER` unpacks into the folder and prints where everything is as one line of JSON.
"""

import importlib
import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True
EXTENSIONS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(EXTENSIONS))

import pinned_files  # noqa: E402

WHEELS = [
    ("attrs", "attrs-26.1.0-py3-none-any.whl", "c647aa4a12dfbad9333ca4e71fe62ddc36f4e63b2d260a37a8b83d2f043ac309"),
    ("hypothesis", "hypothesis-6.142.2-py3-none-any.whl", "cc6c6e66c06aff695dd255501a767b528e00d84ce3572160425a9ba5e4a47845"),
    ("iniconfig", "iniconfig-2.3.1-py3-none-any.whl", "9121e2c1fdb355232495be3194c8dfe87ccc2d5dee45947b78e68f499790d7a7"),
    ("packaging", "packaging-26.3-py3-none-any.whl", "d7193f7c8e4e93f444fde0262bf90af30e16fa0ad0ad44cb553c87339b23cd1c"),
    ("pluggy", "pluggy-1.7.0-py3-none-any.whl", "7dd7b0d8832ba3cb632c306926ded123429211b83641b35dc5c41ad2d34f9bec"),
    ("pytest", "pytest-8.3.5-py3-none-any.whl", "c69214aa47deac29fad6c2a4f590b9c4a9fdb16a403176fe154b79c0b4d4d820"),
    (
        "sortedcontainers",
        "sortedcontainers-2.4.0-py2.py3-none-any.whl",
        "a163dcaede0f1c021485e957a39245190e74249897e2ae4b2aa38595db237ee0",
    ),
]


def source_distribution(name: str) -> tuple[str, str, str]:
    """What NAME_extension.py pins as NAME, the one of the extension itself."""
    # One may import another's script.
    sys.path += [str(path.parent) for path in sorted(EXTENSIONS.parent.glob("*/*_extension.py"))]
    return getattr(importlib.import_module(f"{name}_extension"), name.upper())


def main() -> None:
    name, downloads, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    project, filename, sha256 = source_distribution(name)
    source = pinned_files.unpack(pinned_files.fetch(project, filename, sha256, downloads), folder)
    wheels = [str(pinned_files.fetch(*wheel, downloads)) for wheel in WHEELS]
    print(json.dumps({"source": str(source / filename.removesuffix(".tar.gz")), "wheels": wheels}))


if __name__ == "__main__":
    main()
