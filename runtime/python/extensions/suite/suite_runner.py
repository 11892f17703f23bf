"""Runs test files of a package inside the sandbox: those that the variable TESTS names, below /suite.

What became of each test goes to stdout, in lines of JSON that begin with a record separator: tests print what they like.
"""

import builtins
import importlib
import json
import os
import sys

# Whatever a test may change of the modules, pytest has what it needs.
import pytest
import _pytest.tmpdir

SUITE = '/suite'
RECORD_SEPARATOR = '\x1e'
MOST_CHARACTERS = 600

OPTIONS = [
    f'--rootdir={SUITE}',
    # The settings are the package's own, but for the files and figures that its developers let pytest print.
    '--override-ini=addopts=',
    '--continue-on-collection-errors',
    # The same examples in each run.
    '--hypothesis-seed=0',
    # There are no file descriptors to redirect, no signals, no /dev/null, and nothing is kept for a next time.
    '--capture=sys',
    '--log-file=/tmp/pytest.log',
    '-pno:faulthandler',
    '-pno:cacheprovider',
    '-pno:stepwise',
    '--tb=short',
    '-q',
]


class Recorder:
    """Writes a record for each outcome that pytest counts, and a last one."""

    def __init__(self):
        self.stdout = sys.stdout

    def pytest_configure(self, config):
        # An option of what is left out, for which pandas asks.
        config.option.lf = False

    @pytest.fixture
    def capfd(self):
        """Instead of pytest's own, which leaves it to the next tests to fail."""
        pytest.fail("capfd: there are no file descriptors to redirect in WADUP's sandbox")

    capfdbinary = capfd

    def write(self, **record):
        self.stdout.write(f'\n{RECORD_SEPARATOR}{json.dumps(record)}\n')

    def pytest_collectreport(self, report):
        if not report.passed:
            outcome = 'skipped' if report.skipped else 'error'
            self.write(test=report.nodeid, outcome=outcome, message=message_of(report), collecting=True)

    def pytest_runtest_logreport(self, report):
        outcome = outcome_of(report)
        if outcome == 'passed':
            self.write(test=report.nodeid, outcome=outcome)
        elif outcome is not None:
            self.write(test=report.nodeid, outcome=outcome, message=message_of(report))

    def pytest_sessionfinish(self, session, exitstatus):
        self.write(finished=int(exitstatus), collected=session.testscollected)
        self.stdout.flush()


def outcome_of(report):
    """As pytest counts it; None for what it does not count: the preparation of a test that then runs."""
    if hasattr(report, 'wasxfail'):
        return 'xfailed' if report.skipped else 'xpassed' if report.when == 'call' else None
    if report.failed:
        return 'failed' if report.when == 'call' else 'error'
    if report.skipped:
        return 'skipped'
    return 'passed' if report.when == 'call' else None


def message_of(report):
    """Why a test failed or was skipped."""
    if hasattr(report, 'wasxfail'):
        return report.wasxfail
    why = report.longrepr
    if isinstance(why, tuple):
        text = why[2]
    elif getattr(why, 'reprcrash', None) is not None:
        text = why.reprcrash.message
    else:
        lines = str(why).splitlines()
        text = '\n'.join([line[1:].strip() for line in lines if line.startswith('E ')] or lines[-3:])
    return text[:MOST_CHARACTERS]


def find_tests_of_packages():
    """The runtime's packages have no tests: those below /suite become part of them."""
    for folder, names, _ in os.walk(SUITE):
        if 'tests' in names:
            names.remove('tests')
            if folder != SUITE:
                package = os.path.relpath(folder, SUITE).replace('/', '.')
                importlib.import_module(package).__path__.append(folder)


class AbsentType(type):
    """What of ctypes can be named, for instance in an import, and not be used."""

    def __new__(cls, name, bases, members):
        if bases:
            bases[0].refuse()
        return super().__new__(cls, name, bases, members)

    def refuse(self, *values, **named):
        raise ModuleNotFoundError(self.why)

    __call__ = __mul__ = __rmul__ = refuse

    def __getattr__(self, name):
        if name.startswith('__') and not name.startswith('__ctype'):
            raise AttributeError(name)
        self.refuse()


class AbsentModule:
    """In place of ctypes, with the message of its absence."""

    def __init__(self, why):
        self._why = why

    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return AbsentType(name, (), {'why': self._why})


def let_tests_import_ctypes():
    """Files of many tests import at their top what few of them use: these fail, not the file.

    Only files below /suite are let. What is tested finds out that there is no ctypes, as ever.
    """
    real_import = builtins.__import__

    def import_for_tests(name, variables=None, *others, **named):
        if name != 'ctypes' or not str((variables or {}).get('__file__')).startswith(SUITE):
            return real_import(name, variables, *others, **named)
        try:
            return real_import(name, variables, *others, **named)
        except ModuleNotFoundError as error:
            return AbsentModule(str(error))

    builtins.__import__ = import_for_tests


def main():
    sys.dont_write_bytecode = True
    # The folders of packages have an empty __init__.py below /suite, which is not that of the package.
    os.environ['PY_IGNORE_IMPORTMISMATCH'] = '1'
    # There are no users.
    _pytest.tmpdir.get_user_id = lambda: None
    find_tests_of_packages()
    let_tests_import_ctypes()
    os.chdir(SUITE)
    status = pytest.main([*OPTIONS, *os.environ['TESTS'].split('\n')], plugins=[Recorder()])
    return 0 if status in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED) else int(status)
