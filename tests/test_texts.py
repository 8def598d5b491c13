"""What a text of the data stands for: words of a choice, our own name, published periods."""

from __future__ import annotations

from datetime import datetime

import pytest

from deskgauge.engine.texts import is_us, span_of, words_of


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ("Friendly", ["friendly"]),
        (" very   slow ", ["very slow"]),
        ("slow, FAST;slow", ["slow", "fast"]),
        ('["A", null, " b ", 3]', ["a", "b", "3"]),
        ("[honest", ["[honest"]),
        ('{"a": 1}', ['{"a": 1}']),
        ("", []),
        (" ; ,\n", []),
    ],
)
def test_words_of_a_choice(choice: str, words: list[str]) -> None:
    assert words_of(choice) == words


def test_who_is_meant_by_us() -> None:
    assert is_us("brackenfold OUTDOOR", "Brackenfold Outdoor")
    assert is_us(" We ", "x")
    assert not is_us("Brackenfold", "Brackenfold Outdoor")


@pytest.mark.parametrize(
    ("period", "first", "after"),
    [
        ("2026", (2025, 12, 31, 23), (2026, 12, 31, 23)),
        ("2026-Q4", (2026, 9, 30, 22), (2026, 12, 31, 23)),
        ("2026q1", (2025, 12, 31, 23), (2026, 3, 31, 22)),
        (" 2026-12 ", (2026, 11, 30, 23), (2026, 12, 31, 23)),
        ("2026-W01", (2025, 12, 28, 23), (2026, 1, 4, 23)),
        ("2020-W53", (2020, 12, 27, 23), (2021, 1, 3, 23)),
        ("2026-03-29", (2026, 3, 28, 23), (2026, 3, 29, 22)),
    ],
)
def test_a_published_period_is_a_span_in_the_companys_zone(
    period: str, first: tuple[int, ...], after: tuple[int, ...]
) -> None:
    assert span_of(period, "Europe/Warsaw") == (datetime(*first), datetime(*after))  # type: ignore[arg-type]  # year to hour


@pytest.mark.parametrize(
    "period", ["", "last spring", "2026-13", "2026-00", "2026-W54", "2025-W53", "26", "2026-02-30"]
)
def test_what_is_no_period(period: str) -> None:
    assert span_of(period, "Europe/Warsaw") is None


def test_a_year_beyond_the_calendar_is_none() -> None:
    assert span_of("9999", "UTC") is None
    assert span_of("0000", "UTC") is None
