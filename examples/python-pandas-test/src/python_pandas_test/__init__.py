"""Data frames: what the columns of CSV files hold, how long things took, and time series by month."""

import pandas as pd

import wadup

frame_columns = wadup.define_table(
    "frame_columns",
    [
        ("position", "Int64"),
        ("name", "String"),
        ("type", "String"),
        ("missing", "Int64"),
        ("distinct", "Int64"),
        ("minimum", "String"),
        ("maximum", "String"),
        ("most_frequent", "String"),
    ],
)
spans = wadup.define_table(
    "spans", [("from", "String"), ("to", "String"), ("count", "Int64"), ("median_days", "Float64"), ("longest_days", "Float64")]
)
monthly = wadup.define_table(
    "monthly",
    [("month", "String"), ("name", "String"), ("observations", "Int64"), ("mean", "Float64"), ("volatility", "Float64")],
)
correlations = wadup.define_table("correlations", [("one", "String"), ("other", "String"), ("correlation", "Float64")])

LARGEST = 64 * 1024 * 1024
DATE = r"\d{4}-\d{2}-\d{2}"
# Trading days in a month, about.
WINDOW = 20


def main():
    frame = read_frame()
    if frame is None:
        return
    insert_columns(frame)
    dates = [name for name in frame.columns if pd.api.types.is_datetime64_dtype(frame[name])]
    insert_spans(frame, dates)
    for name in dates:
        if frame[name].is_unique and frame[name].notna().all():
            insert_series(frame.set_index(name).sort_index().select_dtypes("number"))
            return


def read_frame():
    """The content as a frame, dates as such; None when it is no CSV file with two columns and a line of names."""
    if not 0 < wadup.content.size <= LARGEST:
        return None
    try:
        frame = pd.read_csv(wadup.content.path, encoding="utf-8", on_bad_lines="error", skip_blank_lines=True)
    except (ValueError, pd.errors.ParserError):
        return None
    if frame.shape[1] < 2 or frame.empty:
        return None
    for name in frame.columns[frame.dtypes == object]:
        texts = frame[name].dropna().astype(str)
        if texts.str.fullmatch(DATE).all():
            frame[name] = pd.to_datetime(frame[name], errors="coerce")
    return frame


def insert_columns(frame):
    for position, name in enumerate(frame.columns):
        column = frame[name]
        present = column.dropna()
        # The least of those that are equally frequent, and none where nothing is repeated.
        often = column.mode().iloc[0] if present.nunique() < len(present) else None
        least, most = (present.min(), present.max()) if len(present) > 0 else (None, None)
        frame_columns.insert(
            [position, name, str(column.dtype), column.isna().sum(), column.nunique(), text(least), text(most), text(often)]
        )


def text(value):
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return None if value is None else str(value)


def insert_spans(frame, dates):
    """How long it is from one date to the next."""
    for start, end in zip(dates, dates[1:]):
        days = (frame[end] - frame[start]).dropna().dt.total_seconds() / 86400
        if len(days) > 0:
            spans.insert([start, end, len(days), days.median(), days.max()])


def insert_series(series):
    """Means by month, with the deviation of the daily changes in per cent in the days before each month's end."""
    volatility = series.pct_change(fill_method=None).mul(100).rolling(WINDOW, min_periods=WINDOW // 2).std()
    means, counts = series.resample("MS").mean(), series.resample("MS").count()
    last = volatility.resample("MS").last()
    for month in means.index:
        for name in series.columns:
            monthly.insert([f"{month:%Y-%m}", name, counts.at[month, name], number(means.at[month, name]), number(last.at[month, name])])
    matrix = series.pct_change(fill_method=None).corr()
    for i, one in enumerate(matrix.columns):
        for other in matrix.columns[i + 1 :]:
            correlations.insert([one, other, number(matrix.at[one, other])])


def number(value):
    return None if pd.isna(value) else float(value)
