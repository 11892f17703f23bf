"""Names and sizes for people."""

import humanize
from slugify import slugify


def title_of(text):
    """The first line that says something."""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def slug_of(title):
    return slugify(title, max_length=60, word_boundary=True)


def describe_size(size):
    return humanize.naturalsize(size, binary=True)
