"""In place of a compiled module that only NumPy's own tests import, where the runtime has not got it.

Most tests need nothing of it; but the configuration of all of them asks for the state of the floating-point unit.
"""


def get_fpu_mode():
    return None
