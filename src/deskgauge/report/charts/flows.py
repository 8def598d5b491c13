"""Does the work pile up? Created and solved with the gap between them, and the backlog they leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from deskgauge.language import _
from deskgauge.report.charts import times
from deskgauge.report.charts.chart import Chart
from deskgauge.report.charts.palette import var
from deskgauge.report.charts.pieces import Layer, across, label, layer, spec, spread_out, up, widest
from deskgauge.report.charts.scales import Scale, scale
from deskgauge.report.reading import Reading, Words, reading

Row = Mapping[str, object]
WIDTH, HEIGHT = 760, 300


def flow(
    rows: Sequence[Row],
    words: Words,
    *,
    backlog: bool = False,
    width: int = WIDTH,
    height: int = HEIGHT,
) -> Chart:
    """Return the chart of an answer with a grain to ``ticket_volume``, ``tickets_solved`` (and ``active_tickets``).

    The gap is shaded where more came in than went out, and in another shade where fewer did. The backlog is a third
    line on the same scale where ``backlog`` says so; it stands in the table whenever it was asked for.
    """
    made, done, open_ = (_of(rows, name) for name in ("ticket_volume", "tickets_solved", "active_tickets"))
    series = {"created": made, "solved": done} | ({"backlog": open_} if backlog and open_ else {})
    title = times.by_grain(_("Created and solved"), times.grain_of(made))
    return Chart(
        id="flow",
        spec=_drawn(series, words, width, height),
        title=title,
        summary=_summary(made, done, words, title),
        columns=[_("Period"), _("Created"), _("Solved"), *([_("Backlog at the end")] if open_ else [])],
        rows=_table(made, done, open_, words),
        key=[("more", _("more created than solved")), ("less", _("more solved than created"))],
    )


def _of(rows: Sequence[Row], metric: str) -> list[Reading]:
    return [reading(row) for row in rows if row.get("metric") == metric]


def _drawn(series: Mapping[str, Sequence[Reading]], words: Words, width: int, height: int) -> dict[str, object]:
    by = scale([one.value for line in series.values() for one in line], "count", words, zero=True)
    names = {"created": _("created"), "solved": _("solved"), "backlog": _("backlog")}
    ends = [
        (next((one.value for one in reversed(line) if one.value is not None), 0.0), names[name], name)
        for name, line in series.items()
    ]
    left = widest([text for _, text in by.ticks]) + 12
    right = widest([text for _, text, _ in ends]) * 1.1 + 14
    plot = (width - left - right, height - 38)
    made = series["created"]
    x, y = across("x", len(made), times.ticks(made, words, plot[0])), up("y", by)
    layers = [*_gaps(made, series["solved"], x, y)]
    for name, line in series.items():
        values = [{"x": i, "y": one.value} for i, one in enumerate(line)]
        layers.append(layer({"type": "line", "strokeJoin": "round", **_LOOKS[name]}, values, x=x, y=y))
    layers += _labels(ends, by, plot[1])
    return spec(layers, width=plot[0], height=plot[1], left=left, right=right, top=10, bottom=28)


_LOOKS: Mapping[str, Mapping[str, object]] = {
    "created": {"color": var("data"), "strokeWidth": 2},
    "solved": {"color": var("ink-2"), "strokeWidth": 1.6, "strokeDash": [6, 3]},
    "backlog": {"color": var("bad"), "strokeWidth": 1.6, "strokeDash": [2, 2]},
}


def _gaps(made: Sequence[Reading], done: Sequence[Reading], x: Layer, y: Layer) -> list[Layer]:
    """Return the areas between the two lines, cut where they cross, so that each side has its own shade."""
    more: list[dict[str, object]] = []
    less: list[dict[str, object]] = []
    points = [(float(i), a.value or 0.0, b.value or 0.0) for i, (a, b) in enumerate(zip(made, done, strict=False))]
    dense: list[tuple[float, float, float]] = points[:1]
    for (at, a, b), (then, c, d) in pairwise(points):
        if (a - b) * (c - d) < 0:
            part = (a - b) / ((a - b) - (c - d))
            cross = a + (c - a) * part
            dense.append((at + (then - at) * part, cross, cross))
        dense.append((then, c, d))
    for at, a, b in dense:
        more.append({"x": at, "y": max(a, b), "low": b})
        less.append({"x": at, "y": max(a, b), "low": a})
    mark = {"type": "area", "opacity": 0.75}
    return [
        layer({**mark, "color": var(colour)}, values, x=x, y=y, y2={"field": "low"})
        for values, colour in ((more, "o2"), (less, "band"))
    ]


def _labels(ends: Sequence[tuple[float, str, str]], by: Scale, height: float) -> list[Layer]:
    places = spread_out([height - by.place(value, height) for value, _, _ in ends])
    found = []
    for place, (_value, text, name) in zip(places, ends, strict=True):
        mark = {"type": "text", "align": "left", "x": "width", "dx": 8, "y": place, "color": _LOOKS[name]["color"],
                "fontWeight": 700}  # fmt: skip
        found.append(layer(mark, [{"text": text}], **label()))
    return found


def _table(made: Sequence[Reading], done: Sequence[Reading], open_: Sequence[Reading], words: Words) -> list[list[str]]:
    lines = [made, done, *([open_] if open_ else [])]
    return [
        [words.period(one).text, *(words.value(line[number]).text for line in lines if number < len(line))]
        for number, one in enumerate(made)
    ]


def _summary(made: Sequence[Reading], done: Sequence[Reading], words: Words, title: str) -> str:
    into, out = sum(int(one.value or 0) for one in made), sum(int(one.value or 0) for one in done)
    return _(
        "{title}, {span}: {created} tickets created, {solved} solved.",
        title=title, span=times.whole_span(made, words), created=words.count(into).text, solved=words.count(out).text,
    )  # fmt: skip
