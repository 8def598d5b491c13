"""A metric by one dimension, and what moved it, as rows of a page: each with its length beside its number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from deskgauge.language import _
from deskgauge.report.dates import weekdays
from deskgauge.report.format import format_change
from deskgauge.report.numbers import format_percent, minus
from deskgauge.report.reading import Reading, Words, reading

if TYPE_CHECKING:
    from deskgauge.insight.moved import Contributor, Contributors, Split

MOST_STEPS = 6
Named = Callable[[str, object], str]
"""What a slice is called, by its dimension and its value."""


@dataclass(frozen=True, slots=True)
class Slice:
    """One slice of a metric: its value (raw, as a link needs it), its name, its row, the length of its bar (0..1) and
    its share of all rows, written."""

    value: object
    name: str
    one: Reading
    length: float
    share: str


def slices(rows: Sequence[Mapping[str, object]], dimension: str, named: Named, words: Words) -> list[Slice]:
    """Return the rows of an answer by one dimension, those with the most rows first, days and hours in their order."""
    read = [(row.get(dimension), reading(row)) for row in rows]
    longest = max((abs(one.value) for _value, one in read if one.value is not None and not one.too_few), default=0.0)
    total = sum(one.n for _value, one in read)
    if dimension in ("weekday", "hour"):
        days = [str(day) for day in weekdays(words.language)]
        places = {day: place for place, day in enumerate(days)} if dimension == "weekday" else {}
        read.sort(key=lambda pair: (pair[0] is None, places.get(str(pair[0]), 0), str(pair[0]).rjust(3)))
    else:
        read.sort(key=lambda pair: (pair[1].too_few, -pair[1].n, str(pair[0])))
    return [
        Slice(
            value,
            named(dimension, value),
            one,
            abs(one.value) / longest if longest and one.value is not None and not one.too_few else 0.0,
            format_percent(one.n / total, 0, words.language) if total else "",
        )
        for value, one in read
    ]


# ---------------------------------------------------------------------- what moved it
@dataclass(frozen=True, slots=True)
class Step:
    """One part of a change: its name, its amount with a sign, its bar, and the slice that it is, None for no slice.

    ``detail`` says from what to what the slice went; ``is_chance`` that it may be chance.
    """

    name: str
    amount: str
    bar: Markup
    value: object
    is_slice: bool
    detail: str = ""
    is_chance: bool = False


@dataclass(frozen=True, slots=True)
class Steps:
    """A change from the value before to the value now, in parts that add up."""

    dimension: str
    before: str
    now: str
    steps: Sequence[Step]


def steps(found: Contributors, split: Split, named: Named, words: Words) -> Steps:
    """Return the parts of a change by one dimension: the largest slices, all others together, and the mix."""
    dimension = split.by[0] if split.by else ""
    parts = _parts(split, dimension, named)
    start, end = (_number(found.row.get(name)) for name in ("previous", "value"))
    at = start
    spans: list[tuple[float, float]] = []
    for _name, amount, _one in parts:
        spans.append((at, at + amount))
        at += amount
    low = min([start, end, *(min(span) for span in spans)])
    high = max([start, end, *(max(span) for span in spans)])
    write = _writer(found, words)
    made = []
    for (name, amount, one), (first, last) in zip(parts, spans, strict=True):
        good = {"up": amount > 0, "down": amount < 0}.get(found.better)
        look = "w-sum" if good is None or not amount else "w-down" if good else "w-up"
        detail = ""
        if one is not None and one.before is not None and one.after is not None:
            detail = _("{before} became {now}", before=write(one.before.value), now=write(one.after.value))
        value = one.slice[0] if one is not None and one.slice else None
        is_slice = one is not None and one.kind == "slice"
        bar = _bar(first, last, (low, high), look)
        made.append(Step(name, _signed(amount, found, words), bar, value, is_slice, detail, bool(one and one.chance)))
    return Steps(dimension, write(start), write(end), made)


def _parts(split: Split, dimension: str, named: Named) -> list[tuple[str, float, Contributor | None]]:
    """Return names and amounts that add up to the change."""

    def called(one: Contributor) -> str:
        if one.kind == "rest":
            return _("no single slice")
        if one.kind == "part":
            return _(str(one.slice[0])) if one.slice else ""
        return ", ".join(named(name, value) for name, value in zip(split.by, one.slice, strict=True))

    def amount(one: Contributor) -> float:
        return one.rate if one.rate is not None else one.total

    ordered = sorted(split.contributors, key=lambda one: -abs(amount(one)))
    shown, others = ordered[:MOST_STEPS], ordered[MOST_STEPS:]
    parts: list[tuple[str, float, Contributor | None]] = [(called(one), amount(one), one) for one in shown]
    if others:
        parts.append((_("All others"), sum(amount(one) for one in others), None))
    if split.mix is not None:
        parts.append((_("Other proportions of {dimension}", dimension=_dimension(dimension)), split.mix, None))
    return parts


def _dimension(name: str) -> str:
    from deskgauge.catalogue.slices import DIMENSIONS

    title = _(DIMENSIONS[name].title) if name in DIMENSIONS else name
    return title[:1].lower() + title[1:]


def _bar(first: float, last: float, span: tuple[float, float], look: str) -> Markup:
    """Return a bar from one place to another of a span, at least a hair wide."""
    low, high = span
    scale = 160 / (high - low) if high > low else 0.0
    x, width = (min(first, last) - low) * scale, max(abs(last - first) * scale, 1.0)
    box = f'x="{min(x, 159.0):.1f}" y="1" width="{width:.1f}" height="10"'
    return Markup(  # noqa: S704  # numbers and names of ours only
        f'<svg aria-hidden="true" width="160" height="12" viewBox="0 0 160 12"><rect class="{look}" {box}/></svg>'
    )


def _writer(found: Contributors, words: Words) -> Callable[[float | None], str]:
    whole = reading({**found.row, "metric": found.metric, "unit": found.unit})
    return lambda value: words.plain(whole, value)


def _signed(amount: float, found: Contributors, words: Words) -> str:
    """Write a part of the change with its sign, in the metric's unit."""
    size = abs(amount)
    if size <= 1e-9 * abs(found.change):
        return "0"
    text = format_change(size, 0.0, found.unit, None, words.language, currency=words.currency, clock=words.clock)
    return f"{'+' if amount > 0 else minus(words.language)}{text}"


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
