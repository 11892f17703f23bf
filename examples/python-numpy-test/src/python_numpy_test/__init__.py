"""Arrays and linear algebra: what bytes look like, how long records are, and linear models of tables of numbers."""

import numpy as np

import wadup

byte_statistics = wadup.define_table(
    "byte_statistics", [("mean", "Float64"), ("deviation", "Float64"), ("entropy", "Float64"), ("distinct", "Int64")]
)
record_lengths = wadup.define_table("record_lengths", [("length", "Int64"), ("correlation", "Float64")])
linear_models = wadup.define_table(
    "linear_models",
    [("response", "String"), ("observations", "Int64"), ("rank", "Int64"), ("condition", "Float64"), ("r_squared", "Float64")],
)
coefficients = wadup.define_table(
    "coefficients", [("position", "Int64"), ("name", "String"), ("value", "Float64"), ("standard_error", "Float64")]
)

FIRST_BYTES = 1024 * 1024
LONGEST_RECORD = 8192


def main():
    head = np.frombuffer(wadup.content.read(0, FIRST_BYTES), dtype=np.uint8)
    if head.size == 0:
        return
    insert_statistics(head)
    insert_record_length(head)
    table = numbers_of(head)
    if table is not None:
        insert_model(*table)


def insert_statistics(data):
    counts = np.bincount(data, minlength=256)
    shares = counts[counts > 0] / data.size
    entropy = max(0.0, -float(np.sum(shares * np.log2(shares))))
    byte_statistics.insert([data.mean(), data.std(), entropy, np.count_nonzero(counts)])


def insert_record_length(data):
    """The distance at which bytes are most like each other: by the Fourier transform, whatever the distance.

    Files of fixed-length records or pages repeat themselves at that distance; text and packed data do not.
    """
    if data.size < 64:
        return
    signal = data - data.mean()
    power = np.abs(np.fft.rfft(signal, 2 * data.size)) ** 2
    correlation = np.fft.irfft(power)[: data.size]
    if correlation[0] <= 0:
        return
    # At a distance d, only size - d bytes have a partner.
    correlation = correlation / correlation[0] * (data.size / np.arange(data.size, 0, -1))
    candidates = correlation[2 : min(LONGEST_RECORD, data.size // 4)]
    best = int(np.argmax(candidates))
    record_lengths.insert([best + 2, candidates[best]])


def numbers_of(data):
    """Names and values of a CSV file that has a line of names and otherwise only numbers; None for anything else."""
    try:
        text = data.tobytes().decode("ascii")
        lines = text.splitlines()
        if len(lines) < 3:
            return None
        names = lines[0].split(",")
        values = np.loadtxt(lines[1:], delimiter=",", ndmin=2)
    except ValueError:
        return None
    usable = values.shape[1] == len(names) >= 2 and values.shape[0] > values.shape[1] and np.isfinite(values).all()
    return (names, values) if usable else None


def insert_model(names, values):
    """Least squares: the first column as a linear function of the others."""
    response, others = values[:, 0], values[:, 1:]
    matrix = np.column_stack([np.ones(len(others)), others])
    scale = np.linalg.norm(matrix, axis=0)
    scale[scale == 0] = 1
    solution, _, rank, singular = np.linalg.lstsq(matrix / scale, response, rcond=None)
    residuals = response - matrix @ (solution / scale)
    total = np.sum((response - response.mean()) ** 2)
    r_squared = 1 - np.sum(residuals**2) / total if total > 0 else None
    condition = singular[0] / singular[-1] if singular[-1] > 0 else None
    linear_models.insert([names[0], len(values), rank, condition, r_squared])
    freedom = len(values) - rank
    if rank == matrix.shape[1] and freedom > 0:
        covariance = np.linalg.inv((matrix / scale).T @ (matrix / scale)) * (np.sum(residuals**2) / freedom)
        errors = np.sqrt(np.diag(covariance)) / scale
    else:
        errors = np.full(matrix.shape[1], np.nan)
    for position, (name, value, error) in enumerate(zip(["(constant)", *names[1:]], solution / scale, errors)):
        coefficients.insert([position, name, value, error])
