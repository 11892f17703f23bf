"""Modules of the standard library, each doing something: that they can be imported says little."""

import importlib
import unittest

# All of the library that is not named below, so that nothing is missing without somebody knowing.
IMPORTED = """
abc argparse array ast asyncio atexit base64 binascii bisect builtins bz2 calendar cmath cmd code codecs codeop collections
collections.abc colorsys compileall concurrent.futures configparser contextlib contextvars copy copyreg csv cProfile
dataclasses datetime dbm dbm.dumb dbm.sqlite3 decimal difflib dis doctest email email.policy encodings.idna enum errno
faulthandler filecmp fileinput fnmatch fractions ftplib functools gc getopt getpass gettext glob graphlib gzip hashlib heapq
hmac html html.parser http http.client http.cookies imaplib importlib importlib.metadata importlib.resources inspect io
ipaddress itertools json keyword linecache locale logging logging.config logging.handlers lzma mailbox marshal math mimetypes
modulefinder multiprocessing netrc numbers opcode operator optparse os pathlib pdb pickle pickletools pkgutil platform plistlib
poplib posixpath pprint profile pstats py_compile pyclbr pydoc queue quopri random re reprlib rlcompleter runpy sched secrets
select selectors shelve shlex shutil signal site smtplib socket socketserver sqlite3 stat statistics string stringprep struct
subprocess symtable sys sysconfig tabnanny tarfile tempfile textwrap threading time timeit token tokenize tomllib trace
traceback tracemalloc types typing unicodedata unittest unittest.mock urllib.parse urllib.request uuid warnings wave weakref
webbrowser wsgiref.util xml.dom.minidom xml.etree.ElementTree xml.parsers.expat xml.sax xmlrpc.client zipapp zipfile zipimport
zlib zoneinfo
""".split()


class Imports(unittest.TestCase):
    def test_everything_that_is_there_can_be_imported(self):
        for name in IMPORTED:
            with self.subTest(name):
                importlib.import_module(name)

    def test_what_is_absent_says_why(self):
        for name, reason in {
            'ssl': 'there is no network',
            'ctypes': 'native libraries cannot be loaded',
            'mmap': 'files cannot be mapped into memory',
            'fcntl': 'files cannot be locked',
            'tkinter': 'there is no screen',
            'tkinter.ttk': 'there is no screen',
            'pwd': 'there are no users',
        }.items():
            with self.subTest(name):
                with self.assertRaises(ImportError) as caught:
                    importlib.import_module(name)
                self.assertRegex(str(caught.exception), f"^{name.split('.')[0]} is not available in WADUP's sandbox: {reason}")
                self.assertEqual(caught.exception.name, name.split('.')[0])

    def test_who_asks_whether_there_is_such_a_module_gets_no_for_an_answer(self):
        import importlib.util

        self.assertIsNone(importlib.util.find_spec('ssl'))
        self.assertIsNone(importlib.util.find_spec('nothing_of_that_name'))
        with self.assertRaisesRegex(ModuleNotFoundError, "^No module named 'nothing_of_that_name'$"):
            importlib.import_module('nothing_of_that_name')


class Hashes(unittest.TestCase):
    EMPTY = {
        'md5': 'd41d8cd98f00b204e9800998ecf8427e',
        'sha1': 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
        'sha224': 'd14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f',
        'sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
        'sha384': '38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b',
        'sha3_256': 'a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a',
        'blake2s': '69217a3079908094e11121d042354a7c1f55b6482ca1a51e1b250dfd1ed0eef9',
    }

    def test_all_algorithms_that_python_guarantees(self):
        import hashlib

        for name in hashlib.algorithms_guaranteed:
            digest = hashlib.new(name, b'')
            text = digest.hexdigest(32) if name.startswith('shake') else digest.hexdigest()
            self.assertEqual(text, self.EMPTY.get(name, text), name)

    def test_derived_keys(self):
        import hashlib

        self.assertEqual(
            hashlib.pbkdf2_hmac('sha1', b'password', b'salt', 2).hex(), 'ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957'
        )
        self.assertEqual(
            hashlib.pbkdf2_hmac('sha256', b'passwd', b'salt', 1, 64).hex(),
            '55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc'
            '49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783',
        )


class Databases(unittest.TestCase):
    def test_full_text_search_trees_and_mathematics(self):
        import sqlite3

        database = sqlite3.connect(':memory:')
        database.execute('CREATE VIRTUAL TABLE words USING fts5(text)')
        database.executemany('INSERT INTO words VALUES (?)', [('red fox',), ('blue whale',)])
        found = database.execute("SELECT text FROM words WHERE words MATCH 'wha*'").fetchall()
        self.assertEqual(found, [('blue whale',)])
        database.execute('CREATE VIRTUAL TABLE boxes USING rtree(id, x0, x1)')
        database.execute('INSERT INTO boxes VALUES (1, 2, 3)')
        self.assertEqual(database.execute('SELECT id FROM boxes WHERE x1 > 2.5').fetchall(), [(1,)])
        self.assertAlmostEqual(database.execute('SELECT sin(pi() / 2)').fetchone()[0], 1.0)

    def test_a_database_in_scratch_space(self):
        import sqlite3

        with sqlite3.connect('/tmp/x.db') as database:
            database.execute('CREATE TABLE t (a)')
            database.execute('INSERT INTO t VALUES (1)')
        database.close()
        again = sqlite3.connect('file:/tmp/x.db?mode=ro&immutable=1', uri=True)
        self.assertEqual(again.execute('SELECT a FROM t').fetchall(), [(1,)])
        again.close()


class Compression(unittest.TestCase):
    TEXT = b'the quick brown fox ' * 1000

    def test_every_format_both_ways(self):
        for name in ('zlib', 'gzip', 'bz2', 'lzma'):
            module = importlib.import_module(name)
            packed = module.compress(self.TEXT)
            self.assertLess(len(packed), 500, name)
            self.assertEqual(module.decompress(packed), self.TEXT, name)

    def test_archives(self):
        import io
        import tarfile
        import zipfile

        stream = io.BytesIO()
        for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
            with zipfile.ZipFile(stream, 'w', method) as archive:
                archive.writestr('a/b.txt', self.TEXT)
            with zipfile.ZipFile(stream) as archive:
                self.assertEqual(archive.read('a/b.txt'), self.TEXT)
        for mode in ('gz', 'bz2', 'xz'):
            with tarfile.open('/tmp/x.tar', f'w:{mode}') as archive:
                facts = tarfile.TarInfo('b.txt')
                facts.size = len(self.TEXT)
                archive.addfile(facts, io.BytesIO(self.TEXT))
            with tarfile.open('/tmp/x.tar') as archive:
                self.assertEqual(archive.extractfile('b.txt').read(), self.TEXT)


class Formats(unittest.TestCase):
    def test_each_reads_what_it_is_for(self):
        import csv
        import datetime
        import decimal
        import email.policy
        import json
        import struct
        import tomllib
        import unicodedata
        import xml.etree.ElementTree
        import zoneinfo

        self.assertEqual(json.loads('{"a": [1, 2.5, null]}'), {'a': [1, 2.5, None]})
        self.assertEqual(list(csv.reader(['a,"b,c"'])), [['a', 'b,c']])
        self.assertEqual(tomllib.loads('a = 1'), {'a': 1})
        self.assertEqual(xml.etree.ElementTree.fromstring('<a><b c="d"/></a>').find('b').get('c'), 'd')
        self.assertEqual(struct.unpack('<Hf', struct.pack('<Hf', 1, 0.5)), (1, 0.5))
        self.assertEqual(str((decimal.Decimal(1) / 3).quantize(decimal.Decimal('0.001'))), '0.333')
        # The C implementation, not the Python one that stands in for it.
        self.assertEqual(decimal.Decimal.__module__, 'decimal')
        self.assertIsNotNone(importlib.import_module('_decimal').__libmpdec_version__)
        self.assertEqual(unicodedata.normalize('NFC', 'a\u0308'), 'ä')
        summer = datetime.datetime(2024, 7, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'))
        self.assertEqual(summer.utcoffset(), datetime.timedelta(hours=2))
        self.assertGreater(len(zoneinfo.available_timezones()), 500)
        message = email.message_from_bytes(b'Subject: =?utf-8?q?gr=C3=BCn?=\n\nx', policy=email.policy.default)
        self.assertEqual(message['subject'], 'grün')

    def test_text_encodings(self):
        for name in ('utf-16', 'utf-32', 'cp1252', 'latin-1', 'shift_jis', 'gb18030', 'big5', 'euc_kr', 'koi8-r', 'idna'):
            self.assertEqual('a'.encode(name).decode(name), 'a', name)


class Numbers(unittest.TestCase):
    def test_logarithms_of_powers_of_two_are_exact(self):
        import math

        self.assertEqual([math.log2(math.ldexp(1.0, power)) for power in range(-1074, 1024)], list(range(-1074, 1024)))
        self.assertAlmostEqual(math.log2(1e-308), -1023.1538532253076, places=12)


class Concurrency(unittest.TestCase):
    def test_tasks_timers_and_timeouts(self):
        import asyncio

        order = []

        async def worker(name, seconds):
            await asyncio.sleep(seconds)
            order.append(name)
            return name

        async def main():
            self.assertEqual(await asyncio.gather(worker('b', 0.002), worker('a', 0.001)), ['b', 'a'])
            with self.assertRaises(TimeoutError):
                async with asyncio.timeout(0.001):
                    await asyncio.sleep(100)
            queue = asyncio.Queue()
            async with asyncio.TaskGroup() as group:
                group.create_task(queue.put(1))
                self.assertEqual(await queue.get(), 1)
            return await asyncio.to_thread(lambda: 42)

        self.assertEqual(asyncio.run(main()), 42)
        self.assertEqual(order, ['a', 'b'])

    def test_waiting_for_what_nobody_will_do_is_an_error(self):
        import asyncio

        async def main():
            await asyncio.Event().wait()

        with self.assertRaisesRegex(RuntimeError, 'deadlock'):
            asyncio.run(main())

    def test_there_are_no_threads(self):
        import threading

        with self.assertRaises(RuntimeError):
            threading.Thread(target=print).start()


class Environment(unittest.TestCase):
    def test_there_is_none(self):
        import os
        import sys

        self.assertEqual(dict(os.environ), {})
        self.assertEqual(sys.argv, [''])
        self.assertEqual(os.getcwd(), '/')
        self.assertEqual(sys.path, ['/module', '/lib/python3.13'])
        self.assertEqual(sys.stdin.read(), '')

    def test_questions_about_the_machine_have_an_answer(self):
        import getpass
        import os
        import platform
        import tempfile
        import uuid

        self.assertTrue(platform.platform())
        self.assertEqual(platform.system(), 'wasi')
        self.assertEqual(tempfile.gettempdir(), '/tmp')
        self.assertEqual(os.cpu_count() or 1, 1)
        self.assertNotEqual(uuid.uuid4(), uuid.uuid4())
        self.assertTrue(uuid.uuid1())
        with self.assertRaises((OSError, ImportError)):
            getpass.getuser()

    def test_the_builtins_of_module_site_that_programs_use(self):
        with self.assertRaises(SystemExit) as caught:
            exit(3)
        self.assertEqual(caught.exception.code, 3)

    def test_nothing_names_the_machine_that_built_it(self):
        import sysconfig

        for name, value in sysconfig.get_config_vars().items():
            self.assertNotRegex(str(value), '/(tmp|work|root|home|Users)/', name)
