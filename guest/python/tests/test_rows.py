"""What becomes of Python's values in the three kinds of columns, and what errors say."""

import datetime
import decimal
import enum
import fractions
import json
import os
import unittest

import wadup

_number = 0


def table(*types, name=None):
    global _number
    _number += 1
    return wadup.define_table(name or f't{_number}', [(f'c{index}', kind) for index, kind in enumerate(types)])


def written():
    """The files that flush() makes, parsed and removed."""
    wadup.flush()
    files = []
    for entry in sorted(os.listdir('/metadata')):
        path = f'/metadata/{entry}'
        with open(path, encoding='utf-8') as file:
            files.append(json.load(file, parse_float=str))
        os.unlink(path)
    return files


def stored(kind, value):
    """The JSON of one value in a column of this type."""
    written()
    table(kind).insert([value])
    [file] = written()
    return file['rows'][0]['values'][0]


class Values(unittest.TestCase):
    def test_none_is_null_everywhere(self):
        for kind in ('Int64', 'Float64', 'String'):
            self.assertIsNone(stored(kind, None))

    def test_integers_are_exact_over_64_bits(self):
        for value in (0, -1, 2**53 + 1, 2**63 - 1, -(2**63)):
            self.assertEqual(stored('Int64', value), {'Int64': value})

    def test_bool_and_subclasses_of_int_are_integers(self):
        class Size(int):
            def __str__(self):
                return 'big'

        class Kind(enum.IntEnum):
            ZIP = 7

        self.assertEqual(stored('Int64', True), {'Int64': 1})
        self.assertEqual(stored('Int64', Size(5)), {'Int64': 5})
        self.assertEqual(stored('Int64', Kind.ZIP), {'Int64': 7})

    def test_what_has_an_index_is_an_integer(self):
        class Int32:
            def __index__(self):
                return 12

        self.assertEqual(stored('Int64', Int32()), {'Int64': 12})

    def test_an_integer_beyond_64_bits_is_an_error_that_names_everything(self):
        rows = table('Int64', name='big numbers')
        for value in (2**63, -(2**63) - 1, 10**30):
            with self.assertRaisesRegex(
                wadup.RowError, r"^table 'big numbers', column 'c0' \(Int64\): the value -?\d+ does not fit into 64 bits"
            ):
                rows.insert([value])

    def test_a_float_is_no_integer(self):
        with self.assertRaisesRegex(wadup.RowError, r"column 'c0' \(Int64\): the value 4\.0 is a float; use int"):
            table('Int64').insert([4.0])

    def test_text_is_no_number(self):
        for kind in ('Int64', 'Float64'):
            with self.assertRaisesRegex(wadup.RowError, rf"'c0' \({kind}\): the value '12' is no \w+ but a str"):
                table(kind).insert(['12'])

    def test_floats_read_back_exactly(self):
        for value in (0.1, 1e300, 5e-324, -0.0, 1e16, 123456789.123456789):
            [text] = stored('Float64', value).values()
            self.assertEqual(repr(float(text)), repr(value))

    def test_floats_that_json_has_no_number_for_have_names(self):
        self.assertEqual(stored('Float64', float('nan')), {'Float64': 'NaN'})
        self.assertEqual(stored('Float64', float('inf')), {'Float64': 'Infinity'})
        self.assertEqual(stored('Float64', float('-inf')), {'Float64': '-Infinity'})

    def test_other_numbers_become_floats(self):
        for value in (3, True, decimal.Decimal('0.5'), fractions.Fraction(1, 4)):
            [text] = stored('Float64', value).values()
            self.assertEqual(float(text), float(value))

    def test_a_number_that_is_too_large_for_a_float_is_an_error(self):
        with self.assertRaisesRegex(wadup.RowError, 'is too large for a float'):
            table('Float64').insert([10**400])

    def test_strings_may_have_any_character(self):
        for value in ('', 'plain', '"\\\n\r\t\x00\x1f\x7f', 'äß€😀\U0010ffff', 'x' * 100_000 + 'é' * 100_000):
            self.assertEqual(stored('String', value), {'String': value})

    def test_half_a_surrogate_pair_becomes_a_replacement_character(self):
        self.assertEqual(stored('String', 'a\ud800b\udfff'), {'String': 'a\ufffdb\ufffd'})

    def test_bytes_are_utf8_and_what_is_not_becomes_a_replacement_character(self):
        self.assertEqual(stored('String', 'grün'.encode()), {'String': 'grün'})
        self.assertEqual(stored('String', b'\xff\x00a'), {'String': '\ufffd\x00a'})
        self.assertEqual(stored('String', bytearray(b'ab')), {'String': 'ab'})
        self.assertEqual(stored('String', memoryview(b'ab')), {'String': 'ab'})

    def test_dates_and_times_are_iso_8601(self):
        moment = datetime.datetime(2024, 2, 29, 13, 5, 0, 1000, datetime.timezone.utc)
        self.assertEqual(stored('String', moment), {'String': '2024-02-29T13:05:00.001000+00:00'})
        self.assertEqual(stored('String', moment.date()), {'String': '2024-02-29'})
        self.assertEqual(stored('String', moment.time()), {'String': '13:05:00.001000'})
        with self.assertRaisesRegex(wadup.RowError, 'is no integer but a datetime'):
            table('Int64').insert([moment])

    def test_everything_else_is_its_str(self):
        class Name(str):
            def __str__(self):
                return 'something else'

        self.assertEqual(stored('String', 42), {'String': '42'})
        self.assertEqual(stored('String', True), {'String': 'True'})
        self.assertEqual(stored('String', 1.5), {'String': '1.5'})
        self.assertEqual(stored('String', decimal.Decimal('1.10')), {'String': '1.10'})
        self.assertEqual(stored('String', [1, 'a']), {'String': "[1, 'a']"})
        self.assertEqual(stored('String', Name('itself')), {'String': 'itself'})
        self.assertEqual(stored('String', 10**5000), {'String': '1' + '0' * 5000})

    def test_a_str_that_raises_is_an_error_that_names_the_column(self):
        class Broken:
            def __str__(self):
                raise RuntimeError('no words')

            __repr__ = __str__

        with self.assertRaisesRegex(wadup.RowError, r"'c0' \(String\): the value <Broken instance at \S+> cannot be used: RuntimeError"):
            table('String').insert([Broken()])

    def test_a_long_value_is_shortened_in_an_error(self):
        with self.assertRaises(wadup.RowError) as caught:
            table('Int64').insert(['x' * 1_000_000])
        self.assertLess(len(str(caught.exception)), 300)


class Rows(unittest.TestCase):
    def setUp(self):
        written()

    def test_a_row_needs_a_value_for_each_column(self):
        rows = table('Int64', 'Int64', name='pairs')
        with self.assertRaisesRegex(wadup.RowError, "table 'pairs' has 2 columns, but the row has 1"):
            rows.insert([1])
        with self.assertRaisesRegex(wadup.RowError, "table 'pairs' has 2 columns, but the row has 3"):
            wadup.insert_row('pairs', (1, 2, 3))
        self.assertEqual(written()[0]['rows'], [])

    def test_a_row_that_is_refused_leaves_nothing_behind(self):
        rows = table('Int64', 'Int64')
        rows.insert([1, 2])
        with self.assertRaises(wadup.RowError):
            rows.insert([3, 'x'])
        rows.insert([4, 5])
        self.assertEqual(
            [row['values'] for row in written()[0]['rows']],
            [[{'Int64': 1}, {'Int64': 2}], [{'Int64': 4}, {'Int64': 5}]],
        )

    def test_a_mapping_names_its_columns(self):
        rows = wadup.define_table('named', [('a', int), ('b', str)])
        rows.insert({'b': 'x', 'a': 1})
        rows.insert({'b': 'y'})
        with self.assertRaisesRegex(wadup.RowError, "table 'named' has no column 'c'; its columns are 'a', 'b'"):
            rows.insert({'c': 1})
        self.assertEqual(
            [row['values'] for row in written()[0]['rows']], [[{'Int64': 1}, {'String': 'x'}], [None, {'String': 'y'}]]
        )

    def test_text_is_no_row_and_neither_is_a_number(self):
        rows = table('String', 'String', name='texts')
        for values in ('ab', b'ab', 12, None):
            with self.assertRaisesRegex(wadup.RowError, "a row of table 'texts' is a list of values or a mapping, not "):
                rows.insert(values)

    def test_any_iterable_of_values_is_a_row(self):
        table('Int64', 'Int64').insert(iter([1, 2]))
        self.assertEqual(len(written()[0]['rows']), 1)

    def test_rows_can_be_inserted_by_the_tables_name(self):
        table('String', name='by name')
        wadup.insert_row('by name', ['x'])
        self.assertEqual(written()[0]['rows'], [{'table_name': 'by name', 'values': [{'String': 'x'}]}])
        with self.assertRaisesRegex(wadup.RowError, "there is no table 'other': call wadup.define_table first"):
            wadup.insert_row('other', ['x'])

    def test_every_file_has_the_definitions_that_its_rows_need(self):
        first, second = table('Int64', name='first'), table('String', name='second "quoted"')
        written()
        second.insert(['x'])
        [file] = written()
        self.assertEqual(
            file['tables'], [{'name': 'second "quoted"', 'columns': [{'name': 'c0', 'data_type': 'String'}]}]
        )
        first.insert([1])
        self.assertEqual([one['name'] for one in written()[0]['tables']], ['first'])

    def test_a_table_without_rows_is_defined(self):
        table('Int64', name='empty')
        [file] = written()
        self.assertEqual(([one['name'] for one in file['tables']], file['rows']), (['empty'], []))

    def test_many_rows_are_handed_over_in_files_of_moderate_size(self):
        rows = table('String')
        for number in range(3000):
            rows.insert([f'{number:0100}'])
        self.assertGreater(len(os.listdir('/metadata')), 3)
        files = written()
        values = [row['values'][0]['String'] for file in files for row in file['rows']]
        self.assertEqual(values, [f'{number:0100}' for number in range(3000)])

    def test_a_conversion_may_insert_rows_itself(self):
        rows = table('String', 'String')

        class Nested:
            def __str__(self):
                rows.insert(['inner', 'row'])
                return 'outer'

        rows.insert([Nested(), 'row'])
        values = [[cell['String'] for cell in row['values']] for row in written()[0]['rows']]
        self.assertCountEqual(values, [['outer', 'row'], ['inner', 'row']])


class Definitions(unittest.TestCase):
    def test_the_same_definition_gives_the_same_table(self):
        one = wadup.define_table('again', [('a', 'Int64')])
        self.assertIs(wadup.define_table('again', (('a', int),)), one)
        self.assertEqual(one.columns, (wadup.Column('a', 'Int64'),))
        self.assertEqual(repr(one), "<wadup.Table 'again': a Int64>")

    def test_a_mapping_from_names_to_types_defines_a_table(self):
        self.assertEqual(wadup.define_table('mapped', {'a': int, 'b': 'String'}).columns, (('a', 'Int64'), ('b', 'String')))

    def test_another_definition_of_a_table_is_an_error_with_both(self):
        wadup.define_table('changed', [('a', 'Int64')])
        with self.assertRaisesRegex(wadup.TableError, "'changed' was defined with other columns: .*a Int64.*a String"):
            wadup.define_table('changed', [('a', 'String')])

    def test_names_and_types_have_to_be_some(self):
        for name, columns, message in [
            ('', [('a', 'Int64')], "a table needs a name, not ''"),
            (None, [('a', 'Int64')], 'a table needs a name, not None'),
            ('t', [('', 'Int64')], "column 1 of table 't' needs a name, not ''"),
            ('t', [('a', 'Int64'), 'bc d'], "column 2 of table 't' is no pair of a name and a type: 'bc d'"),
            ('t', [('a', 'int')], "column 'a' of table 't' needs a type: 'Int64', 'Float64' or 'String', not 'int'"),
            ('t', [('a', [])], "column 'a' of table 't' needs a type"),
            ('t', [('a', 'Int64'), ('A', 'Int64')], "table 't' has the column 'A' twice"),
        ]:
            with self.assertRaises(wadup.TableError, msg=message) as caught:
                wadup.define_table(name, columns)
            self.assertIn(message, str(caught.exception))
