"""Importing from the archives, and reading what is beside the code."""

import importlib
import importlib.metadata
import importlib.resources
import inspect
import os
import pathlib
import pkgutil
import sys
import traceback
import unittest

import bundled
import bundled.inner.leaf


class Importing(unittest.TestCase):
    def test_packages_know_where_they_are(self):
        self.assertEqual(bundled.__file__, '/module/bundled/__init__.py')
        self.assertEqual(bundled.__path__, ['/module/bundled'])
        self.assertEqual(bundled.inner.leaf.__file__, '/module/bundled/inner/leaf.py')
        self.assertEqual(bundled.inner.leaf.__package__, 'bundled.inner')
        self.assertEqual(bundled.inner.leaf.relative, 'from the package')

    def test_a_folder_without_init_is_a_namespace_package(self):
        import spread.one

        self.assertEqual(spread.one.NAME, 'one')
        self.assertEqual(list(importlib.import_module('spread').__path__), ['/module/spread'])

    def test_a_module_can_be_reloaded_and_found(self):
        self.assertIs(importlib.reload(bundled.inner.leaf), sys.modules['bundled.inner.leaf'])
        self.assertEqual(importlib.util.find_spec('bundled.inner').submodule_search_locations, ['/module/bundled/inner'])
        self.assertIsNone(importlib.util.find_spec('bundled.missing'))

    def test_modules_of_a_package_are_listed(self):
        self.assertEqual(
            [(one.name, one.ispkg) for one in pkgutil.walk_packages(bundled.__path__, 'bundled.')],
            [('bundled.broken', False), ('bundled.inner', True), ('bundled.inner.leaf', False)],
        )
        names = {one.name for one in pkgutil.iter_modules()}
        self.assertLessEqual({'bundled', 'json', 'wadup', 'sqlite3', 'this'}, names)

    def test_a_module_that_fails_leaves_a_traceback_with_its_line(self):
        try:
            importlib.import_module('bundled.broken')
        except ZeroDivisionError:
            said = traceback.format_exc()
        self.assertIn('File "/module/bundled/broken.py", line 2, in <module>\n    1 / 0\n', said)
        self.assertNotIn('bundled.broken', sys.modules)

    def test_sources_that_are_there_can_be_inspected(self):
        self.assertIn('from the package', inspect.getsource(bundled))

    def test_the_standard_library_comes_compiled(self):
        import json.decoder

        self.assertEqual(json.decoder.__file__, '/lib/python3.13/json/decoder.py')
        with self.assertRaises(OSError):
            inspect.getsource(json.decoder)


class Files(unittest.TestCase):
    def test_resources(self):
        data = importlib.resources.files('bundled') / 'data'
        self.assertEqual((data / 'a.txt').read_text(), 'grün\n')
        self.assertEqual(sorted(one.name for one in data.iterdir()), ['a.txt', 'b.bin'])
        self.assertTrue(data.is_dir())
        self.assertFalse((data / 'c').is_file())
        with (data / 'b.bin').open('rb') as file:
            self.assertEqual(file.read(), bytes(range(256)))
        with self.assertRaises(FileNotFoundError):
            (data / 'c').read_bytes()
        with importlib.resources.as_file(data / 'a.txt') as path:
            self.assertEqual(path.read_text(encoding='utf-8'), 'grün\n')

    def test_data_by_the_loader(self):
        self.assertEqual(pkgutil.get_data('bundled', 'data/a.txt'), 'grün\n'.encode())
        with self.assertRaises(FileNotFoundError):
            pkgutil.get_data('bundled', 'data/none')


class Paths(unittest.TestCase):
    """Much code looks for its data beside its own file."""

    FOLDER = os.path.dirname(bundled.__file__)

    def test_files_beside_the_code_can_be_opened(self):
        with open(os.path.join(self.FOLDER, 'data', 'a.txt'), encoding='utf-8') as file:
            self.assertEqual(file.read(), 'grün\n')
        with open(os.path.join(self.FOLDER, 'inner', '..', 'data', 'b.bin'), 'rb') as file:
            file.seek(250)
            self.assertEqual(file.read(), bytes(range(250, 256)))
        self.assertEqual(pathlib.Path(self.FOLDER, 'data', 'b.bin').read_bytes(), bytes(range(256)))
        self.assertEqual(os.listdir('/tmp'), [])

    def test_files_beside_the_code_have_a_size(self):
        path = os.path.join(self.FOLDER, 'data')
        self.assertTrue(os.path.isdir(path))
        self.assertTrue(os.path.isfile(os.path.join(path, 'b.bin')))
        self.assertTrue(os.access(os.path.join(path, 'b.bin'), os.R_OK))
        self.assertFalse(os.access(os.path.join(path, 'b.bin'), os.W_OK))
        self.assertEqual(os.path.getsize(os.path.join(path, 'b.bin')), 256)
        self.assertFalse(os.path.exists(os.path.join(path, 'c')))

    def test_what_is_not_there_is_an_error_as_usual(self):
        for path in ('/module/bundled/none', '/module', '/module/bundled', '/modules/x', '/lib/python3.13/none'):
            with self.subTest(path), self.assertRaises((FileNotFoundError, IsADirectoryError)):
                open(path, 'rb')
        with self.assertRaises(OSError):
            open('/module/bundled/data/a.txt', 'w')


class Distributions(unittest.TestCase):
    def test_metadata_of_what_is_bundled(self):
        self.assertEqual(importlib.metadata.version('Some_Package'), '1.2.3')
        self.assertEqual(importlib.metadata.metadata('some-package')['Summary'], 'For tests.')
        self.assertEqual([point.value for point in importlib.metadata.entry_points(group='plugins')], ['bundled:main'])
        names = {one.name for one in importlib.metadata.distributions()}
        self.assertLessEqual({'Some_Package', 'tzdata'}, names)
        with self.assertRaises(importlib.metadata.PackageNotFoundError):
            importlib.metadata.version('another')
