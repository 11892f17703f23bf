# The second line fails.
1 / 0
