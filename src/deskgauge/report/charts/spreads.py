"""How long do they wait, all of them? Bars by time, with the target, the median and the 90th percentile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deskgauge.catalogue.metric import Metric
from deskgauge.language import _
from deskgauge.report.charts.chart import Chart
from deskgauge.report.charts.palette import var
from deskgauge.report.charts.pieces import Layer, axis, label, layer, spec, up, widest, width_of
from deskgauge.report.charts.scales import scale
from deskgauge.report.format import NOTHING, format_target, format_value
from deskgauge.report.reading import Words

Row = Mapping[str, object]
WIDTH, HEIGHT = 560, 260


def distribution(
    metric: Metric,
    rows: Sequence[Row],
    words: Words,
    *,
    target: float | None = None,
    median: float | None = None,
    p90: float | None = None,
    width: int = WIDTH,
    height: int = HEIGHT,
) -> Chart:
    """Return the chart of the answer of ``Workspace.distribution`` over one period.

    ``target``, ``median`` and ``p90`` are seconds, of the same question; what is None is not drawn. Short black lines
    are the period compared with, where the answer has one.
    """
    title = _("{metric}: how it is spread", metric=_(metric.title))
    past = any(row.get("previous_share") is not None for row in rows)
    return Chart(
        id=f"distribution-{metric.id}",
        spec=_drawn(rows, words, _marks(words, target, median, p90), width, height),
        title=title,
        summary=_summary(metric, rows, words),
        columns=[_("Time"), _("Share"), _("n"), *([_("Share before"), _("n before")] if past else [])],
        rows=[_written(row, words, past=past) for row in rows],
        key=[("step", _("period before"))] if past else [],
    )


def _number(row: Row, name: str) -> float | None:
    value = row.get(name)
    return float(value) if isinstance(value, int | float) else None


def _marks(words: Words, target: float | None, median: float | None, p90: float | None) -> list[tuple[float, str, str]]:
    """Return the lines across the bars: where, how, and what is written beside them."""
    found = []
    if target is not None:
        aim = format_target(target, "duration", words.language, clock=words.clock)
        found.append((target, "target", _("target {value}", value=aim)))
    if median is not None:
        found.append((median, "median", _("median {value}", value=_duration(median, words))))
    if p90 is not None:
        found.append((p90, "p90", _("p90 {value}", value=_duration(p90, words))))
    return sorted(found)


def _drawn(
    rows: Sequence[Row], words: Words, marks: Sequence[tuple[float, str, str]], width: int, height: int
) -> dict[str, object]:
    shares = [_number(row, name) for row in rows for name in ("share", "previous_share")]
    by = scale(shares, "share", words, zero=True, ticks=4)
    left = widest([text for _, text in by.ticks]) + 12
    top = 12 + 15 * len(marks)
    plot = (width - left - 26, height - top - 28)
    x = _places(rows, words, plot[0])
    y = up("y", by)
    bars = [{"x": n + 0.06, "x2": n + 0.94, "y": _number(row, "share") or 0.0} for n, row in enumerate(rows)]
    steps = [
        {"x": n + 0.02, "x2": n + 0.98, "y": past}
        for n, row in enumerate(rows)
        if (past := _number(row, "previous_share")) is not None
    ]
    step = {"type": "rule", "color": var("ink-2"), "strokeWidth": 1.4}
    layers = [
        layer({"type": "bar", "color": var("h3")}, bars, x=x, x2={"field": "x2"}, y=y, y2={"datum": by.low}),
        *([layer(step, steps, x=x, x2={"field": "x2"}, y=y)] if steps else []),
        *_across(rows, marks, x, plot[0]),
    ]
    return spec(layers, width=plot[0], height=plot[1], left=left, right=26, top=top, bottom=28)


def _places(rows: Sequence[Row], words: Words, width: float) -> Layer:
    """Return the axis of buckets: every edge between two of them is written, or every other where they are long."""
    edges = [(n + 1.0, edge) for n, row in enumerate(rows) if (edge := _number(row, "below")) is not None]
    told = [(n, _duration(edge, words)) for n, edge in edges]
    room = width / max(len(rows), 1)
    every = next((step for step in (1, 2, 3) if widest([text for _, text in told[::step]]) + 6 <= room * step), 4)
    return {
        "field": "x",
        "type": "quantitative",
        "scale": {"domain": [0, max(len(rows), 1)], "nice": False, "zero": False},
        "axis": {
            **axis(told[::every], labelFlush=False, tickSize=4, tickColor=var("line-2"), domain=True),
            "ticks": True, "domainColor": var("line-2"), "labelPadding": 4,
        },
    }  # fmt: skip


def _place_of(value: float, rows: Sequence[Row]) -> float:
    """Return where a duration lies among the buckets: in proportion within its own."""
    for number, row in enumerate(rows):
        low, high = _number(row, "at_least") or 0.0, _number(row, "below")
        if high is None:
            return number + min(0.9, (value - low) / low / 2 if low else 0.5)
        if value < high:
            return number + max(0.0, value - low) / (high - low)
    return float(len(rows))


def _across(rows: Sequence[Row], marks: Sequence[tuple[float, str, str]], x: Layer, width: float) -> list[Layer]:
    """Return the lines of target, median and p90, each from its own row of text above the plot downwards."""
    found: list[Layer] = []
    for number, (value, name, text) in enumerate(marks):
        row = 15 * (len(marks) - number)
        place = _place_of(value, rows)
        dash = {"strokeDash": [1.5, 2.5], "strokeWidth": 1.4} if name == "target" else {"strokeWidth": 1}
        rule = {"type": "rule", "color": var("ink" if name == "target" else "ink-3"), "y": -row + 4, "y2": "height",
                **dash}  # fmt: skip
        at = place / max(len(rows), 1) * width
        to_left = at + width_of(text) + 8 > width + 20
        told = {
            "type": "text", "y": -row + 8, "dx": -4 if to_left else 4, "align": "right" if to_left else "left",
            "color": var("ink" if name == "median" else "ink-2"), "fontWeight": 700 if name == "median" else 400,
        }  # fmt: skip
        found += [layer(rule, [{"x": place}], x=x), layer(told, [{"x": place, "text": text}], x=x, **label())]
    return found


def bucket(row: Row, words: Words) -> str:
    """Return the name of a bucket: under 1 min, 1 min to 5 min, 16 h and more."""
    low, high = _number(row, "at_least"), _number(row, "below")
    if low is None:
        edge = _duration(high, words)
        return _("under {value}", value=edge)
    if high is None:
        return _("{value} and more", value=_duration(low, words))
    return _("{low} to {high}", low=_duration(low, words), high=_duration(high, words))


def _duration(seconds: float | None, words: Words) -> str:
    return format_value(seconds, "duration", None, words.language, clock=words.clock)


def _share(value: float | None, words: Words) -> str:
    return NOTHING if value is None else format_value(value, "share", None, words.language)


def _written(row: Row, words: Words, *, past: bool) -> list[str]:
    found = [bucket(row, words)]
    for share, n in (("share", "n"), ("previous_share", "previous_n"))[: 1 + past]:
        found += [_share(_number(row, share), words), words.count(int(_number(row, n) or 0)).text]
    return found


def _summary(metric: Metric, rows: Sequence[Row], words: Words) -> str:
    whole = sum(int(_number(row, "n") or 0) for row in rows)
    if not whole:
        return _("{metric}: nothing to spread in this time.", metric=_(metric.title))
    most = max(rows, key=lambda row: _number(row, "share") or 0.0)
    return _(
        "{metric}, {n} counted: most often {bucket} ({share}).",
        metric=_(metric.title), n=words.count(whole).text, bucket=bucket(most, words),
        share=_share(_number(most, "share"), words),
    )  # fmt: skip
