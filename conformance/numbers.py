"""Numbers as they stand in a cell: how exactly each is meant, and whether another one meets it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,3})?")
_RATIO = re.compile(r"[-+]?\d+/\d+")
_EXACT = Fraction(1, 1_000_000_000)
_HALF = Fraction(5_000_001, 10_000_000)  # a little over a half, so that the half itself is met in binary, too


@dataclass(frozen=True, slots=True)
class Number:
    """A number and how far another may be from it to count as the same, both exact; ``text`` is how it was written."""

    value: Fraction
    within: Fraction
    text: str


def read_number(text: str) -> Number:
    """Read a cell; raise ValueError with a sentence where it holds no number.

    A whole number and a fraction such as ``2/3`` are meant exactly: to one part in 10^9, since most tools compute
    in binary. A decimal was rounded by hand and holds to half a unit of its last digit.
    """
    if _RATIO.fullmatch(text):
        if int(text.partition("/")[2]) == 0:
            raise ValueError(f"{text!r} divides by zero; a value that does not exist is written none.")
        value = Fraction(text)
    elif _NUMBER.fullmatch(text):
        value = Fraction(text)
    else:
        raise ValueError(f"{text!r} is no number; write digits with a point, a fraction such as 2/3, or none.")
    return Number(value, _within(value, text), text)


def _within(value: Fraction, text: str) -> Fraction:
    decimals = re.search(r"\.(\d+)$", text)
    if decimals:
        return _HALF * Fraction(1, int("1" + "0" * len(decimals[1])))
    return _EXACT * max(Fraction(1), abs(value))


def meets(given: Number, expected: Number) -> bool:
    """Whether a number is the one expected, as exactly as that one was written."""
    return abs(given.value - expected.value) <= expected.within


def shown(value: Fraction) -> str:
    """A difference in a sentence: signed, and no longer than it needs to be."""
    return f"{float(value):+.6g}"
