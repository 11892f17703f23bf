"""Uses every module of the standard library that is written in C, each on the content, and says what came out."""

import traceback

import wadup

from . import archives, language, numbers, records, text

results = wadup.define_table("module_test", [("module", "String"), ("result", "String")])

TESTS = {**archives.TESTS, **language.TESTS, **numbers.TESTS, **records.TESTS, **text.TESTS}


def main():
    content = wadup.content.bytes()
    failures = 0
    for name, test in TESTS.items():
        try:
            result = test(content)
        except Exception:
            failures += 1
            traceback.print_exc()
            result = None
        results.insert([name, result])
    return 1 if failures else 0
