"""The companies' questions answered by Deskgauge itself, written as any other tool would write them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.form import EXPECTED, NONE, Asked

if TYPE_CHECKING:
    from deskgauge.project import Workspace

SETTINGS = "deskgauge.toml"
_OF_THE_ROW = frozenset({
    "metric", "period_start", "period_end", "value", "unit", "n", "n_open", "provisional", "low", "high", "too_few",
    "target", "status", "previous", "change", "change_low", "change_high", "p_value", "note",
})  # fmt: skip


@contextmanager
def opened(company: Path, folder: Path, store: str) -> Iterator[Workspace]:
    """Import a company into a project made in ``folder`` and kept in ``store``: duckdb, or a PostgreSQL server's URL.

    Of a server the named database is only where to begin: the company gets one of its own, dropped afterwards.
    """
    import deskgauge

    with _own_database(store) as url:
        folder.mkdir(parents=True)
        settings = (company / SETTINGS).read_text(encoding="utf-8")
        (folder / SETTINGS).write_text(f'{settings}\n[store]\nurl = "{url}"\n', encoding="utf-8")
        with deskgauge.open(folder) as workspace:
            tables = [*company.glob("*.csv"), *company.glob("*.jsonl")]
            report = workspace.import_files(sorted(path for path in tables if path.name != EXPECTED))
            if report.rejected:
                raise ValueError(f"{company.name}: {report.rejected} rows were rejected on import.")
            yield workspace


@contextmanager
def _own_database(store: str) -> Iterator[str]:
    if store == "duckdb":
        yield store
        return
    import psycopg

    name = f"conformance_{os.getpid()}"
    with psycopg.connect(store, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        yield re.sub(r"(?<=[^/]/)[^/?]*(?=$|\?)", name, store, count=1)
    finally:
        with psycopg.connect(store, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def answered(workspace: Workspace, asked: Mapping[str, Asked]) -> list[dict[str, str]]:
    """Ask all questions of a company; return the rows of its file of answers."""
    return [row for one in asked.values() for row in _rows(workspace, one.question)]


def _rows(workspace: Workspace, question: Mapping[str, str]) -> Iterator[dict[str, str]]:
    answer = workspace.query(
        question["metric"],
        by=[name.strip() for name in question["by"].split(";") if name.strip()],
        grain=question["grain"],
        from_=question["from"],
        to=question["to"],
        where=question["where"] or None,
        clock=question["clock"] or None,
        stat=question["stat"] or "headline",
        anchor=question["anchor"] or None,
        compare=question["compare"] or None,
        as_of=question["as_of"] or None,
    )
    reasons = answer.excluded[question["metric"]]
    excluded = "; ".join(f"{reason}={count}" for reason, count in reasons.items()) or NONE
    for row in answer.rows:
        numbers = {name: _text(row.get(name)) for name in ("value", "n", "n_open", "low", "high", "previous")}
        start = row["period_start"]
        yield {
            **question,
            "period_start": start.isoformat() if isinstance(start, datetime) else str(start),
            "slice": _slice([value for name, value in row.items() if name not in _OF_THE_ROW]),
            **numbers,
            "too_few": "yes" if row["too_few"] else "no",
            "excluded": excluded,
        }


def _slice(values: Sequence[object]) -> str:
    return "; ".join(_text(value) for value in values)


def _text(value: object) -> str:
    return NONE if value is None else repr(value) if isinstance(value, float) else str(value)
