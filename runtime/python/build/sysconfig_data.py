"""Writes what `sysconfig` knows about this build: python3.13 sysconfig_data.py BUILD_FOLDER ROOT OUT.py

ROOT is where everything was built: no value keeps it.
"""

import os
import sys
import sysconfig
from sysconfig.__main__ import _parse_makefile


def facts(build):
    variables = _parse_makefile(os.path.join(build, 'Makefile'))
    with open(os.path.join(build, 'pyconfig.h'), encoding='utf-8') as header:
        sysconfig.parse_config_h(header, variables)
    # The zone files are a package: there is no folder to look into.
    variables['TZPATH'] = ''
    return variables


def main(build, root, out):
    lines = ['build_time_vars = {']
    for name, value in sorted(facts(build).items()):
        value = value.replace(root, '') if isinstance(value, str) else value
        lines.append(f'    {name!r}: {value!r},')
    with open(out, 'w', encoding='utf-8') as file:
        file.write('\n'.join([*lines, '}', '']))


if __name__ == '__main__':
    main(*sys.argv[1:])
