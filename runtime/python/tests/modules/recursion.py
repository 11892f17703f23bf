"""Ways to recurse without end, by name: the content says which. All have to end in an exception, or well."""

import ast
import asyncio
import contextlib
import copy
import dataclasses
import functools
import json
import marshal
import operator
import pickle
import re
import sqlite3
import sys
import types
import xml.dom.minidom
import xml.etree.ElementTree
import xml.parsers.expat

import wadup

DEEP = 100_000


def nested(wrap, value):
    for _ in range(DEEP):
        value = wrap(value)
    return value


def special(name, body):
    """An object whose special method asks the same of itself again."""
    return type('Recursive', (), {name: body})()


def endless():
    return endless()


def through_eval(depth=0):
    return eval('through_eval(depth + 1)', {'through_eval': through_eval, 'depth': depth})


def through_sort():
    key = functools.cmp_to_key(lambda one, other: through_sort())
    return sorted([1, 2], key=key)


def through_sql():
    database = sqlite3.connect(':memory:')
    database.create_function('again', 0, lambda: database.execute('SELECT again()').fetchone()[0])
    return database.execute('SELECT again()').fetchone()


@contextlib.contextmanager
def through_context_managers():
    with through_context_managers():
        yield


async def through_coroutines():
    await through_coroutines()


def through_generators(depth=0):
    yield from through_generators(depth + 1)


def enter(manager):
    with manager:
        pass


@dataclasses.dataclass
class Link:
    next: object


class Property:
    @property
    def itself(self):
        return self.itself


class Created:
    def __init__(self):
        Created()


class Subclassed:
    def __init_subclass__(cls):
        type('Another', (Subclassed,), {})


class Copied:
    def __reduce__(self):
        return (Copied, (Copied(),))


def element_declaration(depth):
    parser = xml.parsers.expat.ParserCreate()
    parser.ElementDeclHandler = lambda name, model: None
    parser.Parse(f'<!DOCTYPE a [<!ELEMENT a {"(" * depth}b{")" * depth}>]><a/>')


def sql(text, *values):
    return lambda: sqlite3.connect(':memory:').execute(text, values).fetchall()


def source(text, mode='eval'):
    return lambda: compile(text, '<generated>', mode)


def elements():
    return xml.etree.ElementTree.fromstring('<a>' * DEEP + '</a>' * DEEP)


CASES = {
    'call': endless,
    'eval': through_eval,
    'sort': through_sort,
    'context': lambda: enter(through_context_managers()),
    'coroutine': lambda: asyncio.run(through_coroutines()),
    'generator': lambda: next(through_generators()),
    'property': lambda: Property().itself,
    'init': Created,
    'subclass': lambda: type('First', (Subclassed,), {}),
    'getattr': lambda: special('__getattr__', lambda self, name: getattr(self, name + 'x')).x,
    'repr': lambda: repr(special('__repr__', lambda self: repr(self))),
    'str': lambda: str(special('__str__', lambda self: f'{self}')),
    'format': lambda: format(special('__format__', lambda self, spec: format(self, spec))),
    'bool': lambda: bool(special('__bool__', lambda self: bool(self))),
    'len': lambda: len(special('__len__', lambda self: len(self))),
    'iter': lambda: iter(special('__iter__', lambda self: iter(self))),
    'index': lambda: operator.index(special('__index__', lambda self: operator.index(self))),
    'add': lambda: special('__add__', lambda self, other: self + other) + 1,
    'partial': lambda: special('__call__', lambda self: functools.partial(self)())(),
    'equal': lambda: nested(lambda value: [value], []) == nested(lambda value: [value], []),
    'repr-list': lambda: repr(nested(lambda value: [value], [])),
    'repr-dict': lambda: repr(nested(lambda value: {1: value}, {})),
    'repr-tuple': lambda: repr(nested(lambda value: (value,), ())),
    'repr-namespace': lambda: repr(nested(lambda value: types.SimpleNamespace(a=value), 1)),
    'repr-dataclass': lambda: repr(nested(Link, None)),
    'repr-generic': lambda: repr(nested(lambda value: list[value], int)),
    'copy': lambda: copy.deepcopy(nested(lambda value: [value], [])),
    'free': lambda: nested(lambda value: [value], []) and None,
    'json-read': lambda: json.loads('[' * DEEP),
    'json-read-object': lambda: json.loads('{"a":' * DEEP),
    'json-write': lambda: json.dumps(nested(lambda value: [value], [])),
    'json-write-indented': lambda: json.dumps(nested(lambda value: [value], []), indent=1),
    'pickle': lambda: pickle.dumps(nested(lambda value: [value], [])),
    'pickle-reduce': lambda: pickle.dumps(Copied()),
    'pickle-read': lambda: pickle.loads(b'\x80\x04' + b']' * DEEP + b'a' * (DEEP - 1) + b'.'),
    'marshal-read': lambda: marshal.loads(b'[\1\0\0\0' * DEEP),
    'regular-expression': lambda: re.compile('(' * 5000 + ')' * 5000),
    'exceptions': lambda: nested(lambda value: ExceptionGroup('x', [value]), ValueError(1)).split(TypeError),
    'source-parentheses': source('(' * DEEP + ')' * DEEP),
    'source-brackets': source('[' * 190 + ']' * 190),
    'source-minus': source('-' * DEEP + '1'),
    'source-not': source('not ' * DEEP + '1'),
    'source-lambda': source('lambda:' * DEEP + '1'),
    'source-calls': source('a' + '()' * DEEP),
    'source-attributes': source('a' + '.b' * DEEP),
    'source-sum': source('+'.join('1' * DEEP)),
    'source-elif': source('if 1: pass\n' + 'elif 1: pass\n' * DEEP, 'exec'),
    'source-indented': source('\n'.join(' ' * level + 'def f():' for level in range(99)) + ' pass', 'exec'),
    'literal': lambda: ast.literal_eval('[' * 190 + ']' * 190),
    'xml-write': lambda: xml.etree.ElementTree.tostring(elements()),
    'xml-find': lambda: elements().find('.//b'),
    'xml-copy': lambda: copy.deepcopy(elements()),
    'xml-declaration': lambda: element_declaration(50_000),
    'xml-document': lambda: xml.dom.minidom.parseString('<a>' * 10_000 + '</a>' * 10_000).toxml(),
    'sql-function': through_sql,
    'sql-parentheses': sql('SELECT ' + '(' * 10_000 + '1' + ')' * 10_000),
    'sql-not': sql('SELECT ' + 'NOT ' * 990 + '1'),
    'sql-queries': sql('SELECT ' + '(SELECT ' * 90 + '1' + ')' * 90),
    'sql-like': sql('SELECT ? LIKE ?', 'a' * 40_000, '%a' * 20_000),
    'sql-like-longest': sql('SELECT ? LIKE ?', 'a' * 40_000, '%a' * 2500),
    'sql-json': sql('SELECT json(?)', '[' * DEEP),
}


def main():
    name = wadup.content.text()
    try:
        CASES[name]()
    except Exception as why:
        print(type(why).__name__)
    # The interpreter is well afterwards.
    print(json.dumps([sys.getrecursionlimit()]))
