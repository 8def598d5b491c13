"""What texts of the data stand for, laid out as rows to join: words, choices, published periods."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta

from deskgauge.engine.base import Engine, empty_table
from deskgauge.model.settings import Settings
from deskgauge.model.tables import Type
from deskgauge.model.vocabulary import fold
from deskgauge.model.zones import to_utc

US = ("us", "we", "own", "ours", "our own")
_SPLIT = re.compile(r"[,;\n]")
_PERIOD = re.compile(
    r"(?P<year>\d{4})(?:-?Q(?P<quarter>[1-4])|-?W(?P<week>\d{2})|-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?", re.IGNORECASE
)


def make_texts(engine: Engine, settings: Settings) -> None:
    """Make the tables ``choices``, ``choice_words`` and ``published_periods``."""
    text, instant = engine.types[Type.TEXT], engine.types[Type.INSTANT]
    empty_table(engine, "choices", {"choice": text, "is_us": "BOOLEAN"})
    empty_table(engine, "choice_words", {"choice": text, "word": text})
    empty_table(engine, "published_periods", {"period": text, "from_at": instant, "to_at": instant})
    choices = _distinct(engine, "SELECT DISTINCT choice FROM survey_responses WHERE choice IS NOT NULL")
    engine.insert("choices", [(one, is_us(one, settings.name)) for one in choices if one.strip()])
    engine.insert("choice_words", [(one, word) for one in choices for word in words_of(one)])
    published = _distinct(engine, "SELECT DISTINCT period FROM competitor_scores WHERE period IS NOT NULL")
    spans = ((one, span_of(one, settings.time_zone)) for one in published)
    engine.insert("published_periods", [(one, *span) for one, span in spans if span])


def _distinct(engine: Engine, query: str) -> list[str]:
    return sorted(str(row[0]) for row in engine.rows(query))


def words_of(choice: str) -> list[str]:
    """Return the words of a choice, in lower case, each once: one word, a JSON list, or words between , or ;."""
    given: object = None
    if choice.lstrip().startswith("["):
        try:
            given = json.loads(choice)
        except ValueError:
            given = None
    parts = [str(one) for one in given if one is not None] if isinstance(given, list) else _SPLIT.split(choice)
    return list(dict.fromkeys(word for part in parts if (word := " ".join(part.split()).casefold())))


def is_us(choice: str, company: str) -> bool:
    """Say whether a choice among companies is our own: its name, or a word for "us"."""
    return fold(choice) in {fold(company), *map(fold, US)}


def span_of(period: str, zone: str) -> tuple[datetime, datetime] | None:
    """Return the span of a published period as naive UTC, half-open; None for a text that is no period.

    A year 2026, a quarter 2026-Q1, a month 2026-03, an ISO week 2026-W12, a day 2026-03-01; in the company's zone.
    """
    match = _PERIOD.fullmatch(period.strip())
    if match is None:
        return None
    try:
        first, last = _days(match)
        bounds = (to_utc(datetime(day.year, day.month, day.day), zone) for day in (first, last))
        return next(bounds), next(bounds)
    except (ValueError, OverflowError):
        return None


def _days(match: re.Match[str]) -> tuple[date, date]:
    """Return the first day and the day after the last."""
    year, month = int(match["year"]), int(match["month"] or 1)
    if match["day"]:
        day = date(year, month, int(match["day"]))
        return day, day + timedelta(days=1)
    if match["week"]:
        monday = date.fromisocalendar(year, int(match["week"]), 1)
        return monday, monday + timedelta(days=7)
    if match["quarter"]:
        month = 3 * int(match["quarter"]) - 2
    months = 1 if match["month"] else 3 if match["quarter"] else 12
    following = year * 12 + month - 1 + months
    return date(year, month, 1), date(following // 12, following % 12 + 1, 1)
