"""Numbers, dates and chance."""

import array
import bisect
import cmath
import datetime
import decimal
import fractions
import heapq
import math
import random
import statistics
import struct
import zoneinfo


def _decimal(content):
    with decimal.localcontext(prec=30):
        return decimal.Decimal(len(content)) / 7


def _random(content):
    generator = random.Random(len(content))
    return [generator.randrange(100) for _ in range(5)]


def _zone(content):
    moment = datetime.datetime(2024, 7, 1, 12, tzinfo=datetime.UTC) + datetime.timedelta(seconds=len(content))
    return moment.astimezone(zoneinfo.ZoneInfo("Europe/Vienna")).isoformat()


TESTS = {
    "array": lambda content: array.array("H", content[: len(content) // 2 * 2]).typecode,
    "struct": lambda content: struct.unpack_from("<2sH", content),
    "math": lambda content: round(math.lgamma(len(content)) + math.fsum(content), 6),
    "cmath": lambda content: str(cmath.sqrt(-len(content)).imag)[:8],
    "decimal": _decimal,
    "fractions": lambda content: fractions.Fraction(len(content), 360),
    "statistics": lambda content: round(statistics.stdev(content), 6),
    "random": _random,
    "heapq": lambda content: heapq.nsmallest(3, content),
    "bisect": lambda content: bisect.bisect(sorted(content), ord("e")),
    "datetime": lambda content: datetime.date.fromordinal(len(content)).isoformat(),
    "zoneinfo": _zone,
}
