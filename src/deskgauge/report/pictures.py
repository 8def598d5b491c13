"""Small pictures beside numbers, as SVG texts: sparkline, target strip, signs, bars, samples of a chart's marks.

For a page their parts carry classes of its style sheet, so that they follow the theme; with ``paper`` they carry
literal colours and stand alone. They are hidden from those who listen, because their number stands beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from markupsafe import Markup

from deskgauge.report.charts.palette import LIGHT, literal
from deskgauge.report.reading import CLOSE, FEW, NONE, OFF, ON, Reading

_PAPER: Mapping[str, str] = {
    "s-line": 'fill="none" stroke="var(--ink-2)" stroke-width="1.3" stroke-linejoin="round" stroke-linecap="round"',
    "s-dot": 'fill="var(--data)"',
    "s-tgt": 'stroke="var(--line-2)" stroke-width="1" stroke-dasharray="2 2"',
    "b-rail": 'fill="var(--line)"',
    "b-zone": 'fill="var(--zone)"',
    "b-tgt": 'stroke="var(--ink)" stroke-width="2"',
    "b-prev": 'fill="var(--surface)" stroke="var(--prev)" stroke-width="1.4"',
    "b-int": 'fill="var(--data)" opacity=".38"',
    "b-dot": 'fill="var(--data)" stroke="var(--surface)" stroke-width="1.2"',
    "bar-fill": 'fill="var(--h3)"',
    "c-band": 'fill="var(--band)" opacity=".8"',
    "c-line": 'fill="none" stroke="var(--data)" stroke-width="2"',
    "c-prev": 'fill="none" stroke="var(--prev)" stroke-width="1.4" stroke-dasharray="4 3"',
    "c-tgt": 'fill="none" stroke="var(--ink)" stroke-width="1.2" stroke-dasharray="1.5 2.5"',
    "c-hollow": 'fill="var(--surface)" stroke="var(--data)" stroke-width="1.4"',
    "c-step": 'fill="none" stroke="var(--ink-2)" stroke-width="1.4"',
    "c-more": 'fill="var(--o2)"',
    "c-less": 'fill="var(--band)"',
}
"""The looks of each class, for paper; the page's style sheet says the same with variables."""

_CHECK = '<path d="M3.4 6.2 5.3 8l3.4-4" fill="none" stroke="var(--surface)" stroke-width="1.5"/>'
_BANG = '<path d="M6 3v3.6M6 8v1.2" stroke="var(--surface)" stroke-width="1.5"/>'
_WAVE = "c2-2 3.3 1.6 5 .6s3-1.6 5-.2"
_SIGNS: Mapping[str, tuple[str, str]] = {
    ON: (f'<circle cx="6" cy="6" r="5.5"/>{_CHECK}', "good"),
    OFF: (f'<path d="M6 .2 11.8 6 6 11.8.2 6Z"/>{_BANG}', "bad"),
    CLOSE: (
        '<circle cx="6" cy="6" r="5" fill="none" stroke="currentColor" stroke-width="1.4"/>'
        '<path d="M6 1a5 5 0 0 1 0 10Z"/>', "warn",
    ),
    FEW: (
        '<circle cx="6" cy="6" r="5" fill="none" stroke="currentColor" stroke-width="1.3" stroke-dasharray="2 1.6"/>',
        "ink-3",
    ),
    NONE: ('<path d="M2.5 6h7" stroke="currentColor" stroke-width="1.5"/>', "ink-3"),
    "up": ('<path d="M6 2 11 10H1Z"/>', "ink"),
    "down": ('<path d="M6 10 1 2h10Z"/>', "ink"),
    "flat": (
        f'<path d="M1 4.6{_WAVE}M1 8.6{_WAVE}" fill="none" stroke="currentColor" stroke-width="1.5"/>', "ink-3",
    ),
}  # fmt: skip
SIGNS = tuple(_SIGNS)
"""The verdicts of ``reading`` and the changes up, down and flat, each with a shape of its own."""


def sparkline(
    points: Sequence[float | None],
    target: float | None = None,
    *,
    width: int = 104,
    height: int = 30,
    paper: bool = False,
) -> Markup:
    """Return a line of values, the oldest first, with a dot on the newest; what is not known is a gap.

    The target is a dotted line where it lies near enough not to flatten the rest.
    """
    known = [value for value in points if value is not None]
    if not known:
        return Markup("")
    low, high = min(known), max(known)
    span = high - low
    shown = target is not None and low - 1.5 * span <= target <= high + 1.5 * span
    if shown and target is not None:
        low, high = min(low, target), max(high, target)
    step = (width - 8) / max(len(points) - 1, 1)
    places = [
        None if value is None else (4 + number * step, _height(value, low, high, height))
        for number, value in enumerate(points)
    ]
    parts = []
    if shown and target is not None:
        at = _n(_height(target, low, high, height))
        parts.append(f'<line {_look("s-tgt", paper)} x1="0" x2="{width}" y1="{at}" y2="{at}"/>')
    for there, run in groupby(places, lambda place: place is not None):
        if there:
            line = " ".join(f"{_n(place[0])},{_n(place[1])}" for place in run if place)
            parts.append(f'<polyline {_look("s-line", paper)} points="{line}"/>')
    if places[-1] is not None:
        x, y = places[-1]
        parts.append(f'<circle {_look("s-dot", paper)} cx="{_n(x)}" cy="{_n(y)}" r="2.6"/>')
    return _svg(parts, width, height, paper)


def target_strip(one: Reading, better: str, *, width: int = 240, height: int = 18, paper: bool = False) -> Markup:
    """Return where a value lies: rail, the target and its good side, the interval, the value, the period before.

    Nothing for a value that is too few to judge. It spans what it shows, with a margin; it does not begin at zero.
    """
    if one.value is None or one.too_few:
        return Markup("")
    known = [mark for mark in (one.value, one.low, one.high, one.target, one.previous) if mark is not None]
    low, high = min(known), max(known)
    margin = (high - low) * 0.18 or abs(one.value) * 0.5 or 1.0
    low, scale = low - margin, width / (high - low + 2 * margin)

    def at(value: float) -> float:
        return (value - low) * scale

    middle = height / 2
    parts = []
    if one.target is not None and better in ("up", "down"):
        first, last = (at(one.target), float(width)) if better == "up" else (0.0, at(one.target))
        box = f'x="{_n(first)}" y="2" width="{_n(last - first)}" height="{height - 4}" rx="2"'
        parts.append(f"<rect {_look('b-zone', paper)} {box}/>")
    parts.append(f'<rect {_look("b-rail", paper)} x="0" y="{_n(middle - 1)}" width="{width}" height="2"/>')
    if one.target is not None:
        parts.append(f'<path {_look("b-tgt", paper)} d="M{_n(at(one.target))} 1v{height - 2}"/>')
    if one.low is not None and one.high is not None:
        box = f'x="{_n(at(one.low))}" y="{_n(middle - 3)}" width="{_n(at(one.high) - at(one.low))}" height="6" rx="1"'
        parts.append(f"<rect {_look('b-int', paper)} {box}/>")
    for value, look, radius in ((one.previous, "b-prev", 3.2), (one.value, "b-dot", 4.6)):
        if value is not None:
            parts.append(f'<circle {_look(look, paper)} cx="{_n(at(value))}" cy="{_n(middle)}" r="{radius}"/>')
    return _svg(parts, width, height, paper)


def sign(name: str, *, tone: str = "", paper: bool = False) -> Markup:
    """Return the shape of a verdict or of a change, one of SIGNS, in the colour of the text around it.

    On paper it has a colour of its own: that of its verdict, or ``tone`` (good, bad, dim) for a change.
    """
    shape, own = _SIGNS[name]
    colour = {"good": "good", "bad": "bad", "close": "warn", "dim": "ink-3"}.get(tone, own)
    drawn = f'<g fill="currentColor">{shape}</g>'
    if paper:
        drawn = drawn.replace("currentColor", LIGHT[colour])
    return _svg([drawn], 12, 12, paper)


def bar(share: float, *, width: int = 100, height: int = 9, paper: bool = False, mirrored: bool = False) -> Markup:
    """Return a bar as long as a share (0..1) of its room; the page stretches it and mirrors it with its table."""
    length = max(0.0, min(1.0, share)) * width
    start = width - length if mirrored else 0.0
    box = f'x="{_n(start)}" y="0" width="{_n(length)}" height="{height}"'
    return _svg([f"<rect {_look('bar-fill', paper)} {box}/>"], width, height, paper, stretch=True)


SAMPLES: Mapping[str, tuple[str, str]] = {
    "line": ("c-line", '<line {} x1="0" x2="22" y1="6" y2="6"/>'),
    "previous": ("c-prev", '<line {} x1="0" x2="22" y1="6" y2="6"/>'),
    "target": ("c-tgt", '<line {} x1="0" x2="22" y1="6" y2="6"/>'),
    "hollow": ("c-hollow", '<circle {} cx="11" cy="6" r="3.2"/>'),
    "step": ("c-step", '<line {} x1="0" x2="22" y1="6" y2="6"/>'),
    "interval": ("c-step", '<line {} x1="0" x2="22" y1="6" y2="6"/>'),
    "more": ("c-more", '<rect {} x="0" y="1" width="22" height="10"/>'),
    "less": ("c-less", '<rect {} x="0" y="1" width="22" height="10"/>'),
}


def sample(name: str, *, paper: bool = False) -> Markup:
    """Return a sample of a mark for the key below a chart; the names are those of ``Chart.key``."""
    if name == "band":
        band = f'<rect {_look("c-band", paper)} x="0" y="1" width="22" height="10"/>'
        return _svg([band, f'<line {_look("c-line", paper)} x1="0" x2="22" y1="6" y2="6"/>'], 22, 12, paper)
    look, shape = SAMPLES[name]
    return _svg([shape.format(_look(look, paper))], 22, 12, paper)


def _svg(parts: Sequence[str], width: int, height: int, paper: bool, *, stretch: bool = False) -> Markup:
    inner = "".join(parts)
    sizes = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    ratio = ' preserveAspectRatio="none"' if stretch else ""
    space = ' xmlns="http://www.w3.org/2000/svg"' if paper else ' aria-hidden="true" focusable="false"'
    text = f"<svg{space} {sizes}{ratio}>{inner}</svg>"
    return Markup(literal(text) if paper else text)  # noqa: S704  # numbers and names of ours only


def _look(name: str, paper: bool) -> str:
    return _PAPER[name] if paper else f'class="{name}"'


def _height(value: float, low: float, high: float, height: int) -> float:
    """Return how far down a value lies, with 4 pixels of room above and below; in the middle where all are equal."""
    return height / 2 if high == low else 4 + (high - value) / (high - low) * (height - 8)


def _n(number: float) -> str:
    """Write a coordinate as short as a tenth of a pixel allows."""
    return f"{number:.1f}".removesuffix(".0")
