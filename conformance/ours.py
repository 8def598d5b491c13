"""The companies' questions answered by Deskgauge itself, written as any other tool would write them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from conformance.form import EXPECTED, NONE, Asked, FormError

if TYPE_CHECKING:
    from deskgauge.project import Workspace

SETTINGS = "deskgauge.toml"


def answers_of(company: Path, asked: Mapping[str, Asked], store: str) -> list[dict[str, str]]:
    """Return the rows of a company's file of answers; raise FormError where the company cannot be asked.

    ``store`` is duckdb, or the URL of a PostgreSQL server. Of that the named database is only where to begin: the
    company gets one of its own, dropped afterwards.
    """
    from deskgauge.errors import DeskgaugeError

    try:
        with tempfile.TemporaryDirectory() as folder, _opened(company, Path(folder) / company.name, store) as found:
            return [row for one in asked.values() for row in _rows(found, one.question)]
    except DeskgaugeError as error:
        raise FormError([f"{company.name}: {error}"]) from error


@contextmanager
def _opened(company: Path, folder: Path, store: str) -> Iterator[Workspace]:
    import deskgauge

    with _own_database(store) as url:
        folder.mkdir(parents=True)
        settings = (company / SETTINGS).read_text(encoding="utf-8")
        (folder / SETTINGS).write_text(f'{settings}\n[store]\nurl = "{url}"\n', encoding="utf-8")
        with deskgauge.open(folder) as workspace:
            tables = [*company.glob("*.csv"), *company.glob("*.jsonl")]
            report = workspace.import_files(sorted(path for path in tables if path.name != EXPECTED))
            if report.rejected:
                raise FormError([f"{company.name}: {report.rejected} rows were rejected on import."])
            yield workspace


@contextmanager
def _own_database(store: str) -> Iterator[str]:
    if store == "duckdb":
        yield store
        return
    import psycopg

    name = f"conformance_{os.getpid()}"
    try:
        with psycopg.connect(store, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    except psycopg.Error as error:
        raise FormError([f"--store: no database can be made there: {str(error).splitlines()[0]}"]) from error
    try:
        yield urlsplit(store)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(store, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


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
    dimensions = answer.columns[answer.columns.index("period_end") + 1 : answer.columns.index("value")]
    excluded = "; ".join(f"{reason}={count}" for reason, count in reasons.items()) or NONE
    for row in answer.rows:
        numbers = {name: _text(row.get(name)) for name in ("value", "n", "n_open", "low", "high", "previous")}
        start = row["period_start"]
        yield {
            **question,
            "period_start": start.isoformat() if isinstance(start, datetime) else str(start),
            "slice": "; ".join(_text(row[name]) for name in dimensions),
            **numbers,
            "too_few": "yes" if row["too_few"] else "no",
            "excluded": excluded,
        }


def _text(value: object) -> str:
    return NONE if value is None else repr(value) if isinstance(value, float) else str(value)
