"""Structured data."""

import base64
import configparser
import csv
import email
import io
import json
import pickle
import plistlib
import sqlite3
from email import policy


def _csv(content):
    file = io.StringIO()
    csv.writer(file).writerow(["a,b", 'say "hi"', len(content)])
    return next(csv.reader(io.StringIO(file.getvalue())))


def _sqlite(content):
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE words USING fts5(word)")
    database.executemany("INSERT INTO words VALUES (?)", [(word,) for word in content.decode("utf-8", "replace").split()])
    return database.execute("SELECT group_concat(word, ' ') FROM words WHERE words MATCH 'the OR qu*'").fetchone()


def _email(content):
    message = email.message_from_bytes(b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n\n" + content, policy=policy.default)
    return message["subject"], len(message.get_content())


def _configparser(content):
    parser = configparser.ConfigParser()
    parser.read_string("[a]\nb = %(c)s!\nc = 1\n")
    return dict(parser["a"])


TESTS = {
    "json": lambda content: json.loads(json.dumps({"length": len(content), "text": "é\u2028"})),
    "csv": _csv,
    "sqlite3": _sqlite,
    "pickle": lambda content: len(pickle.loads(pickle.dumps(content))),
    "plistlib": lambda content: plistlib.loads(plistlib.dumps({"a": [1, 2.5]}, fmt=plistlib.FMT_BINARY)),
    "base64": lambda content: base64.b85encode(content[:8]).decode(),
    "email": _email,
    "configparser": _configparser,
}
