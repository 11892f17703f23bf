"""Fetches files from the package index that pip is set up for, pinned by their SHA-256.

pip itself would build a wheel out of a source distribution before handing it over, so its finder and its session are used
directly: the same index, proxy and certificates as `pip install`.
"""

import hashlib
import tarfile
import zipfile
from pathlib import Path


def sha256_of(path: Path) -> str:
    """The file's SHA-256 as lower-case hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fetch(project: str, filename: str, sha256: str, folder: Path) -> Path:
    """Puts a project's file into the folder, unless it is there already, and checks it.

    Raises SystemExit when the index does not have it or its bytes are others than the pinned ones.
    """
    path = folder / filename
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_download(project, filename))
    actual = sha256_of(path)
    if actual != sha256:
        path.unlink()
        raise SystemExit(f"{filename} has SHA-256 {actual}, expected {sha256}")
    return path


def unpack(archive: Path, folder: Path) -> Path:
    """Unpacks a .tar.gz or .whl into the folder, once; gives the folder."""
    mark = folder / f".{archive.name}.unpacked"
    if not mark.exists():
        folder.mkdir(parents=True, exist_ok=True)
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as wheel:
                wheel.extractall(folder)
        else:
            with tarfile.open(archive) as tar:
                tar.extractall(folder, filter="data")
        mark.touch()
    return folder


def _download(project: str, filename: str) -> bytes:
    from pip._internal.commands import create_command

    command = create_command("download")
    options, _ = command.parse_args([project])
    with command.main_context():
        session = command.get_default_session(options)
        finder = command._build_package_finder(options, session)
        for candidate in finder.find_all_candidates(project):
            if candidate.link.filename == filename:
                response = session.get(candidate.link.url_without_fragment)
                response.raise_for_status()
                return response.content
    raise SystemExit(f"the package index has no {filename}")
