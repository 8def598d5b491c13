"""Every number from its rows: put together again in plain Python, and counts that add up to the frame's rows."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest

import deskgauge
from aggregates import values
from deskgauge.catalogue.defined import definitions_of
from deskgauge.catalogue.options import Ask, Asked
from deskgauge.catalogue.parts import Scan, Value
from deskgauge.catalogue.registry import builtin
from deskgauge.catalogue.slices import FRAMES
from deskgauge.engine.explain import Behind, Explanation, explain
from deskgauge.engine.question import Question
from deskgauge.errors import MissingDataError
from deskgauge.model.zones import to_utc
from deskgauge.project import Workspace
from deskgauge.sources.demo import write_company
from naive.companies import generate
from naive.scenes import SCENES
from test_against_naive import database

PLACES = [(0, "duckdb"), (4, "postgres"), ("demo", "duckdb")]
DRAWN = 1  # of the ways to ask a metric, those asked of every company but the first
MONTH = {"from_": "2026-09-01", "to": "2026-10-01"}
CLOSE = 1e-9


@pytest.fixture(scope="module", params=PLACES, ids=lambda place: f"{place[0]}-{place[1]}")
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, Any]]:
    """A company, and a range that much of its data lies in."""
    seed, engine = request.param
    folder = tmp_path_factory.mktemp("explained") / "company"
    with ExitStack() as stack:
        if seed == "demo":
            write_company(folder, tickets=600, days=120, end=date(2026, 10, 31))
            workspace = deskgauge.open(folder)
            workspace.import_files([folder / "files"])
            yield workspace, MONTH
            return
        store = (
            stack.enter_context(database(request.getfixturevalue("postgres_url"))) if engine == "postgres" else "duckdb"
        )
        made, scene = generate(seed), SCENES[seed % len(SCENES)]
        whole = {"from_": _day(scene.change, -30), "to": _day(scene.change, 20)}
        from support import company

        yield company(folder, made.tables, made.settings, store), whole


def _day(change: date, number: int) -> str:
    return (change + timedelta(days=number)).isoformat()


def questions(metric: str, workspace: Workspace) -> list[dict[str, Any]]:
    """Return the ways that a metric is asked in: each clock, statistic and anchor, and filters; all of one company."""
    declared = builtin()[metric]
    dimensions = FRAMES[declared.kind.frame].dimensions
    asked: list[dict[str, Any]] = []
    asked += [{"clock": "business"}] if declared.has_clock else []
    asked += [{"stat": stat} for stat in declared.stats]
    asked += [{"anchor": anchor} for anchor in declared.anchors[1:]]
    asked += [{"definition": name} for name in definitions_of(metric)]
    asked += [{"where": "channel IN ('email', 'phone')"}] if "channel" in dimensions else []
    asked += [{"where": "agent IS NOT NULL"}] if "agent" in dimensions else []
    whole = workspace.settings.name == "Trouble Ltd" and workspace.settings.store_url == "duckdb"
    return [{}, *(asked if whole else Random(metric).sample(asked, min(DRAWN, len(asked))))]


def explained(workspace: Workspace, metric: str, question: Mapping[str, Any]) -> Explanation | None:
    """Explain with all rows; None where the company has not the tables that the metric needs."""
    try:
        with workspace._session(None) as session:
            return explain(session, Question((metric,), **question), limit=None, withhold=False)
    except MissingDataError:
        return None


@pytest.mark.parametrize("metric", builtin())
def test_the_rows_give_the_number(metric: str, place: tuple[Workspace, Any]) -> None:
    """Value, rows counted, rows open and interval, whatever the clock, the statistic, the anchor or the filter.

    And the counts of the plain question add up to the frame's rows, of which the answer leaves out the same.
    """
    workspace, whole = place
    complaints = []
    for question in questions(metric, workspace):
        found = explained(workspace, metric, {**whole, **question})
        if found is None:
            continue
        for part in found.parts:
            complaints += [f"{question}: {text}" for text in faults(part)]
        complaints += [f"{question}: {text}" for text in differences(found, asking(workspace))]
        if not question:
            complaints += miscounts(workspace, found, whole)
    assert complaints == []


def asking(workspace: Workspace) -> Ask:
    """Return how to ask a company for a metric's value over a span."""

    def ask(name: str, start: datetime, end: datetime) -> Asked | None:
        metric = builtin().get(name)
        if metric is None:
            return None
        (row,) = workspace.query(name, from_=start.replace(tzinfo=UTC), to=end.replace(tzinfo=UTC)).rows
        return Asked(Value(row["value"], row["n"], row["low"], row["high"]), metric.better)  # type: ignore[arg-type]  # a row's columns

    return ask


def differences(found: Explanation, ask: Ask | None = None) -> list[str]:
    """Return where the rows give another number than the answer has."""
    made = values(found, ask)
    wrong = []
    for row in found.answer.rows:
        slice_ = tuple(row[name] for name in found.metric.kind.carries)
        value = made.get(slice_)
        if row["note"] == "not yet":
            continue
        if value is None:
            wrong.append(f"no rows of {slice_}")
            continue
        figures = {"value": value.value, "n": value.n, "n_open": value.n_open}
        if row["low"] is not None:
            figures |= {"low": value.low, "high": value.high}
        wrong += [
            f"{slice_} {name}: {one} from the rows, {row[name]} in the answer"
            for name, one in figures.items()
            if not _same(one, row[name])
        ]
    return wrong


def _same(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=CLOSE, abs_tol=CLOSE)


def faults(part: Behind) -> list[str]:
    """Return where the counts of a part do not say what its rows say, or a row is there twice."""
    told = Counter("counted" if row["counted"] else row["reason"] or "not about" for row in part.rows)
    counts = Counter({"counted": part.counted, "not about": part.not_about, **part.excluded})
    wrong = [f"{part.part}: {dict(told)} rows, {dict(counts)} counted"] if +told != +counts else []
    if len(part.rows) != part.total:
        wrong.append(f"{part.part}: {len(part.rows)} rows of {part.total}")
    keys = Counter(tuple(row[name] for name in part.key) for row in part.rows)
    wrong += [f"{part.part}: the row {key} is there {count} times" for key, count in keys.items() if count > 1]
    return wrong


def miscounts(workspace: Workspace, found: Explanation, whole: Mapping[str, str]) -> list[str]:
    """Return where the counts are not those of all rows of the frame in the range, counted here one by one."""
    parts = metric_parts(found)
    zone = workspace.settings.time_zone
    start, end = (to_utc(datetime.fromisoformat(whole[name]), zone) for name in ("from_", "to"))
    wrong = []
    for part in found.parts:
        if part.of == "now" and isinstance(parts[part.part], Scan):
            frame = FRAMES[part.frame]
            placed = f"COALESCE({parts[part.part].at}, {frame.placed or parts[part.part].at})"
            with workspace.store.read() as engine:
                instants = engine.rows(f"SELECT {placed} FROM ({frame.query}) AS f")
            inside = sum(1 for (at,) in instants if isinstance(at, datetime) and start <= at < end)
            wrong += [f"{part.part}: {part.total} rows of {inside} in the range"] if part.total != inside else []
    if len(found.parts) == 1 and isinstance(parts[found.parts[0].part], Scan):
        told = found.answer.excluded[found.metric.id]
        wrong += [f"{found.parts[0].excluded} left out, {told} in the answer"] * (found.parts[0].excluded != told)
    return wrong


def metric_parts(found: Explanation) -> Mapping[str, Any]:
    """Return the parts of an explained metric."""
    return found.metric.kind.parts(found.reading)
