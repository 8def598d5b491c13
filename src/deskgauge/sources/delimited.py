"""CSV and its kin: DuckDB reads whole files; a damaged file is mended line by line first."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from deskgauge.errors import UsageError
from deskgauge.language import _
from deskgauge.sources import encodings
from deskgauge.sources.casts import literal
from deskgauge.sources.dialect import Dialect, find_dialect
from deskgauge.sources.inputs import InputFile
from deskgauge.sources.mend import Mender
from deskgauge.sources.rows import LINE, Fault, Reading, Rows, path_literal

_LONGEST_LINE = 20_000_000


@dataclass(frozen=True, slots=True)
class Delimited:
    """A delimited file ready to be read: its UTF-8 text, wherever that is, and its dialect."""

    reading: Reading
    file: InputFile
    dialect: Dialect
    encoding: str
    rejects: str

    def rows(self) -> Rows:
        """Return the rows as DuckDB reads them from the file."""
        names = [f"c{at}" for at in range(len(self.dialect.header))]
        return Rows(
            name=self.file.stem, columns=self.dialect.header, relation=self.relation(names),
            encoding=self.encoding, line_of=self.line_of, damaged=self.damaged, repair=self.mended,
        )  # fmt: skip

    def damaged(self) -> bool:
        """Say whether the last reading met a line that is no row.

        DuckDB goes on after such a line but may then skip good ones, so its reading is not used.
        """
        return bool(self.reading.count(f"SELECT count(*) FROM {self.rejects}_errors"))

    def mended(self) -> Rows:
        """Return the rows of a copy that holds each good row with its line before it; the bad ones are the faults."""
        for ending in ("errors", "scans"):
            self.reading.con.execute(f"DROP TABLE IF EXISTS {self.rejects}_{ending}")
        copy = self.reading.temporary(".csv")
        mender = Mender(self.dialect, self.file.shown)
        with copy.open("w", encoding="utf-8", newline="") as out:
            faults: list[Fault] = mender.copy(self._lines(), out)
        header = [LINE, *(f"c{at}" for at in range(len(self.dialect.header)))]
        plain = replace(self.file, path=copy, compression=None)
        relation = replace(self, file=plain, dialect=replace(self.dialect, skip=0)).relation(header)
        return Rows(
            name=self.file.stem, columns=self.dialect.header, relation=relation, has_line=True,
            encoding=self.encoding, faults=faults, late_faults=self._refused,
        )  # fmt: skip

    def _refused(self) -> list[Fault]:
        """Return what DuckDB cannot read even of a mended copy."""
        found = self.reading.all(f"SELECT csv_line, error_message FROM {self.rejects}_errors")
        return [Fault(_leading_number(text), message, text) for text, message in found]

    def line_of(self, ordinals: Sequence[int]) -> dict[int, int]:
        """Return the line on which each of these rows begins; ``ordinals`` rise and count from 1."""
        found: dict[int, int] = {}
        wanted = iter(ordinals)
        next_one = next(wanted, None)
        for ordinal, line in enumerate(self._record_lines()):
            if next_one is None:
                break
            if ordinal == next_one:  # ordinal 0 is the header
                found[ordinal] = line
                next_one = next(wanted, None)
        return found

    def _record_lines(self) -> Iterator[int]:
        reader = csv.reader(self._lines(), **self._csv_options())
        before = 0
        for record in reader:
            if (record or len(self.dialect.header) == 1) and before >= self.dialect.skip:
                yield before + 1
            before = reader.line_num

    def _csv_options(self) -> dict[str, Any]:
        doubled = self.dialect.escape == self.dialect.quote
        csv.field_size_limit(_LONGEST_LINE)
        return {
            "delimiter": self.dialect.delimiter, "quotechar": self.dialect.quote, "doublequote": doubled,
            "escapechar": None if doubled else self.dialect.escape, "skipinitialspace": True,
        }  # fmt: skip

    def _lines(self) -> Iterator[str]:
        with encodings.open_bytes(self.file) as stream:
            yield from encodings.text_lines(stream)

    def relation(self, names: Sequence[str]) -> str:
        """Return the SQL that reads the file, its columns under these names."""
        columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
        options = {
            "columns": f"{{{columns}}}", "delim": literal(self.dialect.delimiter), "quote": literal(self.dialect.quote),
            "escape": literal(self.dialect.escape), "header": "true", "skip": str(self.dialect.skip),
            "auto_detect": "false", "store_rejects": "true", "rejects_table": literal(f"{self.rejects}_errors"),
            "rejects_scan": literal(f"{self.rejects}_scans"), "max_line_size": str(_LONGEST_LINE),
            "compression": literal(self.file.compression or "none"),
        }  # fmt: skip
        given = ", ".join(f"{key} = {value}" for key, value in options.items())
        return f"read_csv({path_literal(self.file.path)}, {given})"


def open_delimited(reading: Reading, file: InputFile) -> list[Rows]:
    """Open a delimited file; raise UsageError where it is empty or no text."""
    text_file, encoding, head, complete = as_utf8(reading, file)
    dialect = find_dialect(head, file.shown, complete)
    return [Delimited(reading, text_file, dialect, encoding, reading.temporary_name("deskgauge_rejects")).rows()]


def as_utf8(reading: Reading, file: InputFile) -> tuple[InputFile, str, str, bool]:
    """Return the file as UTF-8 (itself or a copy), the encoding it was in, its beginning, and if that is all of it."""
    data = encodings.sample(file)
    if not data:
        raise UsageError(_("{shown} is empty: it has 0 bytes.", shown=file.shown))
    encoding = encodings.check_encoding(reading.encoding) if reading.encoding else encodings.find_encoding(data)
    head = encodings.decode(data, encoding)
    if encodings.is_binary(head):
        raise UsageError(_("{shown} is no text file: its beginning holds bytes that no text has.", shown=file.shown))
    complete = len(data) < encodings.SAMPLE_BYTES
    if encodings.is_utf8(encoding):
        broken = encodings.first_broken(file)
        if broken is None:
            return file, encoding, head, complete
        if reading.encoding is None:
            encoding = encodings.find_encoding(broken)
    copy, __ = encodings.to_utf8(file, encoding, reading.temporary(".txt"))
    return replace(file, path=copy, compression=None), encoding, encodings.decode(data, encoding), complete


def _leading_number(text: str) -> int | None:
    number = re.match(r"\d+", text)
    return int(number[0]) if number else None
