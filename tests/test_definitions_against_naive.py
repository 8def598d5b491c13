"""Every definition of others against loops over random companies, on both stores."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from random import Random
from typing import Any

import pytest

from deskgauge.catalogue.defined import all_definitions
from naive.companies import generate
from naive.definitions import DEFINED
from naive.recipes import duration
from naive.scenes import SCENES
from support import company
from test_against_naive import MOST_SHOWN, Place, ask, database, day, differences

PLACES = [(0, "duckdb"), (4, "postgres")]  # a rule changes which rows count: zones and lacks are for the metrics
SHAPES: list[dict[str, Any]] = [
    {"grain": "month"}, {"grain": "week", "by": ["channel"]}, {"by": ["team"]}, {"by": ["agent"], "grain": "month"},
    {"by": ["tag"]}, {"by": ["weekday"]}, {"by": ["request_type", "country"]}, {"grain": "day"},
]  # fmt: skip
STATS = ("mean", "median", "p90", "median_open")
CLOCKED = {"service_level"}


@pytest.fixture(scope="module", params=PLACES, ids=lambda place: f"{place[0]}-{place[1]}")
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The company of a seed, imported once for all definitions."""
    seed, engine = request.param
    made = generate(seed)
    with ExitStack() as stack:
        postgres = engine == "postgres"
        store = stack.enter_context(database(request.getfixturevalue("postgres_url"))) if postgres else "duckdb"
        workspace = company(tmp_path_factory.mktemp("defined") / "company", made.tables, made.settings, store)
        yield Place(seed, SCENES[seed % len(SCENES)], made, workspace)
        workspace.close()


def test_every_definition_has_a_reference() -> None:
    """A rule that nobody counted by hand a second time cannot ship."""
    assert DEFINED.keys() == {(metric, name) for metric, own in all_definitions().items() for name in own}


@pytest.mark.parametrize(("metric", "definition"), DEFINED, ids=str)
def test_definition(metric: str, definition: str, place: Place) -> None:
    """Row by row the same values, sample sizes and intervals, whatever the grain, slice, clock or statistic."""
    complaints = []
    for options in _questions(metric, definition, place):
        question = {**options, "definition": definition}
        heading = ", ".join(f"{key}={value}" for key, value in question.items())
        answered = ask(metric, place, question)
        complaints += [f"{heading}\n    {text}" for text in differences(metric, place, question, answered)]
    if complaints:
        shown = "\n".join(complaints[:MOST_SHOWN])
        pytest.fail(f"{metric} of company {place.seed}: {len(complaints)} differences\n{shown}", pytrace=False)


def _questions(metric: str, definition: str, place: Place) -> list[dict[str, Any]]:
    """Return what is asked: the whole, two shapes drawn, and of times both clocks and every statistic.

    PostgreSQL is asked for one statistic on each clock: how it computes the others, the metrics themselves show.
    """
    whole = {"from_": day(place.scene, -30), "to": day(place.scene, 20)}
    recipe = DEFINED[metric, definition]
    shapes = [one for one in SHAPES if "weekday" not in one.get("by", ()) or not recipe.at_end]
    if recipe.dimensions is not None:
        shapes = [{"grain": "month"}, {"grain": "day"}, *({"by": [name]} for name in recipe.dimensions)]
    drawn = Random(f"{metric} {definition} {place.seed}").sample(shapes, 2)
    asked = [whole, *({**whole, **shape} for shape in drawn)]
    if metric in CLOCKED:
        asked.append({**whole, "clock": "business"})
    if recipe.summary is duration:
        open_too = recipe.open_reason is not None
        stats = (STATS if open_too else STATS[:-1])[: 1 if place.seed == PLACES[1][0] else None]
        asked += [{**whole, "stat": stat, "clock": clock} for stat in stats for clock in ("calendar", "business")]
        asked += [{**whole, "anchor": anchor} for anchor in recipe.anchors]
    return asked
