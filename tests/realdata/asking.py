"""What the tests on real exports share: the lines of a file, a project for it, answers by period."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from deskgauge.project import Workspace
from deskgauge.sources.outcome import ImportReport
from support import company

Line = dict[str, str]


def lines_of(path: Path, encoding: str = "utf-8") -> list[Line]:
    """Return the lines of a packed CSV file as they stand there, by column."""
    with gzip.open(path, "rt", encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def project(folder: Path, zone: str = "UTC", settings: Mapping[str, object] | None = None) -> Workspace:
    """Make an empty project whose periods are cut in a zone."""
    return company(folder, {}, {"company": {"time_zone": zone}, **(settings or {})})


def by_period(workspace: Workspace, metric: str, **question: Any) -> dict[datetime, dict[str, Any]]:
    """Ask for one metric; return its rows by the beginning of their periods, on the company's clock."""
    rows = workspace.query(metric, **question).rows
    found: dict[datetime, dict[str, Any]] = {}
    for row in rows:
        start = row["period_start"]
        assert isinstance(start, datetime)
        found[start.replace(tzinfo=None)] = dict(row)
    assert len(found) == len(rows)
    return found


def values(workspace: Workspace, metric: str, **question: Any) -> dict[datetime, Any]:
    """Ask for one metric; return its values by the beginning of their periods, on the company's clock."""
    return {start: row["value"] for start, row in by_period(workspace, metric, **question).items()}


def stored(workspace: Workspace, sql: str) -> list[tuple[Any, ...]]:
    """Return what a SELECT over the canonical tables finds in the store."""
    with workspace._session(None) as session:
        return [tuple(row) for row in session.engine.rows(sql)]


def assert_nothing_lost(report: ImportReport, rejected: int = 0) -> None:
    """Every row that was read was stored or rejected, file by file and in all."""
    assert report.lines
    assert all(line.read == line.stored + line.rejected for line in report.lines)
    assert report.read == report.stored + report.rejected
    assert report.rejected == rejected
