"""The drill-down of one number: from its value to the counts by reason and the first of its rows."""

from __future__ import annotations

import duckdb

import deskgauge
from bench import company
from bench.answers import Numbers

SHOWN = 100


def ours(n: int) -> Numbers:
    """Explain a month's first response time by e-mail; the store is opened anew."""
    workspace = deskgauge.open(company.project_of(n))
    found = workspace.explain("first_response_time", period="2026-03", where="channel = 'email'", limit=SHOWN)
    (part,) = found.parts
    if len(part.rows) != min(SHOWN, part.total):
        raise ValueError(f"{len(part.rows)} rows of {part.total} were fetched")
    return _cells(part.total, part.counted)


def hand(n: int) -> Numbers:
    """Open the store, ask for the value, count the rows by hand and fetch the first of them."""
    text = company.sections("drill")
    with duckdb.connect(str(company.store_of(n)), read_only=True) as connection:
        connection.execute(company.script("macros"))
        connection.execute(text["value"]).fetchall()
        connection.execute(text["rows"]).fetchall()
        ((total, counted),) = connection.execute(text["counts"]).fetchall()
    return _cells(int(total), int(counted))


def _cells(total: int, counted: int) -> Numbers:
    cells = {"rows": total, "counted": counted, "left out": total - counted}
    return {name: (float(value), 1.0, None, None) for name, value in cells.items()}
