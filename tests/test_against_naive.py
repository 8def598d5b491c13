"""The engine against the naive reference: random companies full of trouble, every metric, on both stores."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, timedelta
from random import Random
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from deskgauge.errors import MissingDataError
from naive import reference
from naive.catalogue import RECIPES
from naive.companies import Company, generate
from naive.recipes import Recipe, duration, per_thing
from naive.scenes import SCENES, Scene
from support import company

PLACES = [(0, "duckdb"), (1, "duckdb"), (2, "duckdb"), (3, "duckdb"), (4, "postgres"), (5, "duckdb"), (6, "postgres")]
FIGURES = ("value", "n", "n_open", "low", "high", "too_few", "provisional")
THOROUGH = {0, 4}
"""The companies asked by month and by channel and week too, one in each store; grains and slices are drawn elsewhere.

What the other companies add is their zone, their working hours and the tables that they lack: the whole shows these.
"""
DRAWN = 1  # questions drawn for each metric and place, beside those asked of all
MOST_SHOWN = 12
CLOSE = 1e-9

OF_TICKETS = ["channel", "team", "agent", "request_type", "priority", "product", "brand", "country", "language",
              "segment", "tag"]  # fmt: skip
OF_TIME = ["weekday", "hour"]
OF_CALLS = {"handle_time", "wait_time", "speed_of_answer", "hold_time", "hold_share", "service_level", "call_volume",
            "answered_rate", "abandonment_rate", "repeat_contact_rate"}  # fmt: skip
TWO_CLOCKS = {"first_response_within_target", "service_level"}
OWN_CLOCK = {"handle_time", "hold_time"}  # amounts of time that no interval is known of
SHARED_BELOW = {"request_type_share", "channel_share", "complaint_rate"}  # 0 in a slice is no row of its own

UNPLACED = {"channel_share", "active_tickets", "ticket_backlog", "unanswered_tickets", "backlog_age", "overdue_reviews",
            "resolution_balance", "net_flow", "complaint_rate", "complaint_growth_gap",
            "calls_to_resolution"}  # fmt: skip
"""Metrics of moments, or of rows of two kinds: when what they leave out would have counted is a matter of taste."""

REASONS = {
    "first_response_within_target": {"agent_created", "solved_without_reply", "no_reply_yet", "no_time"},
    "repeat_contact_rate": {"no_customer", "window_running"},
    "handle_time": {"no_time"},
    "resolution_time": {"no_time"},
    "first_resolution_time": {"no_time"},
}
"""The reasons compared, of metrics whose other reasons could be counted by another time column as well."""

Question = Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """One generated company, open in one store."""

    seed: int
    scene: Scene
    company: Company
    workspace: Any


@pytest.fixture(scope="module", params=PLACES, ids=lambda place: f"{place[0]}-{place[1]}")
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The company of a seed, imported once for all metrics."""
    seed, engine = request.param
    made = generate(seed)
    with ExitStack() as stack:
        postgres = engine == "postgres"
        store = stack.enter_context(database(request.getfixturevalue("postgres_url"))) if postgres else "duckdb"
        workspace = company(tmp_path_factory.mktemp("naive") / "company", made.tables, made.settings, store)
        yield Place(seed, SCENES[seed % len(SCENES)], made, workspace)
        workspace.close()


@contextmanager
def database(url: str) -> Iterator[str]:
    """Make a database for as long as one company is asked; yield its address."""
    name = f"naive_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    yield url.rpartition("/")[0] + f"/{name}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize("metric", RECIPES)
def test_metric(metric: str, place: Place) -> None:
    """Row by row the same values, sample sizes and intervals, whatever the grain, slice, clock or statistic.

    And of the whole, the same rows are left out for the same reasons.
    """
    complaints = []
    for question in questions(metric, place):
        heading = ", ".join(f"{key}={value}" for key, value in question.items())
        answered = ask(metric, place, question)
        wrong = differences(metric, place, question, answered)
        if question.keys() == {"from_", "to"} and metric not in UNPLACED:
            wrong += left_out(metric, place, question, answered)
        complaints += [f"{heading}\n    {text}" for text in wrong]
    if complaints:
        shown = "\n".join(complaints[:MOST_SHOWN])
        pytest.fail(f"{metric} of company {place.seed}: {len(complaints)} differences\n{shown}", pytrace=False)


def left_out(metric: str, place: Place, question: Question, answered: Any) -> list[str]:
    """Return a sentence for each reason that other numbers of rows are left out for."""
    if not answered:
        return []
    found = {why: count for why, count in answered.excluded.get(metric, {}).items() if count}
    wanted = reference.excluded(place.company, metric, **question)
    compared = REASONS.get(metric, found.keys() | wanted.keys())
    return [
        f"{found.get(why, 0)} left out for {why} instead of {wanted.get(why, 0)}"
        for why in sorted(compared)
        if found.get(why, 0) != wanted.get(why, 0)
    ]


def day(scene: Scene, number: int) -> str:
    """Return the date so many days after the change of the clock."""
    return (scene.change + timedelta(days=number)).isoformat()


def questions(metric: str, place: Place) -> list[Question]:
    """Return what is asked: some questions of every metric and company, others drawn."""
    whole = {"from_": day(place.scene, -30), "to": day(place.scene, 20)}
    always: list[Question] = [whole]
    if place.seed in THOROUGH:
        always.append({**whole, "grain": "month"})
        always += [{**whole, "by": ["channel"], "grain": "week"}] if RECIPES[metric].dimensions is None else []
    drawn = [{**whole, **options} for options in _shapes(metric)]
    drawn.append({"from_": day(place.scene, -1), "to": day(place.scene, 2), "grain": "hour"})
    recipe = RECIPES[metric]
    if recipe.dimensions is None:
        drawn.append({"from_": day(place.scene, -7), "to": day(place.scene, 5), "by": ["team"]})
    if recipe.summary in (duration, per_thing) or metric in TWO_CLOCKS:
        always += [{**whole, "clock": "business"} for _ in range(metric not in OWN_CLOCK)]
        drawn += [{**whole, **options} for options in _statistics(metric, recipe)]
    picked = Random(f"{metric} {place.seed}").sample(drawn, min(DRAWN, len(drawn)))
    return always + picked


def _shapes(metric: str) -> list[dict[str, Any]]:
    """Return the grains and slices that a metric can be asked for."""
    recipe = RECIPES[metric]
    of_rows = OF_TICKETS + ["kind"] * (metric in OF_CALLS) if recipe.dimensions is None else list(recipe.dimensions)
    dimensions = of_rows + ([] if recipe.at_end or not recipe.timed else OF_TIME)
    shapes: list[dict[str, Any]] = [{"by": [name]} for name in dimensions]
    shapes += [{"grain": grain} for grain in ("day", "week", "quarter", "year")]
    if recipe.dimensions is not None:
        return shapes + [{"by": [name], "grain": "month"} for name in recipe.dimensions]
    shapes += [{"by": ["agent"], "grain": "month"}, {"by": ["channel", "tag"]}, {"by": ["team", "segment"]}]
    return shapes


def _statistics(metric: str, recipe: Recipe) -> list[dict[str, Any]]:
    """Return the statistics, clocks and anchors that a metric of time can be asked for."""
    clocks = ["calendar"] if metric in OWN_CLOCK else ["calendar", "business"]
    stats = [] if metric in TWO_CLOCKS else ["mean", "median", "p90", "p95"]
    stats += ["median_open", "p90_open"] if recipe.open_reason else []
    found: list[dict[str, Any]] = [{"stat": stat, "clock": clock} for stat in stats for clock in clocks]
    cut = ("team", "channel", "agent") if recipe.dimensions is None else recipe.dimensions
    found += [{"stat": stat, "by": [cut[0]]} for stat in stats if cut]
    found += [{"clock": clock, "by": [name]} for clock in clocks[1:] for name in cut]
    found += [{"clock": clock, "grain": "day"} for clock in clocks[1:]]
    found += [{"anchor": anchor, "clock": clock} for anchor in recipe.anchors for clock in clocks]
    return found + [{"anchor": anchor, "by": [cut[0]], "grain": "month"} for anchor in recipe.anchors if cut]


def ask(metric: str, place: Place, question: Question) -> Any:
    """Return the engine's answer, None where it says that the company lacks a table that the metric needs."""
    missing = set(place.workspace.metrics()[metric].needs) & set(place.scene.emptied)
    try:
        return place.workspace.query(metric, **question)
    except MissingDataError as error:
        if not any(table in str(error) for table in missing):
            raise
        return None


def differences(metric: str, place: Place, question: Question, answered: Any) -> list[str]:
    """Return a sentence for each row that the answer or the reference alone has, and for each figure that differs."""
    if answered is None:
        return []
    expected = reference.answer(place.company, metric, **question)
    by = list(expected[0]["dims"]) if expected else list(question.get("by", ()))
    wanted = {_key(row, row["dims"], by): row for row in expected if not _nothing(metric, row, by)}
    found = {_key(row, row, by): row for row in answered.rows if not _nothing(metric, row, by)}
    texts = [f"{_name(key, by)}: no row, instead of {_shown(wanted[key])}" for key in wanted if key not in found]
    texts += [f"{_name(key, by)}: a row too many, {_shown(found[key])}" for key in found if key not in wanted]
    if len({_key(row, row, by) for row in answered.rows}) != len(answered.rows):
        texts.append("the same row twice")
    for key in wanted.keys() & found.keys():
        if wrong := [name for name in FIGURES if not _same(name, found[key][name], wanted[key][name])]:
            texts.append(f"{_name(key, by)}: {_shown(found[key], wrong)} instead of {_shown(wanted[key], wrong)}")
    return texts


def _nothing(metric: str, row: Mapping[str, Any], by: Sequence[str]) -> bool:
    """Say whether a slice's row says no more than that nothing is in it; an answer may have such rows or not."""
    empty = not row["n"] and not row["n_open"]
    return bool(by) and not row["value"] and (empty or row["value"] is None or metric in SHARED_BELOW)


def _key(row: Mapping[str, Any], dims: Mapping[str, Any], by: Sequence[str]) -> tuple[Any, ...]:
    ends = (row["period_start"], row["period_end"])
    utc = [end.astimezone(UTC).replace(tzinfo=None) if end.tzinfo else end for end in ends]
    return (*utc, *(dims[name] for name in by))


def _same(name: str, found: Any, wanted: Any) -> bool:
    if name not in ("value", "low", "high"):
        return bool((found or 0) == wanted)
    if found is None or wanted is None:
        return found is wanted
    return math.isclose(found, wanted, rel_tol=CLOSE, abs_tol=CLOSE)


def _name(key: tuple[Any, ...], by: Sequence[str]) -> str:
    slices = "".join(f" {name}={value!r}" for name, value in zip(by, key[2:], strict=True))
    return f"{key[0]:%Y-%m-%d %H:%M} to {key[1]:%Y-%m-%d %H:%M} UTC{slices}"


def _shown(row: Mapping[str, Any], names: Sequence[str] = FIGURES[:3]) -> str:
    return " ".join(f"{name} {row[name]}" for name in names)
