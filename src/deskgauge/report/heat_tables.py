"""The week by hours as a table: a number in each cell, darker where there is more, the total of each day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deskgauge.report.charts.heats import HOURS, cell_text, cell_value, hour_name, shades, weekdays
from deskgauge.report.numbers import format_number
from deskgauge.report.reading import Words, reading

if TYPE_CHECKING:
    from deskgauge.catalogue.metric import Metric

PEAKS = 6
"""How many cells are framed where the busiest are."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One hour of a weekday: what it says, its look, how many rows it rests on, and where it leads by its hour."""

    hour: int
    text: str
    look: str


@dataclass(frozen=True, slots=True)
class Day:
    """One weekday: its number (1 is Monday), its name, its cells and its total or its own value."""

    weekday: int
    name: str
    cells: Sequence[Cell]
    total: str


@dataclass(frozen=True, slots=True)
class HeatTable:
    """A week by hours: the hours' names, the days from the reader's first one on, the looks from little to much."""

    hours: Sequence[str]
    days: Sequence[Day]
    looks: Sequence[str]


Rows = Sequence[Mapping[str, object]]


def heat_table(
    metric: Metric, rows: Rows, of_days: Rows, words: Words, *, weeks: float = 1.0, peaks: bool = False
) -> HeatTable:
    """Return a metric by weekday and hour from answers by both and by weekday alone.

    Counts are those of a mean week. What is too few to judge is empty; ``peaks`` frames the greatest.
    """
    read = {(row.get("weekday"), row.get("hour")): reading(row) for row in rows}
    values = {place: cell_value(one, weeks) for place, one in read.items()}
    texts = {place: cell_text(one, words, weeks) for place, one in read.items()}
    totals = {row.get("weekday"): cell_text(reading(row), words, weeks) for row in of_days}
    return _table(metric, values, texts, totals, words, peaks)


def people_table(metric: Metric, rows: Rows, words: Words) -> HeatTable:
    """Return how many people are there by weekday and hour; ``metric`` is a count, for its colours."""
    values = {(row.get("weekday"), row.get("hour")): _number(row.get("people")) for row in rows}
    texts = {place: _people(value, words) for place, value in values.items()}
    days = {weekday for weekday, _hour in values}
    hours = {day: sum(value or 0.0 for (weekday, _h), value in values.items() if weekday == day) for day in days}
    totals = {day: format_number(whole, 0, words.language) for day, whole in hours.items()}
    return _table(metric, values, texts, totals, words, False)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _people(value: float | None, words: Words) -> str:
    if value is None:
        return ""
    return format_number(value, 0 if value >= 10 or abs(value - round(value)) < 0.05 else 1, words.language)


Place = tuple[object, object]


def _table(
    metric: Metric, values: Mapping[Place, float | None], texts: Mapping[Place, str], totals: Mapping[object, str],
    words: Words, peaks: bool,
) -> HeatTable:  # fmt: skip
    days = weekdays(words.language)
    places = [(day, hour) for day, _name in days for hour in HOURS]
    ramp, found = shades([values.get(place) for place in places], metric)
    looks = ["q" + name[1:] if name.startswith("h") else "p" + name[1:] for name in ramp]
    shade = dict(zip(places, found, strict=True))
    known = sorted(((value, place) for place, value in values.items() if value), key=lambda one: -one[0])
    framed = {place for _value, place in known[:PEAKS]} if peaks else set()

    def cell(day: int, hour: int) -> Cell:
        number = shade[day, hour]
        look = "" if number is None else looks[number]
        return Cell(hour, texts.get((day, hour), ""), f"{look} peak" if (day, hour) in framed else look)

    made = [Day(day, name, [cell(day, hour) for hour in HOURS], totals.get(day, "")) for day, name in days]
    return HeatTable([hour_name(hour, words.language) for hour in HOURS], made, looks)
