"""Parquet files and workbooks."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from deskgauge.errors import UsageError
from deskgauge.language import _
from deskgauge.sources.delimited import open_delimited
from deskgauge.sources.encodings import decompress
from deskgauge.sources.inputs import InputFile
from deskgauge.sources.rows import Reading, Rows, path_literal, select_renamed


def open_parquet(reading: Reading, file: InputFile) -> list[Rows]:
    """Open a Parquet file; raise UsageError where it is none."""
    plain = _plain(reading, file)
    source = f"read_parquet({path_literal(plain)})"
    try:
        described = reading.all(f"DESCRIBE SELECT * FROM {source}")
    except reading.errors as error:
        raise UsageError(
            _("{shown} cannot be read as Parquet: {error}", shown=file.shown, error=_first_line(error))
        ) from error
    names = tuple(str(row[0]) for row in described)
    return [
        Rows(
            name=file.stem, columns=names, relation=select_renamed(names, source),
            types=tuple(str(row[1]) for row in described), line_of=lambda ordinals: {one: one for one in ordinals},
        )
    ]  # fmt: skip


def open_workbook(reading: Reading, file: InputFile) -> list[Rows]:
    """Open a workbook: every sheet with cells, each first written to a temporary CSV with its row numbers."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(str(_plain(reading, file)))
        sheets = {name: workbook.get_sheet_by_name(name) for name in workbook.sheet_names}
    except (CalamineError, OSError) as error:
        raise UsageError(
            _("{shown} cannot be read as a workbook: {error}", shown=file.shown, error=_first_line(error))
        ) from error
    parts = []
    for name, sheet in sheets.items():
        copy = reading.temporary(".csv")
        if sheet.height and _write_sheet(sheet.iter_rows(), copy):
            parts.append(_sheet_rows(reading, file, name, copy))
    if not parts:
        raise UsageError(_("{shown} is empty: none of its sheets has a cell.", shown=file.shown))
    return [replace(parts[0], name=file.stem)] if len(parts) == 1 and file.table else parts


def _sheet_rows(reading: Reading, file: InputFile, name: str, copy: Path) -> Rows:
    utf8 = replace(reading, encoding="utf-8")
    part = open_delimited(utf8, InputFile(copy, f"{file.shown}, sheet {name}", name, "csv"))[0]
    # The sheet's own row numbers stand in the last column: blank rows and a table that begins lower down count.
    last = len(part.columns) - 1
    names = ", ".join(f"c{at}" for at in range(last))
    relation = f"(SELECT CAST(c{last} AS BIGINT) AS _line, {names} FROM {part.relation})"
    return replace(
        part, columns=part.columns[:last], relation=relation, has_line=True, line_of=None, encoding=None, repair=None
    )


def _write_sheet(rows: Iterable[Sequence[object]], to: Path) -> int:
    count = 0
    with to.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL)
        for number, row in enumerate(rows, start=1):
            cells = [_cell(one) for one in row]
            if any(cells):
                writer.writerow([*cells, "_line" if not count else number])
                count += 1
    return count


def _cell(value: object) -> str:
    """Return a cell as canonical text; a whole number without decimals, a time as a wall time without a zone."""
    match value:
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime():
            return value.isoformat(sep=" ")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value.total_seconds())
        case _:
            return str(value)


def _plain(reading: Reading, file: InputFile) -> Path:
    if file.compression is None:
        return file.path
    return decompress(file, reading.temporary(f".{file.format}"))


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0].rstrip(".") + "."
