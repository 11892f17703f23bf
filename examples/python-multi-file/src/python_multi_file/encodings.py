"""From bytes to text."""

from typing import NamedTuple

import chardet

# chardet looks at more of a content than it needs for an answer.
MOST_BYTES = 64 * 1024


class Decoded(NamedTuple):
    encoding: str
    language: str | None
    text: str


def decode(content):
    """The content as text; None when it is no text in any encoding that is known."""
    found = chardet.detect(content[:MOST_BYTES])
    encoding = found["encoding"]
    if encoding is None:
        return None
    try:
        return Decoded(encoding, found["language"] or None, content.decode(encoding, "replace"))
    except LookupError:
        return None
