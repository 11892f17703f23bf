"""What the language itself rests on."""

import ast
import asyncio
import collections
import contextvars
import dis
import enum
import functools
import importlib.metadata
import importlib.resources
import io
import itertools
import logging
import operator
import os
import pathlib
import sys
import tempfile
import threading
import time
import types
import typing
import uuid
import weakref


async def _waits(content):
    order = []

    async def wait(name, seconds):
        await asyncio.sleep(seconds)
        order.append(name)

    await asyncio.gather(wait("late", 0.002), wait("early", 0))
    return order


def _files(content):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "größe.bin")
        path.write_bytes(content)
        return [(entry.name, entry.stat().st_size) for entry in os.scandir(folder)]


def _logging(content):
    stream = io.StringIO()
    logger = logging.Logger("module-test")
    logger.addHandler(logging.StreamHandler(stream))
    logger.warning("%d bytes", len(content))
    return stream.getvalue().strip()


def _weakref(content):
    class Something:
        pass

    something = Something()
    reference = weakref.ref(something)
    del something
    return reference() is None


def _recursion(content):
    try:
        return (lambda again: again(again))(lambda again: again(again))
    except RecursionError as error:
        return str(error).partition(" while")[0]


def _context(content):
    variable = contextvars.ContextVar("variable", default=0)
    return contextvars.copy_context().run(lambda: variable.set(len(content)) and variable.get()), variable.get()


TESTS = {
    "ast": lambda content: ast.unparse(ast.parse("x=[1,2]")),
    "asyncio": lambda content: asyncio.run(_waits(content)),
    "collections": lambda content: collections.Counter(content).most_common(1),
    "contextvars": _context,
    "dis": lambda content: [step.opname for step in dis.get_instructions("x")][-1],
    "enum": lambda content: enum.Enum("Colour", "RED GREEN")(2).name,
    "functools": lambda content: functools.reduce(operator.xor, content),
    "importlib.metadata": lambda content: importlib.metadata.version("python-module-test"),
    "importlib.resources": lambda content: importlib.resources.files(__package__).joinpath("data.txt").read_text(),
    "itertools": lambda content: len(list(itertools.batched(content, 16))),
    "logging": _logging,
    "pathlib and os": _files,
    "recursion": _recursion,
    "sys": lambda content: (sys.platform, sys.version_info[:2], sys.maxsize),
    "threading": lambda content: threading.current_thread().name,
    "time": lambda content: time.gmtime(len(content))[:3],
    "types and typing": lambda content: typing.get_type_hints(types.SimpleNamespace) == {},
    "uuid": lambda content: str(uuid.uuid5(uuid.NAMESPACE_URL, str(len(content)))),
    "weakref": _weakref,
}
