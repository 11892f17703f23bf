"""Does what the content says: each line is Python."""

import logging

import wadup

calls = wadup.define_table('calls', [('number', 'Int64'), ('note', 'String')])
number = 0


def main():
    global number
    number += 1
    scope = {'wadup': wadup, 'calls': calls, 'number': number, 'logging': logging}
    exec(compile(wadup.content.text(), '<content>', 'exec'), scope)
    return scope.get('result')
