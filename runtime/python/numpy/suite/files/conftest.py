"""NumPy's tests skip on WebAssembly what some of its hosts cannot do. Here they run: what fails is a failure with a reason."""

import numpy.testing

numpy.testing.IS_WASM = False
