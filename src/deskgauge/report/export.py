"""A result in the formats that other programs read: JSON, CSV, Markdown, Parquet, Excel.

CSV, Parquet and Excel hold raw values (durations in seconds, shares 0..1), Markdown the written ones.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from deskgauge.errors import UnsupportedError, UsageError
from deskgauge.language import _
from deskgauge.report.layout import Column, Heading, Line, Row

if TYPE_CHECKING:
    import duckdb

FORMATS = ("table", "json", "csv", "parquet", "xlsx", "markdown")
BINARY = ("parquet", "xlsx")
SUFFIXES = {
    ".json": "json", ".csv": "csv", ".parquet": "parquet", ".xlsx": "xlsx", ".md": "markdown", ".txt": "table",
}  # fmt: skip
EXCEL_ROWS = 1_048_575
"""How many rows below its heading a sheet can hold."""

Records = Sequence[Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Records under named columns; ``types`` says the type of columns that may hold nothing but nulls.

    Types are those of DuckDB; ``number_formats`` gives the Excel format of one cell by its row and column.
    """

    name: str
    columns: Sequence[str]
    rows: Records
    types: Mapping[str, str]
    number_format: Callable[[Mapping[str, object], str], str] | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A result in every form it can be given in; each is made when it is asked for.

    ``page`` takes the width in cells (None: no limit); the first of ``sheets`` is what CSV and Parquet hold.
    """

    data: Callable[[], object]
    page: Callable[[int | None], Sequence[Line]]
    grid: Callable[[], tuple[Sequence[Column], Sequence[Row | Heading]]]
    sheets: Callable[[], Sequence[Sheet]]


def rendered(document: Document, kind: str) -> bytes:
    """Return the document in one of FORMATS but ``table``, or as ``arrow``, in bytes."""
    if kind == "json":
        return json_text(document.data()).encode()
    if kind == "csv":
        return csv_text(document.sheets()[0]).encode()
    if kind == "markdown":
        return markdown_text(*document.grid()).encode()
    if kind == "arrow":
        return arrow_bytes(document.sheets()[0])
    return parquet_bytes(document.sheets()[0]) if kind == "parquet" else workbook_bytes(document.sheets())


def json_text(data: object) -> str:
    """Write JSON with one line for each member of the outer object and for each item of a list in it."""
    if isinstance(data, Mapping):
        members = [f"{_json(str(key))}: {_items(value)}" for key, value in data.items()]
        return "{" + ",\n ".join(members) + "}\n"
    return _items(data) + "\n"


def csv_text(sheet: Sheet) -> str:
    """Write comma-separated values with a heading; null is an empty cell, instants are ISO 8601."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(sheet.columns)
    writer.writerows([_text(row.get(column)) for column in sheet.columns] for row in sheet.rows)
    return out.getvalue()


def markdown_text(columns: Sequence[Column], rows: Sequence[Row | Heading]) -> str:
    """Write a Markdown table of the written values; a heading is a row in bold, a note stands after the cells."""
    lines = [
        _bar([_(column.title) for column in columns]),
        _bar(["---:" if column.right else "---" for column in columns], escape=False),
    ]
    for row in rows:
        if isinstance(row, Heading):
            lines.append(_bar([f"**{row.text}**", *[""] * (len(columns) - 1)]))
            continue
        cells = [span.text for span in row.cells]
        lines.append(_bar([f"{cells[0]} ({row.note})" if row.note else cells[0], *cells[1:]]))
    return "".join(line + "\n" for line in lines)


def parquet_bytes(sheet: Sheet) -> bytes:
    """Write a Parquet file; instants with an offset are stored as UTC instants."""
    with _related(sheet) as (rows, folder):
        target = folder / "rows.parquet"
        rows.write_parquet(str(target), compression="zstd")
        return target.read_bytes()


def arrow_bytes(sheet: Sheet) -> bytes:
    """Write an Arrow stream; raise UnsupportedError where its writer is not installed."""
    try:
        from nanoarrow.ipc import StreamWriter
    except ImportError as error:
        raise UnsupportedError(_("Arrow streams need the package nanoarrow: pip install nanoarrow.")) from error
    out = io.BytesIO()
    with _related(sheet) as (rows, __), StreamWriter.from_writable(out) as writer:
        writer.write_stream(rows)
    return out.getvalue()


@contextmanager
def _related(sheet: Sheet) -> Iterator[tuple[duckdb.DuckDBPyRelation, Path]]:
    """Give a sheet as rows of DuckDB, and a folder that lasts as long as they do."""
    import tempfile

    import duckdb

    types = {column: sheet.types.get(column) or _type(sheet.rows, column) for column in sheet.columns}
    with tempfile.TemporaryDirectory(prefix="deskgauge-") as name:
        folder = Path(name)
        source = folder / "rows.jsonl"
        lines = (_json({column: _plain(row.get(column)) for column in types}) for row in sheet.rows)
        source.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        with duckdb.connect() as connection:
            # In UTC whatever the machine's zone is: it is a part of a column's type.
            connection.execute("SET TimeZone = 'UTC'")
            yield connection.read_json(str(source), columns=types, format="newline_delimited"), folder


def workbook_bytes(sheets: Sequence[Sheet]) -> bytes:
    """Write an Excel workbook; instants are local times, text is never read as a formula.

    Raise UsageError for more rows than a sheet can hold, UnsupportedError where the writer is not installed.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise UnsupportedError(_("Excel files need the package xlsxwriter: pip install xlsxwriter.")) from error
    for sheet in sheets:
        if len(sheet.rows) > EXCEL_ROWS:
            raise UsageError(
                _("{n} rows are more than an Excel sheet holds; take parquet or csv.", n=f"{len(sheet.rows):,}")
            )
    out = io.BytesIO()
    options = {"in_memory": True, "remove_timezone": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        for sheet in sheets:
            _fill(workbook, sheet)
    return out.getvalue()


def _fill(workbook: object, sheet: Sheet) -> None:
    """Write one sheet with a frozen heading, a filter and columns as wide as what they hold."""
    import xlsxwriter

    if not isinstance(workbook, xlsxwriter.Workbook):
        raise TypeError(workbook)
    page = workbook.add_worksheet(sheet.name)
    bold = workbook.add_format({"bold": True, "bottom": 1})
    looks = {look: workbook.add_format({"num_format": look}) for look in _looks(sheet)}
    page.write_row(0, 0, sheet.columns, bold)
    for at, row in enumerate(sheet.rows, start=1):
        for place, column in enumerate(sheet.columns):
            value = _cell(row.get(column))
            page.write(at, place, value, looks.get(_look(sheet, row, column)))
    for place, column in enumerate(sheet.columns):
        widest = max([len(column), *(len(_text(row.get(column))) for row in sheet.rows[:1000])])
        page.set_column(place, place, min(widest + 2, 60))
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)


def _looks(sheet: Sheet) -> list[str]:
    return sorted({_look(sheet, row, column) for row in sheet.rows for column in sheet.columns} - {""})


def _look(sheet: Sheet, row: Mapping[str, object], column: str) -> str:
    value = row.get(column)
    if isinstance(value, datetime):
        return "yyyy-mm-dd hh:mm"
    return sheet.number_format(row, column) if sheet.number_format and isinstance(value, int | float) else ""


def _cell(value: object) -> object:
    """Return what Excel can hold of a value."""
    if value is None or isinstance(value, bool | int | float | datetime | str):
        return value
    return float(value) if isinstance(value, Decimal) else _text(value)


def _type(rows: Records, column: str) -> str:
    """Return the narrowest of DuckDB's types that holds all values of a column."""
    kinds = {type(row[column]) for row in rows if row.get(column) is not None}
    for type_, names in (("BOOLEAN", {bool}), ("BIGINT", {int}), ("DOUBLE", {int, float, Decimal}), ("DATE", {date})):
        if kinds and kinds <= names:
            return type_
    if kinds == {datetime}:
        aware = any(isinstance(value := row.get(column), datetime) and value.tzinfo for row in rows)
        return "TIMESTAMPTZ" if aware else "TIMESTAMP"
    return "VARCHAR"


def _plain(value: object) -> object:
    """Return a value as JSON has it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping | list | tuple):
        return _json(value)
    return str(_plain(value))


def _items(value: object) -> str:
    if isinstance(value, list | tuple) and value:
        return "[\n  " + ",\n  ".join(_json(item) for item in value) + "]"
    return _json(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_plain)


def _bar(cells: Sequence[str], *, escape: bool = True) -> str:
    texts = [cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ") if escape else cell for cell in cells]
    return f"| {' | '.join(texts)} |"
