"""Small samples drawn toward their group, and standings that say how sure they are."""

from __future__ import annotations

import pytest

from deskgauge.shrinkage import DRAWS, Drawn, Sample, shrunk, standings


def binomial(mean: float) -> float:
    return mean * (1 - mean)


def test_a_small_sample_is_drawn_further_than_a_large_one() -> None:
    found = shrunk([Sample(0.9, 10, "x"), Sample(0.9, 1000, "x"), Sample(0.3, 500, "x")], binomial)

    mean = (9 + 900 + 150) / 1510
    assert abs(found[0].value - mean) < abs(found[1].value - mean)
    assert found[0].variance > found[1].variance


def test_without_more_spread_than_chance_gives_all_are_the_mean() -> None:
    found = shrunk([Sample(0.5, 10, "x"), Sample(0.6, 10, "x"), Sample(0.4, 10, "x")], binomial)

    assert [one.value for one in found] == pytest.approx([0.5, 0.5, 0.5])
    assert {one.variance for one in found} == {0.0}


def test_each_goes_toward_its_own_group_and_the_lonely_toward_all() -> None:
    samples = [Sample(10, 1, "x"), Sample(30, 1, "x"), Sample(60, 1, "y"), Sample(80, 1, "y"), Sample(200, 1, "z")]

    found = shrunk(samples, lambda mean: mean)

    assert 10 < found[0].value < 20 < found[1].value < 30
    assert 60 < found[2].value < 70 < found[3].value < 80
    assert 76 < found[4].value < 200  # 76 is the mean of all


def test_who_has_no_value_is_the_mean_of_the_group_and_nothing_is_surer() -> None:
    found = shrunk([Sample(10, 1, "x"), Sample(50, 1, "x"), Sample(None, 0, "x")], lambda _: 1.0)

    assert found[2].value == 30
    assert found[2].variance == 799  # 800 between the two, 1 of it by chance
    assert shrunk([Sample(None, 0, "x")], binomial) == [Drawn(0.0, 0.0)]
    assert shrunk([Sample(7, 1, "x")], binomial) == [Drawn(7, 0.0)]


def test_standings_are_sure_where_nothing_is_open_and_even_where_all_are_alike() -> None:
    sure = standings([Drawn(3, 0), Drawn(9, 0), Drawn(5, 0), Drawn(1, 0)])
    assert [one.rank for one in sure] == [3, 1, 2, 4]
    assert [one.top_share for one in sure] == [1, 1, 1, 0]
    assert [(one.low, one.high) for one in sure] == [(3, 3), (1, 1), (2, 2), (4, 4)]

    alike = standings([Drawn(0, 1)] * 6)
    assert {one.rank for one in alike} == {1}
    assert sum(one.top_share for one in alike) == pytest.approx(3)
    assert all(0.4 < one.top_share < 0.6 and (one.low, one.high) == (1, 6) for one in alike)


def test_standings_are_the_same_each_time() -> None:
    scores = [Drawn(number / 7, 0.2) for number in range(9)]

    assert standings(scores) == standings(scores)
    assert standings(scores)[0].top_share * DRAWS % 1 == 0
