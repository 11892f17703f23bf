"""Text and its encodings."""

import codecs
import difflib
import html
import re
import textwrap
import tomllib
import unicodedata
from xml.etree import ElementTree
from xml.parsers import expat


def _text(content):
    return content.decode("utf-8", "replace")


def _encodings(content):
    names = ("cp1252", "iso8859-2", "koi8-r", "shift_jis", "gb18030", "big5", "euc_kr", "iso2022_jp", "utf-16-le")
    return {name: len(codecs.encode("Žluťoučký 文字", name, "ignore")) for name in names}


def _expat(content):
    seen = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: seen.append((name, attributes))
    parser.Parse(b'<a b="1"><c/></a>', True)
    return seen


TESTS = {
    "re": lambda content: len(re.findall(r"\b\w+\b", _text(content))),
    "unicodedata": lambda content: unicodedata.name(max(_text(content))),
    "normalize": lambda content: len(unicodedata.normalize("NFD", _text(content))),
    "codecs": _encodings,
    "expat": _expat,
    "ElementTree": lambda content: ElementTree.fromstring("<r><i>1</i><i>2</i></r>").findall("i")[1].text,
    "html": lambda content: html.unescape("&eacute;&#8364;") + html.escape("<&>"),
    "textwrap": lambda content: len(textwrap.wrap(_text(content), 20)),
    "difflib": lambda content: difflib.get_close_matches("quikc", _text(content).split()),
    "tomllib": lambda content: tomllib.loads("a = [1, 2]\n[b]\nc = 2024-01-01"),
}
