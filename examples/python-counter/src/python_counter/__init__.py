"""Counts its own calls: what a module keeps in a global lasts from one content to the next, on each thread."""

import wadup

call_counter = wadup.define_table("call_counter", [("call_number", "Int64")])
calls = 0


def main():
    global calls
    calls += 1
    call_counter.insert([calls])
