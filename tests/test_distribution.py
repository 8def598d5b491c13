"""Durations by bucket: against a naive count of the same items, on both stores, and what cannot be asked."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from deskgauge.errors import NotFoundError, UsageError
from deskgauge.project import Workspace
from naive import reference
from naive.companies import generate
from naive.question import Question
from naive.scenes import SCENES
from support import company

EDGES = [60.0, 3600.0, 4 * 3600.0, 86400.0, 7 * 86400.0]
METRICS = ["first_response_time", "resolution_time", "handle_time", "speed_of_answer", "backlog_age"]


def naive_counts(question: Question) -> list[list[int]]:
    """Count the finished durations of each period that lie between the edges, one by one."""
    cells, found = question.cells((), question.periods), []
    for number in range(len(question.periods)):
        values: dict[str, float] = defaultdict(float)
        for place, item in enumerate(cells.get((number, ()), [])):
            if item.part == "":
                values[item.key or str(place)] += item.value  # several stretches of work on one thing are one
        bounds = pairwise([0.0, *EDGES, float("inf")])
        found.append([sum(low <= one < high for one in values.values()) for low, high in bounds])
    return found


def test_buckets_hold_what_a_naive_count_finds(tmp_path: Path, store: str) -> None:
    made, scene = generate(0), SCENES[0]
    days = {
        "from_": (scene.change - timedelta(days=30)).isoformat(), "to": (scene.change + timedelta(days=20)).isoformat(),
    }  # fmt: skip
    complaints = []
    with company(tmp_path / "company", made.tables, made.settings, store) as workspace:
        for metric in METRICS:
            for clock in ("calendar", "business"):
                rows = workspace.distribution(metric, grain="month", edges=EDGES, clock=clock, **days).rows
                wanted = naive_counts(
                    reference._question(made, metric, (days["from_"], days["to"]), grain="month", clock=clock)
                )
                width = len(EDGES) + 1
                ours = [[row["n"] for row in rows[i : i + width]] for i in range(0, len(rows), width)]
                if ours != wanted or not any(map(any, wanted)):
                    complaints.append((metric, clock, ours, wanted))
    assert not complaints


@pytest.fixture(scope="module")
def demo(demo_project: Path) -> Workspace:
    return Workspace(demo_project)


def test_buckets_add_up_to_the_number_and_to_that_of_the_other_period(demo: Workspace) -> None:
    ends: dict[str, Any] = {"from_": "2026-08-01", "to": "2026-10-31", "compare": "previous"}
    answer: Any = demo.distribution("first_response_time", where="channel = 'email'", **ends)
    (number,) = demo.query("first_response_time", where="channel = 'email'", **ends).rows
    past: Any = demo.distribution("first_response_time", where="channel = 'email'", from_="2026-05-02", to="2026-08-01",
                             edges=[row["below"] for row in answer.rows[:-1]]).rows  # fmt: skip
    assert sum(row["n"] for row in answer.rows) == number["n"]
    assert [row["previous_n"] for row in answer.rows] == [row["n"] for row in past]
    assert sum(row["share"] for row in answer.rows) == pytest.approx(1)
    assert [row["below"] for row in answer.rows[:-1]] == [row["at_least"] for row in answer.rows[1:]]
    assert answer.excluded == demo.query("first_response_time", where="channel = 'email'", **ends).excluded
    assert answer.to_arrow().num_rows == len(answer.rows) <= 10


def test_what_is_no_duration_is_not_spread(demo: Workspace) -> None:
    with pytest.raises(UsageError, match="csat is no duration"):
        demo.distribution("csat")
    with pytest.raises(NotFoundError, match="first_response_time"):
        demo.distribution("first_respons_time")
    with pytest.raises(UsageError, match="each greater than the one before"):
        demo.distribution("first_response_time", edges=[60, 30])
    with pytest.raises(UsageError, match="cannot be cut or filtered by"):
        demo.distribution("first_response_time", where="queue = 'x'")
