"""The entry point of a module that consists of tests: runs those that the content names."""

import io
import os
import sys
import unittest

import wadup


def main():
    with open('/tests.txt', encoding='utf-8') as file:
        names = file.read().split()
    # Here they are plain folders; in a run, what is written there is consumed.
    os.mkdir('/metadata')
    os.mkdir('/subcontent')
    suite = unittest.defaultTestLoader.loadTestsFromNames(names)
    said = io.StringIO()
    result = unittest.TextTestRunner(said).run(suite)
    print(f'{result.testsRun} tests')
    if not result.wasSuccessful() or result.testsRun == 0:
        print(said.getvalue(), file=sys.stderr)
        return 1
    wadup.flush()
