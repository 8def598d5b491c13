"""When? A metric by weekday and hour: a table of cells, each with its number, darker where there is more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from deskgauge.catalogue.metric import Metric
from deskgauge.language import _
from deskgauge.report.charts.chart import Chart
from deskgauge.report.charts.palette import var
from deskgauge.report.charts.pieces import Layer, label, layer, spec, widest
from deskgauge.report.numbers import format_number, locale_of, native_digits
from deskgauge.report.reading import Reading, Words, reading

Row = Mapping[str, object]
WIDTH = 760
ROW = 24
HOURS = range(24)
WEEK_BEGINS = {"fa": 6, "ne": 7}
"""The first weekday by language where it is not Monday, as the territories of the languages have it."""
AMOUNT = ("h0", "h1", "h2", "h3", "h4", "h5", "h6")
WAIT = ("h0", "o1", "o2", "o3", "o4", "o5")
"""The colours of cells from little to much: blue for amounts, orange for what should be little."""

_STRONG = ("h4", "h5", "h6", "o4", "o5")
"""The colours whose text is that of the surface."""


def heat(metric: Metric, rows: Sequence[Row], words: Words, *, per: float = 1.0, width: int = WIDTH) -> Chart:
    """Return the chart of an answer by ``weekday`` and ``hour`` over one period.

    Counts are divided by ``per``, the number of weeks, where a mean week is wanted. Weekdays begin with the locale's
    first one. Durations are in minutes, shares in per cent; a cell that is too few to judge is empty.
    """
    cells = {(_int(row, "weekday"), _int(row, "hour")): reading(row) for row in rows}
    days = weekdays(words.language)
    title = _("{metric} by weekday and hour", metric=_(metric.title))
    return Chart(
        id=f"heat-{metric.id}",
        spec=_drawn(metric, cells, days, words, per, width),
        title=title,
        summary=_summary(cells, words, title),
        columns=[_("Weekday"), *(hour_name(hour, words.language) for hour in HOURS)],
        rows=[[name, *(cell_text(cells.get((day, hour)), words, per) for hour in HOURS)] for day, name in days],
    )


def _int(row: Row, name: str) -> int:
    value = row.get(name)
    return int(value) if isinstance(value, int | float) else -1


def weekdays(language: str, *, width: str = "abbreviated") -> list[tuple[int, str]]:
    """Return the weekdays (1 is Monday) with their names, from the first one of the reader's week on."""
    from babel.dates import format_date

    first = WEEK_BEGINS.get(language, 1) - 1
    monday = datetime(2024, 1, 1)
    pattern = "EEE" if width == "abbreviated" else "EEEE"
    order = [(first + number) % 7 for number in range(7)]
    return [(day + 1, format_date(monday + timedelta(days=day), pattern, locale_of(language))) for day in order]


def hour_name(hour: int, language: str) -> str:
    """Return an hour of the day with two digits."""
    return native_digits(f"{hour:02}", language)


def cell_text(one: Reading | None, words: Words, per: float = 1.0) -> str:
    """Return what a cell says: a whole number of things, minutes or per cent; a dot for next to nothing."""
    value = cell_value(one, per)
    if value is None or value == 0:
        return ""
    if 0 < value < 0.5:
        return "·"
    return format_number(value, 0, words.language)


def cell_value(one: Reading | None, per: float = 1.0) -> float | None:
    """Return the number of a cell: counts divided by ``per``, minutes, per cent; None where there is nothing to say."""
    if one is None or one.value is None or one.too_few:
        return None
    factor = {"duration": 1 / 60, "share": 100.0, "count": 1 / per}.get(one.unit, 1.0)
    return one.value * factor


def shades(values: Sequence[float | None], metric: Metric) -> tuple[tuple[str, ...], list[int | None]]:
    """Return the colours from little to much, and which of them each value has; None where there is no value."""
    ramp = WAIT if metric.better == "down" and metric.unit != "count" else AMOUNT
    known = [value for value in values if value is not None]
    low = 0.0 if metric.unit == "count" else min(known, default=0.0)
    high = max(known, default=1.0)
    width = (high - low) / len(ramp) or 1.0
    found = [None if value is None else min(int((value - low) / width), len(ramp) - 1) for value in values]
    return ramp, found


def _drawn(
    metric: Metric,
    cells: Mapping[tuple[int, int], Reading],
    days: Sequence[tuple[int, str]],
    words: Words,
    per: float,
    width: int,
) -> dict[str, object]:
    left = widest([name for _, name in days]) + 12
    step = (width - left - 4) / len(HOURS)
    places = [(row, hour, cells.get((day, hour))) for row, (day, _name) in enumerate(days) for hour in HOURS]
    empty = 0.0 if metric.unit == "count" else None
    ramp, shade = shades([empty if one is None else cell_value(one, per) for _, _, one in places], metric)
    layers: list[Layer] = []
    for number, colour in enumerate(ramp):
        own = [place for place, its in zip(places, shade, strict=True) if its == number]
        if own:
            layers += _cells(own, colour, words, per, step)
    layers += _heads(days, words, step)
    return spec(layers, width=step * len(HOURS), height=ROW * len(days), left=left, right=4, top=22, bottom=4)


def _cells(
    places: Sequence[tuple[int, int, Reading | None]], colour: str, words: Words, per: float, step: float
) -> list[Layer]:
    values = [
        {"x": hour * step + 1, "x2": (hour + 1) * step - 1, "y": row * ROW + 1, "y2": (row + 1) * ROW - 1,
         "cx": (hour + 0.5) * step, "cy": (row + 0.5) * ROW, "text": cell_text(one, words, per)}
        for row, hour, one in places
    ]  # fmt: skip
    ink = var("surface" if colour in _STRONG else "ink-2" if colour == "h0" else "ink")
    box = {"type": "rect", "color": var(colour), "cornerRadius": 2}
    text = {"type": "text", "align": "center", "color": ink, "fontSize": 10}
    at = {name: {"field": name, "type": "quantitative", "scale": None, "axis": None} for name in ("x", "y", "cx", "cy")}
    return [
        layer(box, values, x=at["x"], y=at["y"], x2={"field": "x2"}, y2={"field": "y2"}),
        layer(text, values, x=at["cx"], y=at["cy"], **label()),
    ]


def _heads(days: Sequence[tuple[int, str]], words: Words, step: float) -> list[Layer]:
    at = {name: {"field": name, "type": "quantitative", "scale": None, "axis": None} for name in ("x", "y")}
    hours = [{"x": (hour + 0.5) * step, "y": -10, "text": hour_name(hour, words.language)} for hour in HOURS]
    names = [{"x": -8, "y": (row + 0.5) * ROW, "text": name} for row, (_, name) in enumerate(days)]
    mark = {"type": "text", "color": var("ink-3")}
    return [
        layer({**mark, "align": "center", "fontSize": 10}, hours, **at, **label()),
        layer({**mark, "align": "right", "color": var("ink-2")}, names, **at, **label()),
    ]


def _summary(cells: Mapping[tuple[int, int], Reading], words: Words, title: str) -> str:
    known = {place: one for place, one in cells.items() if one.value is not None and not one.too_few}
    if not known:
        return _("{title}: too few everywhere to judge.", title=title)
    (day, hour), most = max(known.items(), key=lambda item: (item[1].value or 0.0, item[0]))
    return _(
        "{title}: most on {day} at {hour} ({value}).",
        title=title, day=dict(weekdays(words.language, width="wide")).get(day, ""),
        hour=hour_name(hour, words.language), value=words.value(most).text,
    )  # fmt: skip
