"""The same for each? Small multiples: one metric over time in a panel for each value of a dimension, on one scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.slices import DIMENSIONS
from deskgauge.language import _
from deskgauge.report.charts import times
from deskgauge.report.charts.chart import Chart
from deskgauge.report.charts.palette import var
from deskgauge.report.charts.pieces import Layer, label, layer, spec, widest
from deskgauge.report.charts.scales import Scale, scale
from deskgauge.report.labels import slice_word
from deskgauge.report.reading import Reading, Words, reading

Row = Mapping[str, object]
WIDTH = 760
ACROSS = 3
PANEL = 110
HEAD = 22
GAP = 26
MOST = 12
"""At most so many panels, those with most rows; the others stand in the table."""


def multiples(
    metric: Metric,
    rows: Sequence[Row],
    dimension: str,
    words: Words,
    *,
    target: float | None = None,
    names: Mapping[str, str] | None = None,
    width: int = WIDTH,
) -> Chart:
    """Return the chart of an answer by one dimension with a grain: a small trend for each value, all on one scale.

    ``names`` says what values of the dimension are called, where it is not what they are. The panels stand in the
    order of their number of rows.
    """
    lines: dict[str, list[Reading]] = {}
    for row in rows:
        value = row.get(dimension)
        name = _("unknown") if value is None else (names or {}).get(str(value), slice_word(dimension, str(value)))
        lines.setdefault(name, []).append(reading(row))
    ordered = dict(sorted(lines.items(), key=lambda pair: (-sum(one.n for one in pair[1]), pair[0])))
    what = _(DIMENSIONS[dimension].title if dimension in DIMENSIONS else dimension)
    title = _("{metric} by {dimension}", metric=_(metric.title), dimension=what.lower())
    return Chart(
        id=f"multiples-{metric.id}-{dimension}",
        spec=_drawn(metric, dict(list(ordered.items())[:MOST]), words, target, width),
        title=title,
        summary=_summary(ordered, words, title),
        columns=[what, _("Period"), _("Value"), _("95% interval"), _("n")],
        rows=[
            [name, words.period(one).text, words.value(one).text, words.interval(one).text, words.count(one.n).text]
            for name, line in ordered.items()
            for one in line
        ],
    )


def _drawn(
    metric: Metric, lines: Mapping[str, Sequence[Reading]], words: Words, target: float | None, width: int
) -> dict[str, object]:
    by = scale([*(one.value for line in lines.values() for one in line), target], metric.unit, words, ticks=3)
    left = widest([text for _, text in by.ticks]) + 10
    columns = min(ACROSS, max(len(lines), 1))
    panel = (width - left - 8 - GAP * (columns - 1)) / columns
    layers: list[Layer] = []
    for number, (name, line) in enumerate(lines.items()):
        x = (number % columns) * (panel + GAP)
        y = (number // columns) * (PANEL + HEAD + GAP) + HEAD
        layers += _panel(name, line, by, words, target, (x, y, panel), first=number % columns == 0)
    deep = -(-len(lines) // columns) if lines else 1
    return spec(
        layers, width=width - left - 8, height=deep * (PANEL + HEAD + GAP) - 6, left=left, right=8, top=4, bottom=4
    )


_AT = {"type": "quantitative", "scale": None, "axis": None}


def _panel(
    name: str, line: Sequence[Reading], by: Scale, words: Words, target: float | None,
    place: tuple[float, float, float], *, first: bool,
) -> list[Layer]:  # fmt: skip
    left, top, width = place
    step = width / max(len(line) - 1, 1)

    def height(value: float) -> float:
        return top + PANEL - by.place(min(max(value, by.low), by.high), PANEL)

    def at(number: int, value: float) -> dict[str, object]:
        # Where a value is missing a line ends and another one begins.
        run = sum(one.value is None for one in line[:number])
        return {"x": left + number * step, "y": height(value), "run": run}

    x, y, run = {"field": "x", **_AT}, {"field": "y", **_AT}, {"field": "run", "type": "nominal"}
    band = [
        {**at(number, one.high), "low": height(one.low)}
        for number, one in enumerate(line)
        if one.value is not None and one.low is not None and one.high is not None
    ]
    points = {number: at(number, one.value) for number, one in enumerate(line) if one.value is not None}
    grid = [{"x": left, "x2": left + width, "y": height(tick), "text": text} for tick, text in by.ticks]
    small = {"type": "text", "color": var("ink-3"), "fontSize": 10}
    layers = [
        layer({"type": "rule", "color": var("line")}, grid, x=x, y=y, x2={"field": "x2"}),
        layer({"type": "area", "color": var("band"), "opacity": 0.8}, band, x=x, y=y, y2={"field": "low"},
              detail=run),
        layer({"type": "line", "color": var("data"), "strokeWidth": 1.6, "strokeJoin": "round"},
              list(points.values()), x=x, y=y, detail=run),
        layer({"type": "text", "align": "left", "color": var("ink"), "fontWeight": 700},
              [{"x": left, "y": top - 12, "text": name}], x=x, y=y, **label()),
        layer({**small, "align": "left"}, _dates(line, words, left, top, width)[:1], x=x, y=y, **label()),
        layer({**small, "align": "right"}, _dates(line, words, left, top, width)[1:], x=x, y=y, **label()),
    ]  # fmt: skip
    if target is not None:
        rule = {"type": "rule", "color": var("ink"), "strokeWidth": 1.1, "strokeDash": [1.5, 2.5]}
        layers.append(layer(rule, [{"x": left, "x2": left + width, "y": height(target)}], x=x, y=y, x2={"field": "x2"}))
    if points:
        last = max(points)
        told: dict[str, object] = {"x": left + width, "y": top - 12, "text": words.value(line[last]).text}
        layers += _last(points[last], told, x, y)
    if first:
        layers.append(layer({**small, "align": "right"}, [{**one, "x": left - 6} for one in grid], x=x, y=y, **label()))
    return layers


def _last(
    point: dict[str, object], told: dict[str, object], x: Mapping[str, object], y: Mapping[str, object]
) -> list[Layer]:
    """Return the dot on a panel's last value and the value in its head."""
    dot = {"type": "point", "filled": True, "size": 20, "opacity": 1, "color": var("data")}
    text = {"type": "text", "align": "right", "color": var("data"), "fontWeight": 700}
    return [layer(dot, [point], x=x, y=y), layer(text, [told], x=x, y=y, **label())]


def _dates(line: Sequence[Reading], words: Words, left: float, top: float, width: float) -> list[dict[str, object]]:
    """Return the first and the last period's names below a panel."""
    grain = times.grain_of(line)
    ends = [(left, line[0])] if len(line) == 1 else [(left, line[0]), (left + width, line[-1])]
    return [{"x": x, "y": top + PANEL + 10, "text": times.name_of(one, words, grain)} for x, one in ends]


def _summary(lines: Mapping[str, Sequence[Reading]], words: Words, title: str) -> str:
    lasts = {
        name: known[-1] for name, line in lines.items() if (known := [one for one in line if one.value is not None])
    }
    if not lasts:
        return _("{title}: no value in this time.", title=title)
    most = max(lasts, key=lambda name: lasts[name].value or 0.0)
    least = min(lasts, key=lambda name: lasts[name].value or 0.0)
    return _(
        "{title}: at last between {least} ({least_name}) and {most} ({most_name}).",
        title=title, least=words.value(lasts[least]).text, least_name=least,
        most=words.value(lasts[most]).text, most_name=most,
    )  # fmt: skip
