"""What this package raises beside OSError."""


class TableError(ValueError):
    """A definition of a table that cannot be: its name, a column, or another definition of the same table."""


class RowError(ValueError):
    """A row that does not fit its table; the message names the table, the column and the value."""
