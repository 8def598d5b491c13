"""The dialect of a delimited file: delimiter, quote, escape and header, found from its beginning."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

from deskgauge.errors import UsageError
from deskgauge.language import _

_DELIMITERS = (",", ";", "\t", "|", "\x1f", "\x01", "^", "~", ":")
_SEP_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_LINES = 200


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a delimited file is written; ``skip`` lines stand before its header."""

    delimiter: str
    quote: str
    escape: str
    header: tuple[str, ...]
    skip: int = 0


def find_dialect(text: str, shown: str, complete: bool) -> Dialect:
    """Return the dialect of a file's beginning; ``complete`` says that ``text`` is the whole of it.

    Raises UsageError where there is no header to be seen.
    """
    named = _SEP_LINE.match(text)
    body = text[named.end() :] if named else text
    if not body.strip():
        raise UsageError(_("{shown} is empty: it has no header line.", shown=shown))
    quote = _quote(body)
    escape = "\\" if re.search(rf"\\{quote}(?![,;\t|\r\n])", body) and f"{quote * 2}" not in body else quote
    candidates = (named[1],) if named else _DELIMITERS
    best = max(candidates, key=lambda one: _consistency(body, one, quote, escape, complete))
    header = _records(body, best, quote, escape, 1)[0]
    return Dialect(best, quote, escape, _unique(header), 1 if named else 0)


def _quote(text: str) -> str:
    first_line = text.lstrip("\ufeff").split("\n", 1)[0].strip()
    return "'" if first_line.startswith("'") and first_line.endswith("'") and '"' not in first_line else '"'


def _records(text: str, delimiter: str, quote: str, escape: str, most: int) -> list[list[str]]:
    doubled = escape == quote
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, quotechar=quote, doublequote=doubled,
        escapechar=None if doubled else escape,
    )  # fmt: skip
    found = []
    try:
        for record in reader:
            if record:
                found.append(record)
            if len(found) >= most:
                break
    except csv.Error:
        pass  # a field longer than the csv module takes: what came before it is enough
    return found or [[text.split("\n", 1)[0]]]


def _consistency(text: str, delimiter: str, quote: str, escape: str, complete: bool) -> tuple[float, int]:
    """Score a delimiter: the share of records as wide as the header, then the width; one column counts for least."""
    records = _records(text, delimiter, quote, escape, _LINES)
    if not complete and len(records) > 2 and len(records) < _LINES:
        records = records[:-1]  # the last one is cut off
    width = len(records[0])
    if width == 1:
        return (0.0, 1)
    same = Counter(len(one) for one in records)[width] / len(records)
    return (round(same, 1) + 0.01 if same > 0.4 else 0.005, width)


def _unique(header: list[str]) -> tuple[str, ...]:
    """Return the header's names, each once without regard to case; nameless columns are numbered."""
    names: list[str] = []
    seen: set[str] = set()
    for position, raw in enumerate(header, start=1):
        plain = raw.lstrip("\ufeff").strip() or f"column_{position}"
        name, count = plain, 2
        while name.lower() in seen:
            name, count = f"{plain}_{count}", count + 1
        seen.add(name.lower())
        names.append(name)
    return tuple(names)
