"""The first page in words: nothing is said that no number gives."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskgauge.catalogue import registry
from deskgauge.catalogue.parts import Value
from deskgauge.engine.answer import Answer, Row
from deskgauge.engine.holdings import Happening
from deskgauge.engine.scorecard import Scorecard, ScorecardLine
from deskgauge.errors import UsageError
from deskgauge.insight.moved import Contributor, Contributors, Split
from deskgauge.report.digest import Digest, digest, moved_by
from deskgauge.report.digest_parts import beyond_chance, biggest
from deskgauge.report.reading import Words

ZONE = ZoneInfo("Europe/Warsaw")
START = datetime(2026, 10, 3, tzinfo=ZONE)
WORDS = Words(currency="EUR", time_zone="Europe/Warsaw")


def line(
    metric: str, value: float | None, previous: float | None = None, half: float | None = None, **more: Any
) -> ScorecardLine:
    """Return a metric's line; ``half`` is half the interval of its change."""
    declared = registry.metric(metric)
    change = None if value is None or previous is None else value - previous
    sure = change is not None and half is not None
    row = {
        "metric": metric, "unit": declared.unit, "value": value, "n": 400, "n_open": 0, "provisional": False,
        "too_few": False, "low": None, "high": None, "target": None, "status": None, "previous": previous,
        "change": change, "change_low": change - half if sure else None,  # type: ignore[operator]  # sure says so
        "change_high": change + half if sure else None, **more,  # type: ignore[operator]  # the same
    }  # fmt: skip
    return ScorecardLine(declared, row, [])


def card(*lines: ScorecardLine, compared: bool = True) -> Scorecard:
    month = timedelta(days=28)
    since, until = (START - month, START) if compared else (None, None)
    answer = Answer([one.row for one in lines], [], {}, {}, None)
    return Scorecard(
        "Shop", "Europe/Warsaw", START, START + month, since, until, START + month, list(lines), [], answer
    )


def moved(metric: str, change: float, splits: Mapping[str, Iterable[Contributor]]) -> Contributors:
    declared = registry.metric(metric)
    period, before = (START, START + timedelta(days=28)), (START - timedelta(days=28), START)
    found = [Split((name,), "mean", list(those), 1.0) for name, those in splits.items()]
    row: Row = {"value": 0.5, "previous": 0.5 - change, "change": change, "n": 400}
    return Contributors(metric, declared.unit, declared.better, period, before, row, found, {}, {}, [], None)


def part(slice_: object, total: float, *, before: float = 0.2, after: float = 0.4, **more: Any) -> Contributor:
    told = {"mix": 0.0, "rate": total, "chance": False, **more}
    return Contributor((slice_,), total, before=Value(before, 90), after=Value(after, 80), **told)


def nothing(_metric: str) -> None:
    return None


def texts(found: Digest) -> list[str]:
    return [one for item in (*found.changed, *found.why, *found.next) for one in (item.sentence, item.aside)]


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:[.,]\d+)*", text))


# ------------------------------------------------------------------------------ what changed
def test_worse_comes_before_better_and_the_largest_evidence_first() -> None:
    found = biggest(
        beyond_chance(
            card(
                line("csat", 0.9, 0.8, 0.05),
                line("reopen_rate", 0.2, 0.1, 0.09),
                line("abandonment_rate", 0.3, 0.1, 0.01),
                line("first_contact_resolution", 0.9, 0.5, 0.01),
            ),
            WORDS,
        ),
        3,
    )
    assert [one.line.metric.id for one in found] == ["abandonment_rate", "reopen_rate", "first_contact_resolution"]


def test_a_change_is_told_with_both_values_the_amount_and_its_interval() -> None:
    found = digest(card(line("first_response_time", 4200.0, 3600.0, 390.0)), nothing, WORDS)
    (item,) = found.changed
    assert item.sentence.replace("\xa0", " ") == "First response time: 1 h 10 min, was 1 h: 10 min worse."
    assert item.aside.replace("\xa0", " ") == "95% interval of the change: 4–17 min"
    assert (item.direction, item.rising) == ("worse", True)


def test_a_share_changes_in_points_and_says_that_it_is_off_target() -> None:
    off = line("csat", 0.75, 0.8, 0.02, target=0.85, status="off target")
    (item,) = digest(card(off), nothing, WORDS).changed
    assert item.text.replace("\xa0", " ") == "75.0%, was 80.0%: 5.0 points worse. Off target (≥ 85%)."
    assert item.aside == "95% interval of the change: 3.0 to 7.0 points"
    better = line("csat", 0.82, 0.8, 0.01, target=0.85, status="off target")
    assert digest(card(better), nothing, WORDS).changed[0].text.endswith("better. Still off target (≥\xa085%).")


@pytest.mark.parametrize(
    "one",
    [
        line("csat", 0.9, 0.8, 0.2),
        line("csat", 0.9, 0.8),
        line("csat", 0.9),
        line("csat", None, 0.8),
        line("csat", 0.9, 0.8, 0.05, too_few=True),
        line("csat", 0.9, 0.8, 0.05, provisional=True),
        line("ticket_volume", 900.0, 400.0),
        line("resolution_rate", 0.8, 0.9, 0.01),
        line("reopen_rate", 0.02, 0.1, 0.01),
    ],
    ids=[
        "chance",
        "no interval",
        "no past",
        "no value",
        "too few",
        "not final",
        "no good side",
        "young",
        "just solved",
    ],
)
def test_what_may_be_chance_is_no_change(one: ScorecardLine) -> None:
    found = digest(card(one), nothing, WORDS)
    assert not found.changed
    assert not found.why
    assert found.headline == "No metric with a good side changed beyond chance."


def test_without_a_past_nothing_is_said_to_have_changed() -> None:
    found = digest(card(line("csat", 0.9), compared=False), nothing, WORDS)
    assert found.headline == "The values of this period, compared with no other."


def test_what_is_said_from_two_sides_is_said_once() -> None:
    lines = line("customer_churn", 0.3, 0.1, 0.01), line("customer_retention", 0.7, 0.9, 0.01)
    found = digest(card(*lines), nothing, WORDS)
    assert len(found.changed) == 1


def test_the_headline_names_what_is_shown_and_counts_the_rest() -> None:
    lines = (
        line("csat", 0.9, 0.8, 0.01, target=0.85, status="on target"),
        line("reopen_rate", 0.2, 0.1, 0.01, target=0.05, status="off target"),
        line("abandonment_rate", 0.3, 0.1, 0.01),
        line("first_contact_resolution", 0.9, 0.5, 0.01),
    )
    found = digest(card(*lines), nothing, WORDS)
    assert found.headline == (
        "Worse: Abandonment rate and Reopen rate. Better: First contact resolution. "
        "1 more metric changed beyond chance. 1 metric is off target."
    )


# ------------------------------------------------------------------------------ why
WORSE_CARD = card(line("reopen_rate", 0.2, 0.1, 0.02))


def cause_of(*slices: Contributor, dimension: str = "team") -> str:
    found = digest(WORSE_CARD, lambda metric: moved(metric, 0.1, {dimension: slices}), WORDS)
    return found.why[0].text.replace("\xa0", " ")


def test_the_largest_slice_that_is_not_chance_is_the_cause() -> None:
    assert cause_of(part("returns", 0.07), part("orders", 0.03)) == (
        "returns (Team) brought 7.0 points of the 10.0 points: 20% became 40%."
    )
    assert cause_of(part("returns", 0.07, chance=True), part("orders", 0.03)).startswith("orders (Team) brought 3.0")


@pytest.mark.parametrize(
    "one",
    [
        part("returns", 0.09, chance=True),
        part("returns", 0.09, chance=None),
        part("returns", 0.09, too_few=True),
        part(None, 0.09),
        part("returns", -0.09),
        part("returns", 0.02),
        part("returns", 0.09, mix=0.08, rate=0.01),
        part("returns", 0.09, kind="rest"),
    ],
    ids=["chance", "not judged", "too few", "no slice", "the other way", "too small", "by its share", "the rest"],
)
def test_what_is_no_cause_is_not_named(one: Contributor) -> None:
    assert cause_of(one) == "No single part of it stands out from chance."


def test_no_person_is_a_cause() -> None:
    assert cause_of(part("A7", 0.09), dimension="agent") == "No single part of it stands out from chance."


def test_a_day_of_the_week_says_itself_what_it_is_and_a_team_may_have_a_name() -> None:
    assert cause_of(part(5, 0.09), dimension="weekday").startswith("Fri brought")
    found = digest(
        WORSE_CARD,
        lambda metric: moved(metric, 0.1, {"team": [part("t1", 0.09)]}),
        WORDS,
        named=lambda dimension, value: {"t1": "Returns desk"}[str(value)],
    )
    assert found.why[0].text.startswith("Returns desk (Team) brought")
    assert (found.why[0].dimension, found.why[0].slice) == ("team", "t1")


def test_the_volume_comes_with_the_changes_and_is_no_cause() -> None:
    found = digest(card(*WORSE_CARD.lines, line("ticket_volume", 900.0, 600.0)), nothing, WORDS)
    assert found.why[-1].text == "900, was 600: the other changes came with this one."
    assert found.why[-1].aside == "Same weeks, not proof of cause."
    still = digest(card(*WORSE_CARD.lines, line("ticket_volume", 610.0, 600.0)), nothing, WORDS)
    assert [one.metric for one in still.why] == ["reopen_rate"]


def test_what_the_company_did_comes_with_the_changes_and_is_no_cause() -> None:
    done = [
        Happening(START - timedelta(days=40), "policy", "Old policy"),
        Happening(START + timedelta(days=9), "policy", "New returns policy"),
    ]
    item = digest(WORSE_CARD, nothing, WORDS, happenings=done).why[-1]
    assert item.sentence == "New returns policy: Since 12 Oct 2026; the changes came with it."
    assert item.aside == "Same weeks, not proof of cause."
    still = line("csat", 0.9, 0.8, 0.2)
    assert not digest(card(still), nothing, WORDS, happenings=done).why


def test_a_period_without_rows_says_so() -> None:
    empty = card(line("csat", None, None, n=0), line("ticket_volume", 0.0, 0.0, n=0))
    assert digest(empty, nothing, WORDS).headline.startswith("Nothing was counted:")


# ------------------------------------------------------------------------------ what next
def test_the_next_step_is_where_the_cause_lies() -> None:
    found = digest(WORSE_CARD, lambda metric: moved(metric, 0.1, {"team": [part("returns", 0.07)]}), WORDS)
    assert found.next[0].text == "Look first at returns (Team): 80 cases count there."
    lone = digest(WORSE_CARD, nothing, WORDS)
    assert lone.next[0].text == "Read some of the 400 cases that it rests on: no part of them stands out."


def test_what_is_off_target_without_a_change_is_a_step_too() -> None:
    lines = line("csat", 0.7, target=0.85, status="off target"), line("nps", 10.0, target=9.0, status="on target")
    found = digest(card(*lines), nothing, WORDS)
    assert [(one.metric, one.text) for one in found.next] == [
        ("csat", "Off target with 70.0%; the target is ≥\xa085%.")
    ]


def test_what_got_better_at_the_cost_of_its_pair_is_read_with_it() -> None:
    assert "quality_score" in registry.metric("handle_time").pairs
    lines = line("handle_time", 500.0, 600.0, 20.0), line("quality_score", 80.0, 90.0, 2.0)
    found = digest(card(*lines), nothing, WORDS)
    assert [one.metric for one in found.next] == ["quality_score", "handle_time"]
    assert found.next[1].text.startswith("It got better while Quality score got worse, from 90.0 to 80.0.")


def test_too_close_to_call_asks_for_patience_only_where_nothing_presses() -> None:
    close = line("csat", 0.84, target=0.85, status="too close to call")
    (item,) = digest(card(close), nothing, WORDS).next
    assert item.text == "84.0% is too close to the target (≥\xa085%) to call: wait for more before you act."
    assert "csat" not in [one.metric for one in digest(card(*WORSE_CARD.lines, close), nothing, WORDS).next]


# ------------------------------------------------------------------------------ nothing is invented
SIZES = st.floats(0.01, 0.99)
SHARES = st.sampled_from(["csat", "reopen_rate", "abandonment_rate", "first_contact_resolution", "escalation_rate"])


@st.composite
def cards(draw: Callable[..., Any]) -> tuple[Scorecard, dict[str, Contributors]]:
    lines, splits = [], {}
    for metric in draw(st.lists(SHARES, unique=True, max_size=5)):
        value, previous = draw(SIZES), draw(SIZES)
        target = draw(st.none() | SIZES)
        status = draw(st.sampled_from(["on target", "off target", "too close to call"])) if target else None
        lines.append(line(metric, value, previous, draw(SIZES) / 4, target=target, status=status))
        slices = [
            part(f"slice {'abc'[at]}", draw(SIZES) - 0.5, before=draw(SIZES), after=draw(SIZES)) for at in range(3)
        ]
        splits[metric] = moved(metric, value - previous, {"channel": slices})
    if draw(st.booleans()):
        lines.append(line("ticket_volume", float(draw(st.integers(0, 900))), float(draw(st.integers(0, 900)))))
    return card(*lines), splits


def floats(value: object) -> set[float]:
    """Return the size of every number in a structure."""
    if isinstance(value, bool) or not isinstance(value, int | float | dict | list | tuple):
        return set()
    if isinstance(value, int | float):
        return {round(abs(value), 9)}
    inner = value.values() if isinstance(value, dict) else value
    return {one for item in inner for one in floats(item)}


@settings(max_examples=80, deadline=None)
@given(cards())
def test_every_number_of_a_sentence_stands_in_the_card_or_its_contributors(
    drawn: tuple[Scorecard, dict[str, Contributors]],
) -> None:
    found, splits = drawn
    said = digest(found, splits.get, WORDS)
    known = floats([dict(one.row) for one in found.lines]) | floats([one.to_dict() for one in splits.values()])
    for item in (*said.changed, *said.why, *said.next):
        written = {number for figure in item.figures for number in numbers(figure.text)}
        told = numbers(item.sentence) | numbers(item.aside.removeprefix("95% interval"))
        assert told <= written, item
        assert {round(abs(figure.value), 9) for figure in item.figures} <= known, item
    assert len(said.changed) <= 3
    assert len(said.next) <= 3


def test_a_metric_that_cannot_be_split_has_no_cause() -> None:
    asked: list[dict[str, Any]] = []

    class Source:
        def contributors(self, metric: str, by: Any = None, **options: Any) -> Contributors:
            asked.append({"metric": metric, **options})
            raise UsageError("no")

    look = moved_by(Source(), WORSE_CARD, compare="year", where="team = 'a'", clock="business")
    assert look("reopen_rate") is None
    told = asked[0]
    assert (told["metric"], told["from_"], told["compare"], told["where"], told["clock"]) == (
        "reopen_rate", START, "year", "team = 'a'", "business",
    )  # fmt: skip


def test_the_figures_of_business_hours_are_told_by_the_working_clock() -> None:
    at_work = replace(WORDS, clock="business")
    found = digest(card(line("first_response_time", 400_000.0, 40_000.0, 9_000.0)), nothing, at_work)
    assert found.changed[0].text.replace("\xa0", " ").startswith("111 h, was 11.1 h")
