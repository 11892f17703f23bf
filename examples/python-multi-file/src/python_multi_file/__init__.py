"""Text documents: which encoding they are in, what they are called, how large they are in words that people use."""

import wadup

from .encodings import decode
from .names import describe_size, slug_of, title_of

documents = wadup.define_table(
    "documents",
    [("encoding", "String"), ("language", "String"), ("title", "String"), ("slug", "String"), ("size", "String")],
)


def main():
    content = wadup.content.bytes()
    decoded = decode(content)
    if decoded is None:
        return
    title = title_of(decoded.text)
    documents.insert([decoded.encoding, decoded.language, title, slug_of(title), describe_size(len(content))])
