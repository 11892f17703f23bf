"""What does not fit in tables of numbers: values and steps far from what is usual in their column, gaps in time, and repeats."""

import csv

import numpy as np
import pandas as pd

import wadup

csv_health = wadup.define_table(
    "csv_health",
    [("rows", "Int64"), ("columns", "Int64"), ("empty_cells", "Int64"), ("repeated_rows", "Int64"), ("constant_columns", "String")],
)
csv_anomalies = wadup.define_table(
    "csv_anomalies",
    [
        ("line", "Int64"),
        ("time", "String"),
        ("name", "String"),
        ("kind", "String"),
        ("value", "Float64"),
        ("usual", "Float64"),
        ("score", "Float64"),
    ],
)

LARGEST = 256 * 1024 * 1024
SAMPLE = 64 * 1024
FEWEST_ROWS = 12
# Of standard deviations, as far as the bulk of the values tells them: the anomalies themselves must not hide each other.
SCORE = 6.0
# Median absolute deviation of a normal distribution.
DEVIATION = 1.482602218505602
# The same for the mean absolute deviation.
MEAN_DEVIATION = 1.2533141373155003
MOST_PER_COLUMN = 100


def main():
    dialect = dialect_of(wadup.content)
    if dialect is None:
        return
    try:
        frame = pd.read_csv(wadup.content.path, sep=dialect.delimiter, encoding="utf-8", encoding_errors="replace")
    except (ValueError, pd.errors.ParserError):
        return
    if frame.empty or frame.shape[1] < 2 or not isinstance(frame.index, pd.RangeIndex):
        return
    insert_health(frame)
    if len(frame) < FEWEST_ROWS:
        return
    times = times_of(frame)
    # In order of time where there is one: files that begin with the latest are common.
    order = np.arange(len(frame)) if times is None else np.argsort(times.to_numpy(), kind="stable")
    if times is not None:
        insert_outliers(times, order, "gap", times.name, steps(times.astype("int64").to_numpy() / 1e9, order))
    for name in frame.select_dtypes("number").columns:
        values = frame[name].to_numpy(dtype=float, na_value=np.nan)
        insert_outliers(times, order, "value", name, values)
        if times is not None:
            with np.errstate(divide="ignore", invalid="ignore"):
                insert_outliers(times, order, "step", name, steps(values, order))


def dialect_of(content):
    """How a text of separated values is separated; None when it is no such text."""
    if not 0 < content.size <= LARGEST:
        return None
    sample = content.read(0, SAMPLE)
    if b"\0" in sample:
        return None
    lines = sample.decode("utf-8", "replace").splitlines()
    try:
        dialect = csv.Sniffer().sniff("\n".join(lines[:50]), delimiters=",;\t|")
    except csv.Error:
        return None
    widths = {len(row) for row in csv.reader(lines[:50], dialect) if row}
    return dialect if len(widths) == 1 and widths != {1} else None


def insert_health(frame):
    constant = [str(name) for name in frame.columns if len(frame) > 1 and frame[name].nunique(dropna=False) == 1]
    empty, repeated = frame.isna().to_numpy().sum(), frame.duplicated().sum()
    csv_health.insert([len(frame), frame.shape[1], empty, repeated, ", ".join(constant) or None])


def times_of(frame):
    """The first column that is a time in every row, in UTC; None when there is none."""
    for name in frame.columns[frame.dtypes == object]:
        times = pd.to_datetime(frame[name], errors="coerce", format="ISO8601", utc=True)
        if times.notna().all():
            return times
    return None


def steps(values, order):
    """Each value minus the one before it in time, at the value's own place."""
    result = np.full(len(values), np.nan)
    result[order[1:]] = np.diff(values[order])
    return result


def insert_outliers(times, order, kind, name, values):
    present = values[np.isfinite(values)]
    if len(present) < FEWEST_ROWS:
        return
    usual = np.median(present)
    distances = np.abs(present - usual)
    # More than half of the values are the same one: then all of them have to tell.
    spread = DEVIATION * np.median(distances) or MEAN_DEVIATION * np.mean(distances)
    if spread == 0:
        return
    scores = (values - usual) / spread
    found = [index for index in order if np.isfinite(scores[index]) and abs(scores[index]) >= SCORE]
    for index in found[:MOST_PER_COLUMN]:
        time = None if times is None else times.iloc[index].isoformat()
        # The line of names is the first.
        csv_anomalies.insert([index + 2, time, str(name), kind, values[index], usual, scores[index]])
