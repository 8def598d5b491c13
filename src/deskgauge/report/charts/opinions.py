"""What did they answer? Answers from worst to best in one bar each, laid around the middle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deskgauge.language import _
from deskgauge.report.charts.chart import Chart
from deskgauge.report.charts.palette import var
from deskgauge.report.charts.pieces import Layer, label, layer, spec, widest, width_of
from deskgauge.report.numbers import format_percent
from deskgauge.report.reading import Words

WIDTH = 760
ROW = 34

_BAD, _GOOD = ("o4", "o3", "o1"), ("h5", "h3", "h2")
"""From the ends of the scale inward."""
_MIDDLE = "h0"

Answers = Sequence[tuple[str, int]]


def diverging(title: str, lines: Mapping[str, Answers], words: Words, *, width: int = WIDTH) -> Chart:
    """Return the chart of answers on a scale: a bar a line, its worst answers left of the middle, its best ones right.

    ``lines`` are the number of answers by step of the scale from the worst to the best, by the name of the line: a
    survey, a month, a channel. A middle step lies on both sides of the middle, half and half.
    """
    steps = list(dict.fromkeys(step for line in lines.values() for step, _n in line))
    return Chart(
        id="diverging",
        spec=_drawn(lines, words, width),
        title=title,
        summary=_summary(title, lines, words),
        columns=[_("Answers"), *steps, _("n")],
        rows=[
            [name, *(words.count(dict(line).get(step, 0)).text for step in steps),
             words.count(sum(n for _step, n in line)).text]
            for name, line in lines.items()
        ],
    )  # fmt: skip


def colours(count: int) -> list[str]:
    """Return the colours of so many steps from the worst to the best, the same distance from the middle each."""
    half = count // 2
    places = [place * len(_BAD) // max(half, len(_BAD)) for place in range(half)]
    middle = [_MIDDLE] if count % 2 else []
    return [*(_BAD[place] for place in places), *middle, *(_GOOD[place] for place in reversed(places))]


def _parts(line: Answers) -> list[tuple[str, int, float, float, str]]:
    """Return each step's name, number, beginning and end as shares of the line with 0 in the middle, and colour."""
    whole = sum(n for _step, n in line) or 1
    worse = sum(n for _step, n in line[: len(line) // 2]) + (line[len(line) // 2][1] / 2 if len(line) % 2 else 0)
    at, found = -worse / whole, []
    for (step, n), colour in zip(line, colours(len(line)), strict=True):
        found.append((step, n, at, at + n / whole, colour))
        at += n / whole
    return found


def _drawn(lines: Mapping[str, Answers], words: Words, width: int) -> dict[str, object]:
    parts = {name: _parts(line) for name, line in lines.items()}
    bounds = [edge for line in parts.values() for part in line for edge in part[2:4]] or [-0.5, 0.5]
    low, high = min(*bounds, 0.0), max(*bounds, 0.0)
    left = widest(list(lines)) + 16
    plot = width - left - 8
    height = ROW * max(len(lines), 1)
    middle = {"x": -low / (high - low) * plot, "y": -2, "y2": height - 2}
    rule = {"type": "rule", "color": var("ink-2"), "strokeWidth": 1}
    layers: list[Layer] = [layer(rule, [middle], x={"field": "x", **_AT}, y={"field": "y", **_AT}, y2={"field": "y2"})]
    for row, line in enumerate(parts.values()):
        layers += _bar(line, words, row, lambda share: (share - low) / (high - low) * plot)
    layers += _names(list(lines))
    return spec(layers, width=plot, height=height, left=left, right=8, top=20, bottom=6)


_AT = {"type": "quantitative", "scale": None, "axis": None}


def _bar(line: Sequence[tuple[str, int, float, float, str]], words: Words, row: int, at: object) -> list[Layer]:
    place = at if callable(at) else float
    layers: list[Layer] = []
    whole = sum(part[1] for part in line) or 1
    for step, n, start, end, colour in line:
        if not n:
            continue
        first, last = place(start), place(end)
        box = {"type": "rect", "color": var(colour), "y": row * ROW + 4, "y2": row * ROW + ROW - 8}
        layers.append(layer(box, [{"x": first, "x2": last}], x={"field": "x", **_AT}, x2={"field": "x2"}))
        ink = "surface" if colour in ("o4", "h5") else "ink"
        share = format_percent(n / whole, 0, words.language)
        for text, y, tone in ((share, row * ROW + ROW / 2 - 2, ink), (step, -8, "ink-3")):
            if (row == 0 or text == share) and width_of(text) + 6 < last - first:
                mark = {"type": "text", "align": "center", "y": y, "color": var(tone)}
                layers.append(
                    layer(mark, [{"x": (first + last) / 2, "text": text}], x={"field": "x", **_AT}, **label())
                )
    return layers


def _names(names: Sequence[str]) -> list[Layer]:
    values = [{"y": row * ROW + ROW / 2 - 2, "text": name} for row, name in enumerate(names)]
    return [layer({"type": "text", "align": "right", "x": -10}, values, y={"field": "y", **_AT}, **label())]


def _summary(title: str, lines: Mapping[str, Answers], words: Words) -> str:
    first = next(iter(lines.values()), [])
    whole = sum(n for _step, n in first)
    if not whole:
        return _("{title}: no answers.", title=title)
    best, worst = first[-1], first[0]
    return _(
        "{title}, {n} answers: {best_share} are “{best}”, {worst_share} “{worst}”.",
        title=title, n=words.count(whole).text,
        best=best[0], best_share=format_percent(best[1] / whole, 0, words.language),
        worst=worst[0], worst_share=format_percent(worst[1] / whole, 0, words.language),
    )  # fmt: skip
