"""Raking: margins are met, nothing else is disturbed, and what cannot be fitted says so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskgauge import weights

LEVELS = st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"))
COUNTS = st.dictionaries(LEVELS, st.integers(1, 60), min_size=1)


def shares(cells: dict[weights.Cell, float], number: int) -> dict[weights.Level, float]:
    total, found = sum(cells.values()), dict[weights.Level, float]()
    for cell, mass in cells.items():
        found[cell[number]] = found.get(cell[number], 0.0) + mass / total
    return found


def test_the_example_of_deming_and_stephan_in_small() -> None:
    """Two by two: the margins are those wanted and the odds ratio stays that of the answers."""
    answers: dict[weights.Cell, float] = {("a", "x"): 40.0, ("a", "y"): 30.0, ("b", "x"): 20.0, ("b", "y"): 10.0}
    wanted: dict[weights.Cell, float] = {("a", "x"): 50.0, ("b", "y"): 50.0}

    fit = weights.rake(answers, wanted)

    masses: dict[weights.Cell, float] = {cell: fit.weights[cell] * count for cell, count in answers.items()}
    assert fit.fits
    assert shares(masses, 0) == pytest.approx({"a": 0.5, "b": 0.5})
    assert shares(masses, 1) == pytest.approx({"x": 0.5, "y": 0.5})
    odds = masses["a", "x"] * masses["b", "y"] / (masses["a", "y"] * masses["b", "x"])
    assert odds == pytest.approx(40 * 10 / (30 * 20))


@given(COUNTS, COUNTS)
def test_the_weights_have_mean_one_and_meet_the_margins_where_they_fit(
    answers: dict[weights.Cell, float], population: dict[weights.Cell, float]
) -> None:
    fit = weights.rake(answers, population)

    assert all(weight >= 0 for weight in fit.weights.values())
    if fit.fits:
        masses = {cell: fit.weights[cell] * count for cell, count in answers.items()}
        assert sum(masses.values()) == pytest.approx(sum(answers.values()), rel=1e-2)
        for number in range(2):
            sides = [shares(side, number) for side in (answers, population)]
            counts = [{level: share * sum(side.values()) for level, share in one.items()}
                      for one, side in zip(sides, (answers, population), strict=True)]  # fmt: skip
            read = weights.collapsed(*counts)
            for level in set(read.values()):
                ours = sum(share for name, share in shares(masses, number).items() if read[name] == level)
                theirs = sum(share for name, share in sides[1].items() if read[name] == level)
                assert ours == pytest.approx(theirs, abs=2 * weights.GOOD_ENOUGH)


def test_answers_like_the_population_weigh_one() -> None:
    cells: dict[weights.Cell, float] = {("a",): 10.0, ("b",): 20.0}

    fit = weights.rake(cells, {cell: 3 * count for cell, count in cells.items()})

    assert set(fit.weights.values()) == {1.0}
    assert fit.gap == 0


def test_levels_that_one_side_lacks_or_that_are_rare_are_put_together() -> None:
    read = weights.collapsed({"a": 50, "b": 30, "c": 4, "d": 9}, {"a": 10, "b": 20, "c": 5, "e": 7})

    assert read == {"a": "a", "b": "b", "c": weights.REST, "d": weights.REST, "e": weights.REST}


def test_a_rest_without_a_counterpart_joins_the_largest_level() -> None:
    assert weights.collapsed({"a": 50, "b": 30}, {"a": 10, "b": 20, "c": 5})["c"] == "b"
    assert weights.collapsed({"a": 50, "b": 30, "c": 9}, {"a": 10, "b": 20})["c"] == "b"


def test_kish() -> None:
    """Equal weights cost nothing; one that is three times the others costs a third of four."""
    assert weights.effective_size([(2.0, 10)]) == 10
    assert weights.effective_size([(3.0, 1), (1.0, 3)]) == 3
    assert weights.effective_size([]) == 0
