"""How old is what is open? The backlog over time, stacked by age."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deskgauge.language import _
from deskgauge.report.charts import times
from deskgauge.report.charts.chart import Chart
from deskgauge.report.charts.palette import var
from deskgauge.report.charts.pieces import Layer, across, label, layer, spec, spread_out, up, widest
from deskgauge.report.charts.scales import Scale, scale
from deskgauge.report.charts.spreads import bucket
from deskgauge.report.reading import Reading, Words, reading

Row = Mapping[str, object]
WIDTH, HEIGHT = 760, 280
EDGES = (86400.0, 3 * 86400.0, 7 * 86400.0)
"""The edges of four ages on the calendar clock: under a day, to three days, to a week, more."""

_SHADES = ("h1", "h2", "h4", "h6")


def ages(rows: Sequence[Row], words: Words, *, width: int = WIDTH, height: int = HEIGHT) -> Chart:
    """Return the chart of ``Workspace.distribution("backlog_age", grain=…, edges=EDGES)``: counts stacked by age."""
    names = list(dict.fromkeys(bucket(row, words) for row in rows))
    periods = list({row.get("period_start"): reading(row) for row in rows}.values())
    counts = [[int(str(row.get("n") or 0)) for row in rows if bucket(row, words) == name] for name in names]
    title = times.by_grain(_("Backlog by age"), times.grain_of(periods))
    return Chart(
        id="ages",
        spec=_drawn(periods, names, counts, words, width, height),
        title=title,
        summary=_summary(periods, names, counts, words, title),
        columns=[_("Period"), *names],
        rows=[
            [words.period(one).text, *(words.count(line[number]).text for line in counts)]
            for number, one in enumerate(periods)
        ],
    )


def _drawn(
    periods: Sequence[Reading], names: Sequence[str], counts: Sequence[Sequence[int]], words: Words,
    width: int, height: int,
) -> dict[str, object]:  # fmt: skip
    wholes = [float(sum(line[number] for line in counts)) for number in range(len(periods))]
    by = scale(wholes, "count", words, zero=True)
    left, right = widest([text for _, text in by.ticks]) + 12, widest(names) + 16
    plot = (width - left - right, height - 38)
    x, y = across("x", len(periods), times.ticks(periods, words, plot[0])), up("y", by)
    layers: list[Layer] = []
    below = [0.0] * len(periods)
    middles = []
    # The oldest lie at the bottom, where their growth is seen best.
    for place in range(len(names) - 1, -1, -1):
        above = [one + n for one, n in zip(below, counts[place], strict=True)]
        values = [{"x": i, "y": high, "low": low} for i, (low, high) in enumerate(zip(below, above, strict=True))]
        shade = {"type": "area", "color": var(_SHADES[place % len(_SHADES)]), "opacity": 1}
        layers.append(layer(shade, values, x=x, y=y, y2={"field": "low"}))
        middles.append(((below[-1] + above[-1]) / 2 if below else 0.0, names[place]))
        below = above
    layers += _labels(middles, by, plot[1])
    return spec(layers, width=plot[0], height=plot[1], left=left, right=right, top=10, bottom=28)


def _labels(middles: Sequence[tuple[float, str]], by: Scale, height: float) -> list[Layer]:
    places = spread_out([height - by.place(value, height) for value, _name in middles])
    mark = {"type": "text", "align": "left", "x": "width", "dx": 8, "color": var("ink-2")}
    return [
        layer({**mark, "y": place}, [{"text": name}], **label())
        for place, (_value, name) in zip(places, middles, strict=True)
    ]


def _summary(
    periods: Sequence[Reading], names: Sequence[str], counts: Sequence[Sequence[int]], words: Words, title: str
) -> str:
    if not periods:
        return _("{title}: nothing is open.", title=title)
    whole, oldest = sum(line[-1] for line in counts), counts[-1][-1] if counts else 0
    return _(
        "{title}: at the end {n} open, {old} of them {age}.",
        title=title, n=words.count(whole).text, old=words.count(oldest).text, age=names[-1],
    )  # fmt: skip
