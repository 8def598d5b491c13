"""What moved a metric: adding up to the change for every metric of the catalogue, over random companies."""

from __future__ import annotations

import math
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from deskgauge.catalogue.options import Reading
from deskgauge.catalogue.parts import Figure, Firsts, Kept, Things
from deskgauge.catalogue.registry import builtin
from deskgauge.errors import MissingDataError, UsageError
from deskgauge.insight.contributors import WITHHELD
from deskgauge.insight.moved import REST, Contributors, Split
from deskgauge.project import Workspace
from naive.companies import generate
from naive.scenes import SCENES
from support import company

SEED, TICKETS = 0, 70


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, date]:
    """A random company full of trouble, and the day in its middle."""
    made = generate(SEED, TICKETS)
    return company(tmp_path_factory.mktemp("naive") / "company", made.tables, made.settings), SCENES[SEED].change


def halves(middle: date) -> dict[str, Any]:
    """Return the question that sets the days after the middle against those before."""
    start, end = (middle + timedelta(days=days) for days in (-2, 14))
    return {"from_": start.isoformat(), "to": end.isoformat(),
            "against": ((middle - timedelta(days=22)).isoformat(), start.isoformat())}  # fmt: skip


@pytest.mark.parametrize("metric", builtin())
def test_every_split_of_every_metric_adds_up_to_the_change(metric: str, place: tuple[Workspace, date]) -> None:
    """Whatever the metric and the dimension, to 1e-9; and the change is that of two plain questions."""
    desk, middle = place
    refusals: list[tuple[str, str]] = []
    for stat in drawn(metric):
        question = {**halves(middle), "stat": stat}
        values = plain_values(desk, metric, question)
        if values is None:
            continue
        if None in values:
            with pytest.raises(UsageError, match=r"There is no change to split|cannot be split"):
                desk.contributors(metric, **question)
            continue
        try:
            found = desk.contributors(metric, **question)
        except UsageError as error:
            refusals.append((stat, str(error)))
            continue
        check(desk, metric, question, found)
        if not found.of:
            assert found.change == pytest.approx(values[1] - values[0], rel=1e-9, abs=1e-9)
    # Half of the ways between two populations may have more than half of its rows still open, and so no median.
    refusals = [(stat, text) for stat, text in refusals if not (stat.endswith("_open") and "cannot be split" in text)]
    carries = bool(builtin()[metric].kind.carries)
    assert [text for _, text in refusals if not (carries and "none over all" in text) and WITHHELD not in text] == []


def drawn(metric: str) -> list[str]:
    """Return the headline and, of durations, one further statistic."""
    others = [stat for stat in builtin()[metric].stats if stat != builtin()[metric].headline]
    return ["headline", *Random(metric).sample(others, min(1, len(others)))]


def plain_values(desk: Workspace, metric: str, question: dict[str, Any]) -> list[Any] | None:
    """Return the values of two plain questions; None where a table is missing, [0, 0] for a share by type."""
    found: list[Any] = []
    for from_, to in (question["against"], (question["from_"], question["to"])):
        try:
            rows = desk.query(metric, from_=from_, to=to, stat=question["stat"]).rows
        except MissingDataError:
            return None
        if builtin()[metric].kind.carries:
            return [0, 0]
        found.append(rows[0]["value"])
    return found


def check(desk: Workspace, metric: str, question: dict[str, Any], found: Contributors) -> None:
    """Hold each split to what it promises."""
    ends = [abs(float(str(found.row[name]))) for name in ("value", "previous")]
    for split in found.splits:
        rows = split.contributors
        size = max(1e-3, *ends, *(abs(one.total) for one in rows))
        assert math.fsum(one.total for one in rows) == pytest.approx(found.change, abs=1e-9 * size)
        for one in rows:
            if one.mix is not None and one.rate is not None:
                assert one.total == pytest.approx(one.mix + one.rate, abs=1e-12 * size)
            if one.entered is not None and one.left is not None:
                assert one.total == one.entered - one.left
        if any(one.kind == REST for one in rows):
            assert may_leave_a_rest(metric), split.by
            assert any(one.kind != REST for one in rows)
        assert [abs(one.total) for one in rows if one.kind != REST] == sorted(
            (abs(one.total) for one in rows if one.kind != REST), reverse=True
        )
    if not found.of:
        check_slices(desk, metric, question, found.splits[0])


def may_leave_a_rest(metric: str) -> bool:
    """Say whether something may belong to no single slice: where things are counted once in the whole and once in every
    slice that they are in, or where a ratio's slice has something above the line and nothing below it."""
    parts = builtin()[metric].kind.parts(Reading(by_agent=True)).values()
    figures = [one for part in parts for one in getattr(part, "aggregates", {}).values()]
    distinct = any(isinstance(one, Figure) and one.function == "distinct" for one in figures)
    return distinct or len(parts) > 1 or any(isinstance(part, (Things, Firsts, Kept)) for part in parts)


def check_slices(desk: Workspace, metric: str, question: dict[str, Any], split: Split) -> None:
    """The slices' own values are those of a plain question by the same dimension."""
    if split.method == "parts":
        return
    rows = desk.query(metric, by=split.by, from_=question["from_"], to=question["to"], stat=question["stat"]).rows
    asked = {tuple(row[name] for name in split.by): (row["value"], row["n"]) for row in rows}
    for one in split.contributors:
        if one.after and one.after.n:
            value, n = asked[one.slice]
            assert one.after.n == n
            assert one.after.value == (None if value is None else pytest.approx(value, rel=1e-11))


def test_the_same_on_postgresql(place: tuple[Workspace, date], postgres_database: str, tmp_path: Path) -> None:
    """One metric for each way of splitting."""
    made = generate(SEED, TICKETS)
    here, middle = place
    there = company(tmp_path / "there", made.tables, made.settings, postgres_database)
    ways = set()
    for metric, stat in (
        ("ticket_volume", "headline"), ("active_tickets", "headline"), ("resolution_rate", "headline"),
        ("first_response_time", "median"), ("first_response_time", "median_open"), ("handle_time", "p90"),
        ("backlog_age", "headline"), ("replies_per_request", "headline"), ("service_roi", "headline"),
        ("request_type_share", "headline"), ("complaint_rate", "headline"),
    ):  # fmt: skip
        one, other = (desk.contributors(metric, stat=stat, **halves(middle)).to_dict() for desk in (here, there))
        ways |= {split["method"] for split in one["splits"]}  # type: ignore[attr-defined]  # a list of mappings
        assert close(one, other), metric
    assert ways == {"sum", "standing", "mean", "quantile", "survival", "parts", "shared_whole"}


def close(one: object, other: object) -> bool:
    """Say whether two nested results are the same, numbers to 1e-9."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(close(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(close, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-8, abs_tol=1e-9)
    return one == other
