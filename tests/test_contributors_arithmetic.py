"""The arithmetic of what moved a metric: worked by hand, and adding up whatever the table."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskgauge import stats
from deskgauge.insight.chance import adjusted, two_counts
from deskgauge.insight.reweighting import Values, quantile_of, quantiles, survival_of
from deskgauge.insight.splitting import Side, means, orders, shared_out, sums

Table = Mapping[str, tuple[int, float]]
MEDIAN = Fraction(1, 2)

numbers = st.floats(-1e6, 1e6, allow_subnormal=False)
tables = st.dictionaries(st.sampled_from("abcdefg"), st.tuples(st.integers(1, 500), numbers), min_size=1)
waits = st.lists(st.integers(0, 1000).map(float), min_size=1, max_size=25).map(sorted)
desks = st.dictionaries(st.sampled_from("abcd"), waits, min_size=1)


def whole(table: Table) -> float:
    """Return the mean of a table's values by their sizes."""
    return math.fsum(n * value for n, value in table.values()) / sum(n for n, _ in table.values())


def sides(table: Table) -> dict[str, Side]:
    """Return a table's slices with their weights in it."""
    total = sum(n for n, _ in table.values())
    return {slice_: Side(value, n / total) for slice_, (n, value) in table.items()}


def split(before: Table, after: Table) -> dict[str, tuple[float, float]]:
    """Return mix and rate of each slice."""
    found = means(sides(before), sides(after), whole(before), whole(after))
    return {slice_: (piece.mix, piece.rate) for slice_, piece in found.items()}


# ------------------------------------------------------------------------------ means and shares
def test_a_split_worked_out_by_hand() -> None:
    """Phone 80 of 100 at 0.9 and mail 20 at 0.5 (whole 0.82); then 50 of 100 at 0.8 and 50 at 0.6 (whole 0.70).

    V̄ = 0.76. Phone: mix (0.5 - 0.8)(0.85 - 0.76) = -0.027, rate 0.65 (0.8 - 0.9) = -0.065.
    Mail: mix (0.5 - 0.2)(0.55 - 0.76) = -0.063, rate 0.35 (0.6 - 0.5) = 0.035. Together -0.12 = 0.70 - 0.82.
    """
    found = split({"phone": (80, 0.9), "mail": (20, 0.5)}, {"phone": (50, 0.8), "mail": (50, 0.6)})

    assert found["phone"] == pytest.approx((-0.027, -0.065))
    assert found["mail"] == pytest.approx((-0.063, 0.035))
    assert sum(mix + rate for mix, rate in found.values()) == pytest.approx(-0.12)


def test_kitagawas_own_formula_gives_the_same_sums() -> None:
    """Her two components: compositions' difference by the mean rates, rates' difference by the mean composition."""
    before, after = (
        {"a": (30, 12.0), "b": (50, 7.0), "c": (20, 31.0)},
        {"a": (10, 11.0), "b": (60, 9.0), "c": (30, 24.0)},
    )
    composition = sum(
        (after[one][0] - before[one][0]) / 100 * (after[one][1] + before[one][1]) / 2 for one in "abc"
    )  # fmt: skip
    rates = sum((after[one][1] - before[one][1]) * (after[one][0] + before[one][0]) / 200 for one in "abc")
    found = split(before, after)

    assert sum(mix for mix, _ in found.values()) == pytest.approx(composition)
    assert sum(rate for _, rate in found.values()) == pytest.approx(rates)
    assert composition + rates == pytest.approx(whole(after) - whole(before))


def test_simpsons_paradox_is_told_as_what_it_is() -> None:
    """Every slice got better and the whole worse: all of the fall is mix, and more than all."""
    before, after = {"easy": (900, 0.90), "hard": (100, 0.50)}, {"easy": (200, 0.95), "hard": (800, 0.55)}
    found = split(before, after)

    assert whole(before) == pytest.approx(0.86)
    assert whole(after) == pytest.approx(0.63)
    assert all(rate > 0 for _, rate in found.values())
    assert all(mix < 0 for mix, _ in found.values())
    assert sum(rate for _, rate in found.values()) == pytest.approx(0.05)
    assert sum(mix for mix, _ in found.values()) == pytest.approx(-0.28)


def test_a_slice_of_one_period_alone_is_mix() -> None:
    """Nobody knows what it would have been, so nothing of it got better or worse."""
    found = split({"old": (10, 0.4), "kept": (30, 0.8)}, {"kept": (30, 0.8), "new": (30, 0.2)})

    assert {slice_: rate for slice_, (_, rate) in found.items()} == {"old": 0, "kept": 0, "new": 0}
    assert sum(mix for mix, _ in found.values()) == pytest.approx(0.5 - 0.7)


def test_the_same_proportions_have_no_mix_and_the_same_values_no_rate() -> None:
    assert all(mix == 0 for mix, _ in split({"a": (1, 1.0), "b": (3, 2.0)}, {"a": (2, 4.0), "b": (6, 1.0)}).values())
    assert all(rate == 0 for _, rate in split({"a": (1, 1.0), "b": (3, 2.0)}, {"a": (9, 1.0), "b": (6, 2.0)}).values())


def test_slices_that_overlap_still_add_up() -> None:
    """A ticket worked on by two agents is in both: their weights add up to 1.2, then to 1.5."""
    before = {"a": Side(10.0, 0.6), "b": Side(20.0, 0.6)}
    after = {"a": Side(10.0, 0.75), "b": Side(20.0, 0.75)}
    found = means(before, after, 18.0, 22.5)

    assert sum(piece.total for piece in found.values()) == pytest.approx(4.5)


@given(tables, tables)
def test_mix_and_rate_add_up_to_the_change(before: Table, after: Table) -> None:
    """To 1e-9 of the size of what is added, for any table, also where slices come and go."""
    found = split(before, after)
    size = max(abs(value) for table in (before, after) for _, value in table.values())

    assert found.keys() == before.keys() | after.keys()
    assert abs(math.fsum(map(sum, found.values())) - (whole(after) - whole(before))) <= 1e-9 * max(1.0, size)


@given(tables, tables)
def test_the_way_back_is_the_way_there_with_the_other_sign(before: Table, after: Table) -> None:
    """No period is the base."""
    there, back = split(before, after), split(after, before)

    for slice_, (mix, rate) in there.items():
        assert back[slice_] == pytest.approx((-mix, -rate), rel=1e-9, abs=1e-6)


@given(st.dictionaries(st.sampled_from("abc"), numbers), st.dictionaries(st.sampled_from("abc"), numbers))
def test_sums_add_up(before: Mapping[str, float], after: Mapping[str, float]) -> None:
    change = math.fsum(after.values()) - math.fsum(before.values())

    assert math.fsum(sums(before, after).values()) == pytest.approx(change, rel=1e-9, abs=1e-6)


# ------------------------------------------------------------------------------ shared out
def test_a_product_is_shared_out_by_half() -> None:
    """3 x 4 from 2 x 2 is 8 more: the first alone adds 2 (or, last, 4), the second alone 4 (or 6)."""
    found = shared_out(
        ["a", "b"], lambda joined: (3.0 if "a" in joined else 2.0) * (4.0 if "b" in joined else 2.0)
    )  # fmt: skip

    assert found == {"a": 3.0, "b": 5.0}


@given(st.integers(1, 7), st.integers(2, 30))
def test_orders_are_whole_and_always_the_same(count: int, most: int) -> None:
    players = list(range(count))
    found = list(orders(players, most))

    assert found == list(orders(players, most))
    assert all(sorted(order) == players for order in found)
    assert len(found) <= max(2, most)


@given(st.lists(numbers, min_size=1, max_size=9))
def test_what_is_shared_out_adds_up_however_few_orders_are_gone_through(weights: Sequence[float]) -> None:
    players = list(range(len(weights)))

    def worth(joined: object) -> float:
        assert isinstance(joined, frozenset)
        return math.fsum(weights[one] for one in joined) * (1 + len(joined))

    found = shared_out(players, worth, 6)
    change = worth(frozenset(players)) - worth(frozenset())

    assert math.fsum(found.values()) == pytest.approx(change, rel=1e-9, abs=1e-6)


# ------------------------------------------------------------------------------ quantiles
@given(desks, st.sampled_from([MEDIAN, Fraction(9, 10), Fraction(19, 20)]))
def test_rows_of_one_weight_have_the_quantile_of_the_rows(desk: Mapping[str, list[float]], q: Fraction) -> None:
    """However they are laid out in slices."""
    groups = [(Values(values), float(len(values))) for values in desk.values()]
    rows = sorted(value for values in desk.values() for value in values)

    assert quantile_of(groups, q) == pytest.approx(stats.quantile(rows, float(q)), rel=1e-11, abs=1e-9)


@given(st.lists(st.tuples(st.integers(1, 50).map(float), st.booleans()), min_size=1, max_size=40))
def test_a_survival_of_one_weight_is_that_of_the_rows(rows: list[tuple[float, bool]]) -> None:
    halves = [rows[: len(rows) // 3], rows[len(rows) // 3 :]]
    groups = [
        (Values(sorted(t for t, ended in half if ended), sorted(t for t, ended in half if not ended)), float(len(half)))
        for half in halves
    ]
    wanted = stats.kaplan_meier_quantile([t for t, _ in rows], [ended for _, ended in rows], 0.5)

    assert survival_of(groups, MEDIAN) == wanted


def test_a_median_moved_by_mix_alone() -> None:
    """Chat 1, 2, 3 s and mail 10, 20, 30 s, a hundred times each: median 6.5. With three times as much mail it is 15:
    between the 300 chats and 300 tens below it and the twenties above. Nothing got slower."""
    chat, mail = (Values(sorted(values * 100)) for values in ([1.0, 2.0, 3.0], [10.0, 20.0, 30.0]))
    more = Values(sorted([*mail.ended] * 3))
    found = quantiles({"chat": chat, "mail": mail}, {"chat": chat, "mail": more}, MEDIAN)

    assert found is not None
    assert all(piece.rate == pytest.approx(0.0, abs=1e-9) for piece in found.values())
    assert all(piece.mix > 0 for piece in found.values())
    assert sum(piece.mix for piece in found.values()) == pytest.approx(15 - 6.5)


def test_a_median_moved_by_one_slice_alone() -> None:
    """The proportions are the same and chat is the same: the whole change is mail's rate."""
    chat = [1.0, 2.0, 3.0]
    before = {"chat": Values(chat), "mail": Values([10.0, 20.0, 30.0])}
    after = {"chat": Values(chat), "mail": Values([14.0, 20.0, 30.0])}
    found = quantiles(before, after, MEDIAN)

    assert found is not None
    assert found["mail"].rate == pytest.approx(2.0)  # the median is midway between 3 and 10, then 3 and 14
    assert found["chat"].total == pytest.approx(0.0)
    assert found["mail"].mix == pytest.approx(0.0)


@settings(deadline=None)
@given(desks, desks, st.sampled_from([MEDIAN, Fraction(9, 10)]))
def test_the_pieces_of_a_quantile_add_up(
    before: Mapping[str, list[float]], after: Mapping[str, list[float]], q: Fraction
) -> None:
    found = quantiles(_values(before), _values(after), q)
    ends = [stats.quantile(sorted(chain.from_iterable(desk.values())), float(q)) or 0.0 for desk in (before, after)]

    assert found is not None
    assert math.fsum(piece.total for piece in found.values()) == pytest.approx(ends[1] - ends[0], rel=1e-9, abs=1e-9)


def test_a_quantile_that_is_not_reached_on_the_way_is_not_split() -> None:
    """Of the slice's people most still wait: no median."""
    waiting = {"a": Values([1.0], [2.0, 3.0, 4.0])}
    done = {"a": Values([1.0, 2.0, 3.0, 4.0])}

    assert quantiles(waiting, done, MEDIAN, survival_of) is None
    assert quantiles({}, done, MEDIAN) is None


def _values(desk: Mapping[str, list[float]]) -> dict[str, Values]:
    return {slice_: Values(values) for slice_, values in desk.items()}


# ------------------------------------------------------------------------------ chance
def test_p_values_for_many_slices_by_hand() -> None:
    """Of four: 0.01 x 4/1, 0.02 x 4/2, 0.03 x 4/3, 0.5 x 4/4; a larger one is never below a smaller one's."""
    assert adjusted([0.03, None, 0.01, 0.5, 0.02]) == pytest.approx([0.04, None, 0.04, 0.5, 0.04])
    assert adjusted([]) == []


@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=20))
def test_adjusted_p_values_are_larger_and_in_the_same_order(values: list[float | None]) -> None:
    known = [(p, q) for p, q in zip(values, adjusted(values), strict=True) if p is not None and q is not None]

    assert all(p <= q + 1e-15 <= 1 + 1e-12 for p, q in known)
    assert [q for _, q in sorted(known)] == sorted(q for _, q in known)


def test_two_counts_by_hand() -> None:
    """1 against 6 of equal length: twice (1 + 7) / 128. As many of each are no news."""
    assert two_counts(1, 6, 0.5) == pytest.approx(16 / 128)
    assert two_counts(6, 1, 0.5) == pytest.approx(16 / 128)
    assert two_counts(0, 5, 0.5) == pytest.approx(2 / 32)
    assert two_counts(4, 4, 0.5) == 1.0
    assert two_counts(0, 0, 0.5) is None


@given(st.integers(0, 30), st.integers(0, 30), st.floats(0.1, 0.9))
def test_two_counts_are_binomial_tails(before: int, after: int, share: float) -> None:
    if before + after == 0:
        return
    total = before + after
    chances = [math.comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(total + 1)]
    wanted = min(1.0, 2 * min(math.fsum(chances[: after + 1]), math.fsum(chances[after:])))

    assert two_counts(before, after, share) == pytest.approx(wanted, rel=1e-9, abs=1e-12)
