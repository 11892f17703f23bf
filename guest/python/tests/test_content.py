"""Reading the content, and emitting parts of it."""

import gc
import json
import os
import unittest

import wadup

CONTENT = bytes(range(256)) * 10


def emitted():
    """What was emitted, parsed and removed: the metadata, with the bytes in `data` when there are any."""
    found = []
    for name in sorted(os.listdir('/subcontent'), key=lambda name: (len(name), name)):
        if not name.startswith('metadata_'):
            continue
        number = name.removeprefix('metadata_').removesuffix('.json')
        with open(f'/subcontent/{name}', 'rb') as file:
            facts = json.load(file)
        data = f'/subcontent/data_{number}.bin'
        if os.path.exists(data):
            with open(data, 'rb') as file:
                facts['data'] = file.read()
        found.append(facts)
    for name in os.listdir('/subcontent'):
        os.unlink(f'/subcontent/{name}')
    return found


class Reading(unittest.TestCase):
    def test_size_and_path(self):
        self.assertEqual(wadup.content.size, len(CONTENT))
        self.assertEqual(wadup.content.path, '/data.bin')

    def test_parts_of_it(self):
        self.assertEqual(wadup.content.read(), CONTENT)
        self.assertEqual(wadup.content.bytes(), CONTENT)
        self.assertEqual(wadup.content.read(10, 5), CONTENT[10:15])
        self.assertEqual(wadup.content.read(10), CONTENT[10:])
        self.assertEqual(wadup.content.read(0, 0), b'')

    def test_reading_past_the_end_gives_what_there_is(self):
        self.assertEqual(wadup.content.read(len(CONTENT) - 3, 100), CONTENT[-3:])
        self.assertEqual(wadup.content.read(len(CONTENT) + 10, 100), b'')
        self.assertEqual(wadup.content.read(0, 2**60), CONTENT)

    def test_numbers_below_zero_are_errors(self):
        for offset, length in ((-1, 1), (0, -1)):
            with self.assertRaises(ValueError):
                wadup.content.read(offset, length)

    def test_as_a_file_and_as_text(self):
        with wadup.content.open() as file:
            file.seek(256)
            self.assertEqual(file.read(3), b'\0\1\2')
        self.assertEqual(wadup.content.text('latin-1'), CONTENT.decode('latin-1'))
        self.assertTrue(wadup.content.text().startswith('\0\1\2'))


class Emitting(unittest.TestCase):
    def setUp(self):
        emitted()

    def test_bytes(self):
        wadup.emit_bytes(b'hello', 'a/"b".txt')
        wadup.emit_bytes(memoryview(bytearray(b'x')), 'ä\ud800')
        self.assertEqual(emitted(), [{'filename': 'a/"b".txt', 'data': b'hello'}, {'filename': 'ä\ufffd', 'data': b'x'}])

    def test_text_is_no_bytes(self):
        with self.assertRaises(TypeError):
            wadup.emit_bytes('text', 'name')
        with self.assertRaises(TypeError):
            wadup.emit_bytes(b'bytes', b'name')
        self.assertEqual(emitted(), [])

    def test_slices(self):
        wadup.emit_slice(2**40, 3, 'far')
        self.assertEqual(emitted(), [{'filename': 'far', 'offset': 2**40, 'length': 3}])
        for offset, length in ((-1, 1), (1, -1)):
            with self.assertRaises(ValueError):
                wadup.emit_slice(offset, length, 'x')
        self.assertEqual(emitted(), [])

    def test_piece_by_piece(self):
        with wadup.create('made') as made:
            for number in range(1000):
                made.write(b'%d,' % number)
        made.close()
        [one] = emitted()
        self.assertEqual(one, {'filename': 'made', 'data': b''.join(b'%d,' % number for number in range(1000))})

    def test_what_fails_half_way_is_not_emitted(self):
        with self.assertRaises(KeyError), wadup.create('half') as made:
            made.write(b'abc')
            raise KeyError
        discarded = wadup.create('discarded')
        discarded.discard()
        forgotten = wadup.create('forgotten')
        forgotten.write(b'abc')
        del forgotten
        gc.collect()
        self.assertEqual(emitted(), [])
