"""How has it gone? A metric over time: line, 95 % band, target, the period before, what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deskgauge.catalogue.metric import Metric
from deskgauge.language import _
from deskgauge.report.charts import times
from deskgauge.report.charts.chart import Chart, Event
from deskgauge.report.charts.palette import var
from deskgauge.report.charts.pieces import Layer, across, label, layer, spec, spread_out, up, widest, width_of
from deskgauge.report.charts.scales import Scale, scale
from deskgauge.report.dates import format_date
from deskgauge.report.format import format_target, format_value
from deskgauge.report.reading import Reading, Words, reading

Row = Mapping[str, object]
WIDTH, HEIGHT = 760, 320
MOST_POINTS = 60
"""A line of more points than this is drawn without them."""


@dataclass(frozen=True, slots=True)
class Lines:
    """What a trend shows: its points, the same points of the period before, the target, and how they are written."""

    metric: Metric
    now: Sequence[Reading]
    before: Sequence[Reading]
    target: float | None
    words: Words

    @property
    def scale(self) -> Scale:
        """The scale of values: it holds every value, and of the band as much as leaves them room."""
        values = [one.value for one in (*self.now, *self.before)] + [self.target]
        top = max((value for value in values if value is not None), default=0.0)
        room = [one.high for one in self.now if one.high is not None and one.high <= 1.4 * top]
        low = [one.low for one in self.now if one.low is not None and one.value is not None]
        return scale([*values, *room, *low], self.metric.unit, self.words)

    def written(self, value: float | None) -> str:
        """Return a value of the metric as it is written."""
        words = self.words
        return format_value(value, self.metric.unit, None, words.language, currency=words.currency, clock=words.clock)


def trend(
    metric: Metric,
    rows: Sequence[Row],
    words: Words,
    *,
    target: float | None = None,
    previous: Sequence[Row] | None = None,
    events: Sequence[Event] = (),
    width: int = WIDTH,
    height: int = HEIGHT,
) -> Chart:
    """Return the chart of an answer with a grain and no dimension, one row a period, the oldest first.

    ``previous`` are the rows of the period compared with, point for point; ``target`` is in the metric's unit, by
    default that of the newest row. ``width`` and ``height`` are those of the whole picture in pixels.
    """
    now = [reading(row) for row in rows]
    before = [reading(row) for row in previous or ()][: len(now)]
    aim = target if target is not None else next((one.target for one in reversed(now) if one.target is not None), None)
    lines = Lines(metric, now, before, aim, words)
    title = times.by_grain(_(metric.title), times.grain_of(now))
    return Chart(
        id=f"trend-{metric.id}",
        spec=_drawn(lines, events, width, height),
        title=title,
        summary=_summary(lines, title),
        columns=_columns(lines),
        rows=_table(lines),
        key=_key(lines),
    )


def _drawn(lines: Lines, events: Sequence[Event], width: int, height: int) -> dict[str, object]:
    by = lines.scale
    ends = _ends(lines)
    left = widest([text for _, text in by.ticks]) + 12
    right = widest([text for _, text, _ in ends]) + 14
    marks = [(place, event) for event in events if (place := times.place_of(event.at, lines.now)) is not None]
    top = 28 if marks else 10
    plot = (width - left - right, height - top - 28)
    x = across("x", len(lines.now), times.ticks(lines.now, lines.words, plot[0]))
    y = up("y", by)
    layers = [
        *_band(lines, x, y, by),
        *_past(lines, x, y),
        *_aim(lines, by, y),
        *_happened(marks, x, plot, lines.words),
        *_line(lines, x, y),
        *_labels(ends, by, plot[1]),
    ]
    return spec(layers, width=plot[0], height=plot[1], left=left, right=right, top=top, bottom=28)


def _band(lines: Lines, x: Layer, y: Layer, by: Scale) -> list[Layer]:
    values = [
        {"x": i, "y": max(one.low, by.low), "high": min(one.high, by.high)}
        if one.low is not None and one.high is not None
        else {"x": i, "y": None, "high": None}
        for i, one in enumerate(lines.now)
    ]
    mark = {"type": "area", "color": var("band"), "opacity": 0.8}
    return [layer(mark, values, x=x, y=y, y2={"field": "high"})]


def _past(lines: Lines, x: Layer, y: Layer) -> list[Layer]:
    values = [{"x": i, "y": one.value} for i, one in enumerate(lines.before)]
    mark = {"type": "line", "color": var("prev"), "strokeWidth": 1.4, "strokeDash": [4, 3]}
    return [layer(mark, values, x=x, y=y)] if values else []


def _aim(lines: Lines, by: Scale, y: Layer) -> list[Layer]:
    if lines.target is None or not by.low <= lines.target <= by.high:
        return []
    mark = {"type": "rule", "color": var("ink"), "strokeWidth": 1.2, "strokeDash": [1.5, 2.5]}
    return [layer(mark, [{"y": lines.target}], y=y)]


def _line(lines: Lines, x: Layer, y: Layer) -> list[Layer]:
    points = [{"x": i, "y": one.value, "open": one.too_few or one.provisional} for i, one in enumerate(lines.now)]
    shown = [point for point in points if point["y"] is not None]
    full = [point for point in shown if not point["open"]] if len(points) <= MOST_POINTS else []
    hollow = [point for point in shown if point["open"]] if len(points) <= MOST_POINTS else []
    line = {"type": "line", "color": var("data"), "strokeWidth": 2, "strokeJoin": "round"}
    dot = {"type": "point", "filled": True, "size": 18, "opacity": 1, "color": var("data")}
    ring = {"type": "point", "filled": True, "size": 34, "opacity": 1, "fill": var("surface"), "stroke": var("data"),
            "strokeWidth": 1.4}  # fmt: skip
    return [layer(mark, values, x=x, y=y) for mark, values in ((line, points), (dot, full), (ring, hollow)) if values]


def _happened(marks: Sequence[tuple[float, Event]], x: Layer, plot: tuple[float, float], words: Words) -> list[Layer]:
    """Return the lines of events with their numbers and titles above the plot, each as far as there is room."""
    if not marks:
        return []
    step = plot[0] / max(float(x["scale"]["domain"][1]), 1.0)  # type: ignore[index]  # made by ``across``
    told, free = [], 0.0
    for number, (place, event) in enumerate(sorted(marks, key=lambda one: one[0]), 1):
        text = _("{number} {event}, {day}", number=words.count(number).text, event=event.title,
                 day=format_date(event.at, words.language, year=False))  # fmt: skip
        if place * step - width_of(text) / 2 < free:
            text = words.count(number).text
        free = place * step + width_of(text) / 2 + 8
        told.append({"x": place, "text": text})
    rule = {"type": "rule", "color": var("ink-3"), "strokeWidth": 1}
    name = {"type": "text", "y": -9, "align": "center", "color": var("ink-2")}
    return [layer(rule, told, x=x), layer(name, told, x=x, **label())]


def _ends(lines: Lines) -> list[tuple[float, str, str]]:
    """Return what stands at the lines' ends: height, text and colour."""
    found = []
    last = next((one for one in reversed(lines.now) if one.value is not None), None)
    if last is not None and last.value is not None:
        found.append((last.value, lines.words.value(last).text, "data"))
    if lines.target is not None:
        words = lines.words
        aim = format_target(lines.target, lines.metric.unit, words.language, currency=words.currency, clock=words.clock)
        found.append((lines.target, _("target {value}", value=aim), "ink-2"))
    past = next((one.value for one in reversed(lines.before) if one.value is not None), None)
    if past is not None:
        found.append((past, _("period before"), "ink-3"))
    return found


def _labels(ends: Sequence[tuple[float, str, str]], by: Scale, height: float) -> list[Layer]:
    places = spread_out([height - by.place(value, height) for value, _, _ in ends])
    return [
        layer(
            {"type": "text", "align": "left", "x": "width", "dx": 8, "y": place, "color": var(colour),
             "fontWeight": 700 if colour == "data" else 400},
            [{"text": text}],
            **label(),
        )
        for place, (_, text, colour) in zip(places, ends, strict=True)
    ]  # fmt: skip


def _columns(lines: Lines) -> list[str]:
    names = [_("Period"), _("Value"), _("95% interval"), _("n")]
    return [*names, _("Period before")] if lines.before else names


def _table(lines: Lines) -> list[list[str]]:
    words, found = lines.words, []
    for number, one in enumerate(lines.now):
        row = [words.period(one).text, words.value(one).text, words.interval(one).text, words.count(one.n).text]
        if lines.before:
            row.append(words.value(lines.before[number]).text if number < len(lines.before) else "")
        found.append(row)
    return found


def _summary(lines: Lines, title: str) -> str:
    known = [one for one in lines.now if one.value is not None]
    span = times.whole_span(lines.now, lines.words)
    if not known:
        return _("{title}, {span}: no value in this time.", title=title, span=span)
    least = min(known, key=lambda one: one.value or 0.0)
    most = max(known, key=lambda one: one.value or 0.0)
    return _(
        "{title}, {span}: between {least} ({least_when}) and {most} ({most_when}), last {last}.",
        title=title,
        span=span,
        least=lines.words.value(least).text,
        least_when=lines.words.period(least).text,
        most=lines.words.value(most).text,
        most_when=lines.words.period(most).text,
        last=lines.words.value(known[-1]).text,
    )


def _key(lines: Lines) -> list[tuple[str, str]]:
    found = []
    if any(one.low is not None for one in lines.now):
        found.append(("band", _("value with 95% interval")))
    if lines.before:
        found.append(("previous", _("period before")))
    if any(one.too_few or one.provisional for one in lines.now):
        found.append(("hollow", _("too few to judge, or not final")))
    return found
