"""Changes to unpacked sources; one that does not fit is an error, never skipped."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Edit:
    """Replaces a text that occurs exactly once in a file."""

    file: str
    old: str
    new: str


def apply(edits: list[Edit], source: Path) -> None:
    """Edits an unpacked source, once; SystemExit when it was edited in another way before."""
    mark = source / ".edited"
    if mark.exists():
        if mark.read_text() != repr(edits):
            raise SystemExit(f"{source} was edited by another version of this build: remove it")
        return
    for edit in edits:
        path = source / edit.file
        text = path.read_text()
        if text.count(edit.old) != 1:
            raise SystemExit(f"{edit.file} has {text.count(edit.old)} times: {edit.old}")
        path.write_text(text.replace(edit.old, edit.new))
    mark.write_text(repr(edits))
