"""The address of a page: what it says, what is refused, and that a link says the same again."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskgauge.engine.filters import parse_filter
from deskgauge.model.named_periods import named_period, neighbour
from deskgauge.web.pages.address import AddressError, joined, parted
from deskgauge.web.pages.state import DEFAULTS, FILTERS, Known, State, parse

NOW = datetime(2026, 11, 22, 18, 0)
KNOWN = Known({"team": ["orders", "returns", "o'hara"], "channel": ["email", "web"]}, NOW, "Europe/Warsaw")


def read(query: str, known: Known = KNOWN) -> State:
    return parse("/", parse_qsl(query, keep_blank_values=True), known)


def again(link: str) -> State:
    return parse(urlsplit(link).path, parse_qsl(urlsplit(link).query), KNOWN)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("28d", "2026-10-25", "2026-11-22"),
        ("7d", "2026-11-15", "2026-11-22"),
        ("month", "2026-11-01", "2026-11-22"),
        ("quarter", "2026-10-01", "2026-11-22"),
        ("year", "2026-01-01", "2026-11-22"),
        ("2026-10", "2026-10-01", "2026-11-01"),
        ("2026-W46", "2026-11-09", "2026-11-16"),
        ("2026-Q4", "2026-10-01", "2027-01-01"),
        ("2026-10-01..2026-10-15", "2026-10-01", "2026-10-16"),
        ("2026-10-07", "2026-10-07", "2026-10-08"),
    ],
)
def test_a_period_is_read_as_people_say_it_with_its_last_day_included(text: str, start: str, end: str) -> None:
    span = read(f"period={text}").span()
    assert span == (datetime.fromisoformat(start), datetime.fromisoformat(end))


@pytest.mark.parametrize(
    ("text", "earlier", "later"),
    [
        ("28d", "2026-09-27..2026-10-24", "2026-11-22..2026-12-19"),
        ("2026-09-27..2026-10-24", "2026-08-30..2026-09-26", "28d"),
        ("2026-10", "2026-09", "2026-11"),
        ("2026-W01", "2025-W52", "2026-W02"),
        ("2026-Q1", "2025-Q4", "2026-Q2"),
        ("2026", "2025", "2027"),
        ("month", "2026-10", "2026-12"),
        ("2026-11-20", "2026-11-19", "1d"),
    ],
)
def test_the_periods_beside_one_are_of_its_kind(text: str, earlier: str, later: str) -> None:
    assert (neighbour(text, -1, NOW), neighbour(text, 1, NOW)) == (earlier, later)


def test_the_month_so_far_is_the_whole_month_before_on_its_first_day() -> None:
    assert named_period("month", datetime(2026, 11, 1, 9), "monday") == (datetime(2026, 10, 1), datetime(2026, 11, 1))


@pytest.mark.parametrize(
    ("query", "nearest"),
    [
        ("team=retruns", "returns"),
        ("channel=emial", "email"),
        ("compare=previos", "previous"),
        ("clock=busines", "business"),
        ("stat=medain", "median"),
        ("period=28days", "28d"),
        ("period=2026-02-30", "28d"),
        ("period=2026-10-15..2026-10-01", "28d"),
        ("lang=de", "en"),
        ("by=chanel", "channel"),
        ("page=0", "1"),
        ("page=²", "1"),
        ("weekday=8", "1"),
        ("definition=zendsk", "zendesk"),
    ],
)
def test_a_wrong_value_is_refused_with_the_nearest_right_one(query: str, nearest: str) -> None:
    with pytest.raises(AddressError) as refused:
        read(query)
    assert nearest in refused.value.near
    assert refused.value.key == query.split("=", maxsplit=1)[0]


def test_what_an_address_says_that_nobody_knows_is_left_out_and_told() -> None:
    state = read("utm_source=mail&team=returns")
    assert state.ignored == ("utm_source",)
    assert state.link() == "/?team=returns"


def test_defaults_are_left_out_of_links() -> None:
    every = "&".join(f"{key}={text}" for key, text in {**DEFAULTS, "clock": "calendar"}.items() if text)
    assert read(every).link() == "/"


def test_a_link_to_another_page_holds_the_filters_and_not_what_belongs_to_one_page() -> None:
    state = read("period=7d&team=!returns&clock=business&by=channel&sort=-n&page=3&lang=fa")
    assert state.link("/flow") == "/flow?period=7d&team=!returns&clock=business&lang=fa"
    assert state.link(by="team") == "/?period=7d&team=!returns&clock=business&by=team&sort=-n&lang=fa"


def test_the_boxes_of_a_form_are_one_filter() -> None:
    assert read("team=orders&team=returns").link() == "/?team=orders,returns"
    assert read("team=!&team=orders&team=returns").link() == "/?team=!orders,!returns"


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("", None),
        ("team=returns", "(team IN ('returns'))"),
        ("team=!returns", "(NOT team IN ('returns') OR team IS NULL)"),
        ("team=returns,-", "(team IN ('returns') OR team IS NULL)"),
        ("team=!-", "(team IS NOT NULL)"),
        ("team=o'hara", "(team IN ('o''hara'))"),
        ("type=refund&weekday=1,2", "(request_type IN ('refund')) AND (weekday IN (1, 2))"),
    ],
)
def test_filters_become_the_expression_of_a_question(query: str, where: str | None) -> None:
    found = read(query).where()
    assert found == where
    parse_filter(found)


VALUES = st.lists(st.tuples(st.text(min_size=1, max_size=8), st.booleans()), max_size=5)


@given(VALUES)
def test_values_are_written_so_that_they_are_read_again(values: list[tuple[str, bool]]) -> None:
    assert parted(joined(values)) == values


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "period": st.sampled_from(["7d", "90d", "month", "2026-10", "2026-W46", "2026-10-01..2026-10-15"]),
            "compare": st.sampled_from(["year", "target", "none"]),
            "team": st.sampled_from(["returns", "!orders", "orders,returns", "o'hara", "-"]),
            "product": st.text(min_size=1, max_size=8).filter(lambda text: bool(text.strip())),
            "clock": st.just("business"),
            "stat": st.sampled_from(["mean", "p90"]),
            "page": st.integers(2, 99).map(str),
            "lang": st.sampled_from(["fa", "pl"]),
            "theme": st.just("dark"),
        },
    )
)
def test_a_link_says_what_the_address_said(said: dict[str, str]) -> None:
    state = parse("/flow", said.items(), KNOWN)
    assert again(state.link(page=state.page)).given == state.given


@given(st.sampled_from([key for key in FILTERS if key not in ("weekday", "hour")]), st.text(min_size=1, max_size=12))
def test_a_value_of_a_filter_stays_data_whatever_it_says(key: str, value: str) -> None:
    state = State("/", {key: joined([(value, False)])}, Known())
    where = state.where()
    if where is not None and "\0" not in where:
        assert parse_filter(where).dimensions == {FILTERS[key]}
