"""Mends a damaged delimited file: each good record goes into a clean copy with its line, each bad one into the faults.

Used only for files in which DuckDB met a broken line, for DuckDB may skip good rows after it. A record whose
quotation marks never close is given up after its first line, so that it takes no others with it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from deskgauge.errors import UsageError
from deskgauge.language import _
from deskgauge.sources.dialect import Dialect
from deskgauge.sources.rows import Fault

_MOST_LINES = 2000
_SHOWN = 1000
_NEVER_CLOSED = "a quotation mark is never closed"


@dataclass(slots=True)
class Mender:
    """Copies the good records of a file of one dialect."""

    dialect: Dialect
    shown: str

    def copy(self, lines: Iterator[str], out: IO[str]) -> list[Fault]:
        """Write a header and the good records to ``out``, each behind its line number; return the bad ones."""
        faults: list[Fault] = []
        delimiter, width = self.dialect.delimiter, len(self.dialect.header)
        out.write(delimiter.join(["line", *(f"c{at}" for at in range(width))]) + "\n")
        ahead = _Ahead(lines, self.shown)
        for __ in range(self.dialect.skip):
            ahead.take()
        header_is_due = True
        while (line := ahead.take()) is not None:
            number = ahead.number
            if width > 1 and not line.strip("\r\n"):
                continue
            record, reason = self._record(line, ahead)
            if header_is_due:
                header_is_due = False
            elif reason:
                faults.append(Fault(number, reason, record.rstrip("\r\n")[:_SHOWN]))
            else:
                out.write(f"{number}{delimiter}{record.rstrip(chr(13) + chr(10))}\n")
        if ahead.broken_off:
            faults.append(Fault(ahead.number + 1, ahead.broken_off, ""))
        return faults

    def _record(self, line: str, ahead: _Ahead) -> tuple[str, str | None]:
        """Take the record that begins with a line; return its text and what is wrong with it."""
        text, used, problem = self._assembled(line, ahead)
        if problem and used:
            return line, _NEVER_CLOSED  # what follows may be good records, so the first line goes alone
        ahead.drop(used)
        return text, problem

    def _assembled(self, line: str, ahead: _Ahead) -> tuple[str, int, str | None]:
        """Return the text of the record that begins with a line, how many further lines it has, and what is wrong."""
        dialect = self.dialect
        if dialect.quote not in line and dialect.escape not in line:
            return line, 0, self._wrong_width(line.rstrip("\r\n").split(dialect.delimiter))
        text, quotes, used = line, line.count(dialect.quote), 0
        while True:
            # With quotation marks written twice, an odd number of them is still open: no need to look.
            if quotes % 2 == 0 or dialect.escape != dialect.quote or used == 0:
                fields, unclosed, problem = self._parse(text)
                if not unclosed:
                    return text, used, problem or self._wrong_width(fields)
            following = ahead.peek(used) if used < _MOST_LINES else None
            if following is None:
                return line, 0, _NEVER_CLOSED
            text, quotes, used = text + following, quotes + following.count(dialect.quote), used + 1

    def _parse(self, text: str) -> tuple[list[str], bool, str | None]:
        """Return the fields of a record, whether its text ends inside quotation marks, and what is wrong with it."""
        doubled = self.dialect.escape == self.dialect.quote
        options: dict[str, Any] = {
            "delimiter": self.dialect.delimiter, "quotechar": self.dialect.quote, "doublequote": doubled,
            "escapechar": None if doubled else self.dialect.escape, "skipinitialspace": True,
        }  # fmt: skip
        csv.field_size_limit(1 << 30)
        try:
            return next(csv.reader([text], strict=True, **options), []), False, None
        except csv.Error as error:
            if "unexpected end of data" in str(error):
                return [], True, None
            return [], False, "a quotation mark stands inside a quoted field; it must be written twice"

    def _wrong_width(self, fields: list[str]) -> str | None:
        width = len(self.dialect.header)
        if len(fields) == width or (len(fields) == width + 1 and not fields[-1].strip()):
            return None
        return _("{n} fields where the header has {width}", n=len(fields), width=width)


class _Ahead:
    """Lines that can be looked at before they are taken; ``number`` is the line taken last."""

    def __init__(self, lines: Iterator[str], shown: str) -> None:
        self._lines, self._shown = lines, shown
        self._waiting: list[str] = []
        self.number = 0
        self.broken_off: str | None = None

    def take(self) -> str | None:
        line = self.peek(0)
        if line is not None:
            self.drop(1)
        return line

    def peek(self, at: int) -> str | None:
        while len(self._waiting) <= at:
            try:
                self._waiting.append(next(self._lines))
            except StopIteration:
                return None
            except UsageError as error:
                self.broken_off = _("the file breaks off here: {error}", error=error)
                return None
        return self._waiting[at]

    def drop(self, count: int) -> None:
        del self._waiting[:count]
        self.number += count
