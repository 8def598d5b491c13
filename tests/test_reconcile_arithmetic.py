"""How differences are put down to causes, and how rounded values are known again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from deskgauge.catalogue.registry import builtin
from deskgauge.insight.causes import Matcher, Reading, assign, way_of_rounding
from deskgauge.insight.vendor_file import likeness


def test_each_difference_goes_to_what_accounts_for_most() -> None:
    """b accounts for three and takes them; what is left of a is its own."""
    theirs = {"1": 10.0, "2": 20.0, "3": 30.0, "4": 40.0, "5": 55.0}
    a = Reading("a", "", {"1": 10.0, "2": 20.0, "4": 0.0})
    b = Reading("b", "", {"2": 20.0, "3": 30.0, "4": 40.0})
    found = assign(theirs, dict.fromkeys(theirs, 1.0), [a, b], Matcher(0.0, 0.0), offsets=True)

    assert found == {"1": "a", "2": "b", "3": "b", "4": "b", "5": "unexplained"}


@given(st.floats(0, 1e7), st.sampled_from([60.0, 3600.0, 36.0, 0.5]))
def test_what_was_rounded_is_known_again(seconds: float, step: float) -> None:
    units = round(seconds / step, 6)
    lower, upper = int(units // 1), -int(-units // 1)
    matcher = Matcher(0.0, step)

    assert all(matcher.fits(one * step, seconds) for one in (lower, upper))
    assert not matcher.fits((lower - 1) * step, seconds)
    assert not matcher.fits((upper + 1) * step, seconds)


def test_the_way_of_rounding_is_that_of_most() -> None:
    pairs = [(60.0, 119.0), (120.0, 179.0), (60.0, 61.0)]

    assert way_of_rounding(pairs, Matcher(1.0, 60.0)) == "down"
    assert way_of_rounding([(600.0, 61.0)], Matcher(1.0, 60.0)) is None


def test_the_column_of_a_metric_is_known_by_its_name() -> None:
    metric = builtin()["first_response_time"]
    names = ["First reply time in minutes", "FirstResponseTime", "first_response_time_business (h)", "created at"]

    assert [likeness(name, metric) for name in names] == [1.0, 1.0, 1.0, 0.0]
