"""Which is longest, which is best? A metric by one dimension: bars with their intervals, the greatest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.slices import DIMENSIONS
from deskgauge.language import _
from deskgauge.report.charts.chart import Chart
from deskgauge.report.charts.palette import var
from deskgauge.report.charts.pieces import Layer, axis, label, layer, spec, widest, width_of
from deskgauge.report.charts.scales import Scale, scale
from deskgauge.report.labels import slice_word
from deskgauge.report.reading import Reading, Words, reading

Row = Mapping[str, object]
WIDTH = 560
ROW = 24
MOST = 20
"""At most so many bars; the others stand in the table."""


def ranked(
    metric: Metric,
    rows: Sequence[Row],
    dimension: str,
    words: Words,
    *,
    names: Mapping[str, str] | None = None,
    width: int = WIDTH,
) -> Chart:
    """Return the chart of an answer by one dimension over one period, the greatest value first.

    ``names`` says what values of the dimension are called, where it is not what they are. What is too few to judge
    stands at the end without a bar.
    """
    known = names or {}
    found = [(known.get(str(row.get(dimension)), _called(dimension, row.get(dimension))), reading(row)) for row in rows]
    found.sort(key=lambda pair: (pair[1].too_few, pair[1].value is None, -(pair[1].value or 0.0), pair[0]))
    what = DIMENSIONS[dimension].title if dimension in DIMENSIONS else dimension
    title = _("{metric} by {dimension}", metric=_(metric.title), dimension=_(what).lower())
    return Chart(
        id=f"ranked-{metric.id}-{dimension}",
        spec=_drawn(metric, found[:MOST], words, width),
        title=title,
        summary=_summary(found, words, title),
        columns=[_(what), _("Value"), _("95% interval"), _("n")],
        rows=[[name, words.value(one).text, words.interval(one).text, words.count(one.n).text] for name, one in found],
        key=[("interval", _("95% interval"))] if any(one.low is not None for _name, one in found) else [],
    )


def _called(dimension: str, value: object) -> str:
    return _("unknown") if value is None else slice_word(dimension, str(value))


def _drawn(metric: Metric, found: Sequence[tuple[str, Reading]], words: Words, width: int) -> dict[str, object]:
    shown = [one for _name, one in found if not one.too_few]
    greatest = max((abs(one.value) for one in shown if one.value is not None), default=0.0)
    ends = [one.high for one in shown if one.high is not None and one.high < 2 * greatest]
    by = scale([*(one.value for one in shown), *ends], metric.unit, words, zero=True, ticks=4)
    texts = [words.value(one).text for _name, one in found]
    left = min(widest([name for name, _one in found]) + 12 + widest(texts) + 14, width * 0.6)
    plot = (width - left - 16, ROW * max(len(found), 1))
    x: Layer = {
        "field": "x", "type": "quantitative", "scale": {"domain": [by.low, by.high], "nice": False, "zero": False},
        "axis": axis(by.ticks, grid=True) if _fits(by, plot[0]) else axis(by.ticks[::2], grid=True),
    }  # fmt: skip
    layers = [*_bars(found, by, x), *_texts(found, texts, widest(texts))]
    return spec(layers, width=plot[0], height=plot[1], left=left, right=16, top=4, bottom=24)


def _fits(by: Scale, width: float) -> bool:
    return sum(width_of(text) + 14 for _, text in by.ticks) < width


def _bars(found: Sequence[tuple[str, Reading]], by: Scale, x: Layer) -> list[Layer]:
    bars, lines = [], []
    for number, (_name, one) in enumerate(found):
        middle = number * ROW + ROW / 2
        if one.value is None or one.too_few:
            continue
        bars.append((middle, {"x": 0.0 if by.low <= 0 else by.low, "x2": one.value}))
        if one.low is not None and one.high is not None:
            lines.append((middle, {"x": max(one.low, by.low), "x2": min(one.high, by.high)}))
    bar = {"type": "rect", "color": var("h3")}
    line = {"type": "rule", "color": var("ink-2"), "strokeWidth": 1.4}
    return [
        layer({**bar, "y": middle - 6, "y2": middle + 6}, [one], x=x, x2={"field": "x2"}) for middle, one in bars
    ] + [layer({**line, "y": middle}, [one], x=x, x2={"field": "x2"}) for middle, one in lines]


def _texts(found: Sequence[tuple[str, Reading]], texts: Sequence[str], room: float) -> list[Layer]:
    layers = []
    for number, ((name, one), text) in enumerate(zip(found, texts, strict=True)):
        place = {"type": "text", "align": "right", "y": number * ROW + ROW / 2}
        dim = one.too_few or one.value is None
        value = {**place, "x": -8, "fontWeight": 400 if dim else 700, "color": var("ink-3" if dim else "ink")}
        layers += [
            layer({**place, "x": -20 - room, "color": var("ink-2")}, [{"text": name}], **label()),
            layer(value, [{"text": text}], **label()),
        ]
    return layers


def _summary(found: Sequence[tuple[str, Reading]], words: Words, title: str) -> str:
    judged = [(name, one) for name, one in found if one.value is not None and not one.too_few]
    if not judged:
        return _("{title}: too few everywhere to judge.", title=title)
    (first, most), (last, least) = judged[0], judged[-1]
    return _(
        "{title}: from {least} ({least_name}) to {most} ({most_name}).",
        title=title, least=words.value(least).text, least_name=last, most=words.value(most).text, most_name=first,
    )  # fmt: skip
