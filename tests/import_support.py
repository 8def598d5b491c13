"""What the tests of the import share: writing small files, staging them, and looking at the stage."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from deskgauge.sources.files import StageReport, stage_files

FIXTURES = Path(__file__).parent / "fixtures" / "import"


@dataclass(frozen=True)
class Staged:
    """A stage and the report of how it was filled."""

    con: duckdb.DuckDBPyConnection
    report: StageReport

    def rows(self, table: str, *columns: str) -> list[Any]:
        """Return a table's rows in the order of its first asked column; one column gives plain values."""
        names = ", ".join(f'"{column}"' for column in columns) or "*"
        found = self.con.execute(f"SELECT {names} FROM stage.{table} ORDER BY 1").fetchall()
        return [row[0] for row in found] if len(columns) == 1 else found

    def rejects(self) -> list[tuple[str | None, str, int | None, str, Any]]:
        """Return the rejects by file and line, their rows read as JSON."""
        found = self.con.execute(
            "SELECT table_name, file, line, reason, row FROM stage.rejects ORDER BY file, line, reason"
        ).fetchall()
        return [(*row[:4], json.loads(row[4])) for row in found]

    def reasons(self) -> list[tuple[int | None, str]]:
        """Return line and reason of the rejects."""
        return [(line, reason) for _, _, line, reason, _ in self.rejects()]

    def totals(self) -> tuple[int, int, int]:
        """Return rows read, stored and rejected."""
        return self.report.read, self.report.stored, self.report.rejected


def stage(paths: Path | Sequence[Path], **options: Any) -> Staged:
    """Stage files on a fresh connection and check what must always hold."""
    con = duckdb.connect()
    report = stage_files(con, [paths] if isinstance(paths, Path) else list(paths), **options)
    for file in report.files:
        assert file.read == file.stored + file.rejected, file
        assert file.duplicates <= file.stored, file
    rejected = con.execute("SELECT count(*) FROM stage.rejects").fetchall()[0][0]
    assert rejected == report.rejected
    kept = sum(con.execute(f"SELECT count(*) FROM stage.{table}").fetchall()[0][0] for table in report.tables)
    assert kept == report.stored - report.duplicates
    return Staged(con, report)


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files into a folder and return it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return folder


def one(folder: Path, name: str, content: str | bytes, **options: Any) -> Staged:
    """Write one file and stage it."""
    write(folder, {name: content})
    return stage(folder / name, **options)


def tickets(*rows: str, header: str = "ticket_id,created_at,subject") -> str:
    """Return a CSV of tickets."""
    return "\n".join([header, *rows]) + "\n"
