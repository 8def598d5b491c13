"""One file as a table of texts, whatever its format: for files that are no canonical rows and are not stored."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from deskgauge.errors import UsageError
from deskgauge.language import _
from deskgauge.sources.casts import quoted
from deskgauge.sources.files import importer
from deskgauge.sources.importing import Company
from deskgauge.sources.inputs import find_inputs
from deskgauge.sources.mapping import FileSpec
from deskgauge.sources.raw import materialise

Texts = list[tuple[str | None, ...]]


def read_table(path: str | Path, encoding: str | None = None) -> tuple[Sequence[str], Texts]:
    """Return the columns and the rows of a file (CSV, JSON, Parquet, Excel, packed or not), every value as text.

    Of a workbook the first sheet is read. Raise NotFoundError for a file that is not there, UsageError for one that
    cannot be read or has no rows.
    """
    import duckdb

    if Path(path).is_dir():
        raise UsageError(_("{path} is a folder; name one file.", path=path))
    files, __ = find_inputs([path])
    with duckdb.connect() as connection, importer(connection, files, encoding, Company(None, {}), None) as run:
        parts = list(run.open(files))[:1]
        if not parts:
            raise run.errors[0]
        columns = parts[0].rows.columns
        table = materialise(run.reading, parts, FileSpec("data", (parts[0].rows.name,), columns), ())
        named = ", ".join(quoted(name) for name in columns)
        rows: Texts = connection.execute(f"SELECT {named} FROM {table.relation} ORDER BY _line").fetchall()
    if not rows:
        raise UsageError(_("{name} has no rows.", name=Path(path).name))
    return columns, rows
