"""What charts are put together from: the frame of a specification, axes with written labels, layers, labels.

Positions along time and categories are numbers of ours (0, 1, 2 …), so that no renderer's clock or locale has a say.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import pairwise

from deskgauge.report.charts.palette import var
from deskgauge.report.charts.scales import Scale

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
FONT_SIZE = 11
LINE = 14
"""The distance of two lines of text, in pixels."""

Layer = dict[str, object]
Ticks = Sequence[tuple[float, str]]

CONFIG: Mapping[str, object] = {
    "font": "Noto Sans, Noto Sans Arabic, Noto Sans Devanagari, Noto Sans CJK SC, sans-serif",
    "aria": False,
    "view": {"stroke": None},
    "axis": {
        "domain": False, "ticks": False, "grid": False, "labelColor": var("ink-3"), "labelFontSize": FONT_SIZE,
        "gridColor": var("line"), "labelPadding": 6, "title": None, "labelOverlap": False, "labelBound": False,
    },
    "text": {"fontSize": FONT_SIZE, "color": var("ink-2"), "baseline": "middle"},
}  # fmt: skip


def width_of(text: str, size: float = FONT_SIZE) -> float:
    """Return about how wide a text will be in pixels; enough to leave room for it."""
    ems = 0.0
    for letter in text:
        if unicodedata.category(letter) in ("Mn", "Cf"):
            continue
        ems += 1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.3 if letter in " .,:;'’‘|il\u00a0٬٫" else 0.6
    return ems * size


def widest(texts: Sequence[str]) -> float:
    """Return the width of the widest of some texts in pixels, 0 of none."""
    return max((width_of(text) for text in texts), default=0.0)


def spec(
    layers: Sequence[Layer], *, width: float, height: float, left: float, right: float, top: float, bottom: float
) -> dict[str, object]:
    """Return a whole specification: a plot of this width and height and the room around it, all in pixels."""
    return {
        "$schema": SCHEMA,
        "background": "transparent",
        "width": round(width),
        "height": round(height),
        "padding": {"left": round(left), "right": round(right), "top": round(top), "bottom": round(bottom)},
        "autosize": {"type": "none"},
        "config": dict(CONFIG),
        "layer": list(layers),
    }


def layer(mark: Mapping[str, object], values: Sequence[Mapping[str, object]], **encoding: object) -> Layer:
    """Return a layer of one mark with its own data."""
    return {"data": {"values": [dict(value) for value in values]}, "mark": dict(mark), "encoding": encoding}


def axis(ticks: Ticks, **options: object) -> dict[str, object]:
    """Return an axis with these ticks and labels, whatever the renderer's language."""
    places = [value for value, _ in ticks]
    texts = json.dumps([text for _, text in ticks], ensure_ascii=False)
    nearest = f"indexof({json.dumps(places)}, datum.value)"
    return {"values": places, "labelExpr": f"{texts}[{nearest}]", **options}


def across(field: str, count: int, ticks: Ticks = (), *, edge: float = 0.0) -> dict[str, object]:
    """Return the encoding of a place along time, 0 to count - 1, with ``edge`` places of room on both sides."""
    bounds = [-edge, max(count - 1, 1) + edge]
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": bounds, "nice": False, "zero": False},
        "axis": axis(ticks, labelFlush=False) if ticks else None,
    }


def up(field: str, by: Scale, *, grid: bool = True) -> dict[str, object]:
    """Return the encoding of a height on a scale, with its ticks and a grid."""
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": [by.low, by.high], "nice": False, "zero": False},
        "axis": axis(by.ticks, grid=grid),
    }


def label(text: str = "text", **channels: object) -> dict[str, object]:
    """Return the encoding of a text that stands in a field."""
    return {"text": {"field": text, "type": "nominal"}, **channels}


def spread_out(places: Sequence[float], least: float = LINE, low: float = 0.0) -> list[float]:
    """Return the places moved apart so that no two are nearer than ``least``, each moved as little as can be."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    moved = list(places)
    for _ in range(len(places) + 1):
        for one, other in pairwise(order):
            gap = moved[other] - moved[one]
            if gap < least:
                moved[one] -= (least - gap) / 2
                moved[other] += (least - gap) / 2
    lowest = min(moved, default=low)
    return [place + max(0.0, low - lowest) for place in moved]
