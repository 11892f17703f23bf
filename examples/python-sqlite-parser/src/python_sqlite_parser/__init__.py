"""The number of rows of every table in a SQLite database."""

import contextlib
import sqlite3
import sys

import wadup

MAGIC = b"SQLite format 3\0"
# Read in place: nobody else writes to a content, so that there is nothing to lock and no journal to look for.
ADDRESS = f"file:{wadup.content.path}?mode=ro&immutable=1"
TABLES = """
    SELECT name FROM sqlite_schema
    WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name
"""

db_table_stats = wadup.define_table("db_table_stats", [("table_name", "String"), ("row_count", "Int64")])


def main():
    if wadup.content.read(0, len(MAGIC)) != MAGIC:
        return 0
    with contextlib.closing(sqlite3.connect(ADDRESS, uri=True)) as database:
        # Names that are no UTF-8 are still names.
        database.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
        try:
            return count_tables(database)
        except sqlite3.Error as error:
            print(f"python-sqlite-parser: {error}", file=sys.stderr)
            return 1


def count_tables(database):
    """Inserts a row for each table; a table that cannot be counted has no count, and the content fails."""
    failures = 0
    for (name,) in database.execute(TABLES).fetchall():
        quoted = '"' + name.replace('"', '""') + '"'
        try:
            (count,) = database.execute(f"SELECT count(*) FROM {quoted}").fetchone()
        except sqlite3.Error as error:
            print(f"python-sqlite-parser: table '{name}': {error}", file=sys.stderr)
            count = None
            failures += 1
        db_table_stats.insert([name, count])
    return 1 if failures else 0
