"""The runtime has no f2py. A file of tests asks for all that dir(numpy) names, and would not run at all without this one."""
