"""Each formula against published figures, against a naive calculation, and against what must hold of it."""

from __future__ import annotations

import math
import random
from fractions import Fraction
from itertools import pairwise
from statistics import NormalDist, mean, stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskgauge import stats

# ------------------------------------------------------------------------------------------------ shares


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # the four worked examples of Newcombe (1998), Statistics in Medicine 17:857
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (1, 2, 0.0945, 0.9055),
    ],
)
def test_wilson_gives_the_published_intervals(k: int, n: int, low: float, high: float) -> None:
    assert stats.wilson(k, n) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_ends_of_wilson_are_where_the_score_test_turns(pair: tuple[int, int]) -> None:
    k, n = pair
    for end in stats.wilson(k, n):
        assert 0 <= end <= 1
        if 0 < end < 1:
            assert abs(k / n - end) / math.sqrt(end * (1 - end) / n) == pytest.approx(stats.Z95, rel=1e-6)


def test_wilson_closes_at_the_ends_of_the_scale() -> None:
    assert stats.wilson(0, 7)[0] == 0.0
    assert stats.wilson(7, 7)[1] == 1.0


@pytest.mark.parametrize(("k", "n"), [(0, 0), (3, 2), (-1, 5)])
def test_wilson_refuses_what_is_no_share(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        stats.wilson(k, n)


# -------------------------------------------------------------------------------------------- Student's t


@pytest.mark.parametrize(
    ("df", "t95", "t975", "t995"),
    [
        (1, 6.314, 12.706, 63.657),  # any printed table of Student's distribution
        (2, 2.920, 4.303, 9.925),
        (3, 2.353, 3.182, 5.841),
        (5, 2.015, 2.571, 4.032),
        (10, 1.812, 2.228, 3.169),
        (29, 1.699, 2.045, 2.756),
        (60, 1.671, 2.000, 2.660),
        (120, 1.658, 1.980, 2.617),
    ],
)
def test_t_quantile_gives_the_printed_table(df: int, t95: float, t975: float, t995: float) -> None:
    found = [stats.t_quantile(p, df) for p in (0.95, 0.975, 0.995)]
    assert found == pytest.approx([t95, t975, t995], abs=5e-4)


def central_probability(t: float, df: int) -> float:
    """P(|T| <= t) as the finite trigonometric sum that it is for whole degrees of freedom."""
    angle = math.atan(t / math.sqrt(df))
    cosine = math.cos(angle)
    even = df % 2 == 0
    term = total = 1.0 if even else cosine
    for k in range(1, (df - 2) // 2 + 1 if even else (df - 3) // 2 + 1):
        term *= ((2 * k - 1) / (2 * k) if even else 2 * k / (2 * k + 1)) * cosine * cosine
        total += term
    if df == 1:
        total = 0.0
    return math.sin(angle) * total if even else 2 / math.pi * (angle + math.sin(angle) * total)


@pytest.mark.parametrize("p", [0.5001, 0.6, 0.9, 0.975, 0.9995])
def test_t_quantile_is_exact_on_both_sides_of_the_change_of_method(p: float) -> None:
    for df in (*range(1, 60), 199, 500, 998, 999, 1000, 1001, 2500):
        assert central_probability(stats.t_quantile(p, df), df) == pytest.approx(2 * p - 1, abs=1e-11)


@pytest.mark.parametrize(("df", "t"), [(2.5, 0.3), (2.5, 3.0), (7.3, 1.1), (41.7, 2.2)])
def test_t_tail_is_the_integral_of_the_density(df: float, t: float) -> None:
    steps = 4000
    constant = math.gamma((df + 1) / 2) / (math.gamma(df / 2) * math.sqrt(df * math.pi))
    heights = [constant * (1 + (t * i / steps) ** 2 / df) ** (-(df + 1) / 2) for i in range(steps + 1)]
    simpson = heights[0] + heights[-1] + 4 * sum(heights[1:-1:2]) + 2 * sum(heights[2:-1:2])
    assert stats.t_tail(t, df) == pytest.approx(0.5 - simpson * t / steps / 3, abs=1e-11)
    assert stats.t_tail(-t, df) == pytest.approx(1 - stats.t_tail(t, df), abs=1e-15)


@given(st.floats(1e-6, 1 - 1e-6), st.floats(0.5, 5e7))
@settings(max_examples=200)
def test_t_tail_undoes_t_quantile(p: float, df: float) -> None:
    t = stats.t_quantile(p, df)
    assert 1 - stats.t_tail(t, df) == pytest.approx(p, abs=1e-8)
    assert stats.t_quantile(1 - p, df) == pytest.approx(-t, rel=1e-6, abs=1e-9)


def test_t_quantile_nears_the_normal_one() -> None:
    assert stats.t_quantile(0.975, 1e9) == pytest.approx(NormalDist().inv_cdf(0.975), abs=1e-8)


@pytest.mark.parametrize(("p", "df"), [(0.0, 3), (1.0, 3), (0.9, 0), (0.9, -1)])
def test_t_quantile_refuses_what_does_not_exist(p: float, df: float) -> None:
    with pytest.raises(ValueError, match="no t quantile"):
        stats.t_quantile(p, df)


def test_incomplete_beta_of_whole_numbers_is_a_binomial_sum() -> None:
    for a, b, x in [(3, 5, 0.2), (1, 1, 0.7), (12, 4, 0.83), (40, 60, 0.35)]:
        n = a + b - 1
        exact = sum(math.comb(n, j) * x**j * (1 - x) ** (n - j) for j in range(a, n + 1))
        assert stats.incomplete_beta(a, b, x) == pytest.approx(exact, abs=1e-13)
    assert (stats.incomplete_beta(2, 3, 0), stats.incomplete_beta(2, 3, 1)) == (0.0, 1.0)


# ----------------------------------------------------------------------------------------- means and nps


def test_mean_interval_of_a_worked_example() -> None:
    values = [4.0, 5.0, 3.0, 4.0, 4.0]  # mean 4, sd 0.7071, t(0.975, 4) = 2.776: half width 0.878
    assert stats.mean_interval(mean(values), stdev(values), 5) == pytest.approx((3.122, 4.878), abs=5e-4)


def test_a_mean_of_one_value_has_no_interval() -> None:
    assert stats.mean_interval(4.0, 0.0, 1) is None
    assert stats.mean_interval(4.0, 0.0, 2) == (4.0, 4.0)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_nps_interval_is_that_of_the_answers_themselves(up: int, down: int, between: int) -> None:
    answers = [1] * up + [-1] * down + [0] * between
    found = stats.nps_interval(up, down, len(answers))
    if not answers:
        assert found is None
        return
    assert found is not None
    centre = sum(answers) / len(answers)
    variance = sum((answer - centre) ** 2 for answer in answers) / len(answers)
    half = 100 * stats.Z95 * math.sqrt(variance / len(answers))
    assert found == pytest.approx((100 * centre - half, 100 * centre + half), abs=1e-6)


def test_nps_interval_of_a_worked_example() -> None:
    # 50 promoters, 20 detractors of 100: nps 30, variance 0.7 - 0.09 = 0.61, standard error 7.810
    assert stats.nps_interval(50, 20, 100) == pytest.approx((14.692, 45.308), abs=5e-4)


# -------------------------------------------------------------------------------------------- quantiles


def ranks_by_integers(n: int, percent: int) -> tuple[int, int]:
    """The ranks of the rule in whole numbers only: floor and ceiling of (100 percent n ± √…)/10^4 by trial."""
    z = Fraction("1.959964")
    q = Fraction(percent, 100)
    square = z * z * n * q * (1 - q)

    def at_most(x: int) -> bool:  # x <= nq - √square
        gap = n * q - x
        return gap >= 0 and gap * gap >= square

    def at_least(x: int) -> bool:  # x >= nq + √square
        gap = x - n * q
        return gap >= 0 and gap * gap >= square

    low = int(n * q) + 1
    while not at_most(low):
        low -= 1
    high = int(n * q) - 1
    while not at_least(high):
        high += 1
    return min(max(low, 1), n), min(max(high + 1, 1), n)


@pytest.mark.parametrize("percent", [50, 90, 95])
def test_order_ranks_are_those_of_whole_number_arithmetic(percent: int) -> None:
    for n in (*range(6, 420), 1000, 9604, 99_999):
        assert stats.order_ranks(n, percent / 100) == ranks_by_integers(n, percent), n


@pytest.mark.parametrize(("n", "q", "ranks"), [(6, 0.5, (1, 6)), (100, 0.5, (40, 61)), (100, 0.95, (90, 100))])
def test_order_ranks_by_hand(n: int, q: float, ranks: tuple[int, int]) -> None:
    # n = 100, q = 0.5: 50 ± 1.959964 · 5 = 40.2 and 59.8, so ranks 40 and 60 + 1; n = 6: 3 ± 2.4, so 0 -> 1 and 7 -> 6
    assert stats.order_ranks(n, q) == ranks


def test_below_six_values_a_quantile_has_no_interval() -> None:
    assert stats.order_ranks(5, 0.5) is None
    assert stats.order_ranks(0, 0.9) is None


def test_the_interval_of_a_median_covers_it_nineteen_times_in_twenty() -> None:
    chance = random.Random(7)
    ranks = stats.order_ranks(41, 0.5)
    assert ranks is not None
    covered = 0
    for _ in range(2000):
        values = sorted(chance.random() for _ in range(41))
        covered += values[ranks[0] - 1] <= 0.5 <= values[ranks[1] - 1]
    assert 0.94 <= covered / 2000 <= 0.985


def test_quantile_interpolates_between_neighbours() -> None:
    assert stats.quantile([10.0, 20.0, 30.0, 40.0], 0.5) == 25.0
    assert stats.quantile([10.0, 20.0, 30.0, 40.0], 0.9) == pytest.approx(37.0)
    assert stats.quantile([float(i) for i in range(101)], 0.95) == 95.0
    assert stats.quantile([7.0], 0.9) == 7.0
    assert stats.quantile([], 0.5) is None


@given(st.lists(st.integers(-1000, 1000), min_size=1), st.sampled_from([0.0, 0.25, 0.5, 0.9, 0.95, 1.0]))
def test_quantile_lies_within_the_values_and_rises_with_q(numbers: list[int], q: float) -> None:
    values = [float(number) for number in sorted(numbers)]
    found = [stats.quantile(values, each) for each in (0.0, q, 1.0)]
    assert (found[0], found[2]) == (values[0], values[-1])
    assert all(low is not None and high is not None and low <= high for low, high in pairwise(found))


# -------------------------------------------------------------------------------- unfinished durations


def survival_at(times: list[float], finished: list[bool], t: float) -> Fraction:
    """The product-limit estimate by its definition, in fractions."""
    left = Fraction(1)
    for moment in sorted({time for time, ended in zip(times, finished, strict=True) if ended and time <= t}):
        waiting = sum(time >= moment for time in times)
        ends = sum(time == moment and ended for time, ended in zip(times, finished, strict=True))
        left *= 1 - Fraction(ends, waiting)
    return left


def test_kaplan_meier_on_the_remissions_of_freireich() -> None:
    # the 21 patients given 6-mercaptopurine, of the paper of 1963 that every text uses; median remission: 23 weeks
    ended = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    still = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    times = [float(week) for week in ended + still]
    finished = [True] * len(ended) + [False] * len(still)
    assert stats.kaplan_meier_quantile(times, finished, 0.5) == 23.0
    assert stats.kaplan_meier_quantile(times, finished, 0.25) == 13.0
    assert stats.kaplan_meier_quantile(times, finished, 0.9) is None


def test_kaplan_meier_at_ties_and_edges() -> None:
    assert stats.kaplan_meier_quantile([1.0, 2.0, 3.0, 4.0], [True] * 4, 0.5) == 2.0
    assert stats.kaplan_meier_quantile([5.0, 5.0], [False, True], 0.5) == 5.0
    assert stats.kaplan_meier_quantile([3.0, 4.0], [False, False], 0.5) is None
    assert stats.kaplan_meier_quantile([], [], 0.5) is None
    assert stats.kaplan_meier_quantile([float(i) for i in range(1, 11)], [True] * 10, 0.9) == 9.0


@given(
    st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=30),
    st.sampled_from([0.25, 0.5, 0.9]),
)
def test_kaplan_meier_is_the_first_time_at_which_enough_have_finished(rows: list[tuple[int, bool]], q: float) -> None:
    times, finished = [float(time) for time, _ in rows], [ended for _, ended in rows]
    reached = [t for t in sorted(set(times)) if survival_at(times, finished, t) <= 1 - Fraction(str(q))]
    assert stats.kaplan_meier_quantile(times, finished, q) == (reached[0] if reached else None)


def test_kaplan_meier_refuses_unequal_lengths() -> None:
    with pytest.raises(ValueError, match=r"shorter|longer"):
        stats.kaplan_meier_quantile([1.0], [], 0.5)


# ----------------------------------------------------------------------------------------- differences


@pytest.mark.parametrize(
    ("first", "second", "interval"),
    [
        ((56, 70), (48, 80), (0.0524, 0.3339)),  # method 10 of Newcombe (1998), Statistics in Medicine 17:873, table II
        ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((10, 10), (0, 10), (0.6075, 1.0000)),
    ],
)
def test_the_difference_of_two_shares_has_newcombe_s_interval(
    first: tuple[int, int], second: tuple[int, int], interval: tuple[float, float]
) -> None:
    shares = first[0] / first[1], second[0] / second[1]
    found = stats.mover(shares[0], stats.wilson(*first), shares[1], stats.wilson(*second))
    assert found == pytest.approx(interval, abs=5e-5)


def test_mover_of_symmetric_intervals_is_the_usual_one() -> None:
    assert stats.mover(10.0, (7.0, 13.0), 4.0, (0.0, 8.0)) == (1.0, 11.0)


@pytest.mark.parametrize(
    ("counts", "p"),
    [((30, 100, 45, 100), 0.02846), ((15, 30, 15, 30), 1.0), ((0, 5, 0, 9), 1.0), ((8, 8, 3, 3), 1.0)],
)
def test_two_proportions(counts: tuple[int, int, int, int], p: float) -> None:
    # 0.30 and 0.45 of 100 each: pooled 0.375, standard error 0.068465, z = 2.1909
    assert stats.two_proportions(*counts) == pytest.approx(p, abs=5e-6)


def test_two_proportions_need_rows_on_both_sides() -> None:
    assert stats.two_proportions(0, 0, 3, 9) is None
    assert stats.two_proportions(3, 9, 0, 0) is None


def test_welch_on_a_worked_example() -> None:
    # s²/n: 9/9 twice, so t = 2.998/√2 = 2.120 with (1 + 1)²/(1/8 + 1/8) = 16 degrees of freedom: the printed 5 %
    assert stats.welch((12.998, 3.0, 9), (10.0, 3.0, 9)) == pytest.approx(0.05, abs=5e-5)


def test_welch_weighs_unequal_spreads() -> None:
    # s²/n: 4/10 = 0.4 and 9/15 = 0.6, so t = 2/1 with 1/(0.16/9 + 0.36/14) = 22.99 degrees of freedom
    found = stats.welch((12.0, 2.0, 10), (10.0, 3.0, 15))
    assert found is not None
    assert 1 - central_probability(2.0, 23) < found < 1 - central_probability(2.0, 22)
    assert found == stats.welch((10.0, 3.0, 15), (12.0, 2.0, 10))


def test_welch_without_spread_or_without_values() -> None:
    assert stats.welch((3.0, 0.0, 5), (3.0, 0.0, 5)) == 1.0
    assert stats.welch((3.0, 0.0, 5), (4.0, 0.0, 5)) == 0.0
    assert stats.welch((3.0, 0.0, 1), (4.0, 1.0, 5)) is None
    assert stats.welch((3.0, 1.0, 5), (4.0, 0.0, 1)) is None


def test_welch_of_very_many_values_is_the_normal_test() -> None:
    found = stats.welch((1.0, 10.0, 8_000_000_000), (1.0002, 10.0, 8_000_000_000))
    assert found == pytest.approx(stats.two_sided(0.0002 / math.sqrt(2 * 100 / 8e9)), rel=1e-6)


estimates = st.tuples(st.floats(-50, 50), st.floats(0.01, 20), st.floats(0.01, 20)).map(
    lambda parts: (parts[0], (parts[0] - parts[1], parts[0] + parts[2]))
)


@given(estimates, estimates)
def test_p_is_small_exactly_where_the_interval_leaves_zero_out(
    one: tuple[float, tuple[float, float]], two: tuple[float, tuple[float, float]]
) -> None:
    low, high = stats.mover(*one, *two)
    p = stats.p_from_intervals(*one, *two)
    assert p is not None
    if min(abs(low), abs(high)) > 1e-6:
        assert (p < stats.two_sided(stats.Z95)) == (low > 0 or high < 0)
    assert stats.p_from_intervals(*two, *one) == pytest.approx(p)


def test_the_score_of_two_normal_estimates_is_the_usual_one() -> None:
    half = stats.Z95 * 3.0, stats.Z95 * 4.0
    one, two = (20.0, (20.0 - half[0], 20.0 + half[0])), (10.0, (10.0 - half[1], 10.0 + half[1]))
    assert stats.z_from_intervals(*one, *two) == pytest.approx(2.0)
    assert stats.z_from_intervals(*two, *one) == pytest.approx(-2.0)
    assert stats.p_from_intervals(*one, *two) == pytest.approx(0.0455, abs=1e-5)


def test_estimates_without_arms_say_nothing() -> None:
    assert stats.p_from_intervals(5.0, (5.0, 5.0), 4.0, (4.0, 4.0)) is None
    assert stats.p_from_intervals(5.0, (5.0, 5.0), 5.0, (4.0, 6.0)) == 1.0


@given(st.floats(-8, 8))
def test_the_normal_tail_is_that_of_the_standard_library(x: float) -> None:
    assert stats.normal_cdf(x) == pytest.approx(NormalDist().cdf(x), abs=1e-15)
    assert stats.two_sided(x) == pytest.approx(2 * NormalDist().cdf(-abs(x)), abs=1e-15)
