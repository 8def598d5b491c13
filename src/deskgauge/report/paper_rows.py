"""The rows of a report as they are written: a metric against target and past, a slice of one metric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from deskgauge.catalogue.slices import dimension
from deskgauge.language import N_, _, ngettext
from deskgauge.report.digest_parts import aim
from deskgauge.report.reading import CLOSE, FEW, NONE, OFF, ON, Reading, Words, reading

if TYPE_CHECKING:
    from deskgauge.catalogue.metric import Metric
    from deskgauge.engine.answer import Row
    from deskgauge.engine.scorecard import ScorecardLine
    from deskgauge.report.digest_causes import Named

VERDICTS: Mapping[str, tuple[str, str]] = {
    ON: (N_("On target"), "good"),
    OFF: (N_("Off target"), "bad"),
    CLOSE: (N_("Too close to call"), "close"),
    FEW: (N_("Too few to judge"), "dim"),
    NONE: (N_("No target"), "dim"),
}
"""The words of a verdict and their tone."""

MOST_SLICES = 8
"""How many slices of a dimension a breakdown shows, those with the most rows."""

_SHAPES = {"▲": "up", "▼": "down", "≈": "flat", "=": "flat"}


@dataclass(frozen=True, slots=True)
class Mark:
    """Words with a shape (one of pictures.SIGNS, "" for none) and a tone: good, bad, close, dim or ""."""

    text: str
    shape: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One metric. ``one`` is what the small pictures are drawn from; ``was`` the former value in a sentence."""

    id: str
    title: str
    value: str
    interval: str
    target: str
    was: str
    change: Mark
    n: str
    verdict: Mark
    note: str
    trend: Sequence[float | None]
    one: Reading
    better: str

    @property
    def grey(self) -> bool:
        """Whether its value is too few to judge."""
        return self.one.too_few

    @property
    def change_sentence(self) -> str:
        """The change and the former value where no shape can be drawn: a letter shows where the number went."""
        letter = {"up": "▲ ", "down": "▼ "}.get(self.change.shape, "")
        return ", ".join(one for one in (letter + self.change.text, self.was) if one)


@dataclass(frozen=True, slots=True)
class SliceRow:
    """One slice of a metric; ``share`` (0..1) is how long its bar is."""

    name: str
    value: str
    share: float
    interval: str
    previous: str
    change: Mark
    n: str


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One metric by one dimension after the other. ``heads`` are those of the columns, the first empty."""

    title: str
    heads: Sequence[str]
    parts: Sequence[tuple[str, Sequence[SliceRow], str]]


def metric_row(line: ScorecardLine, words: Words) -> MetricRow:
    """Write a line of a scorecard."""
    one, metric = reading(line.row), line.metric
    words = words if metric.has_clock else replace(words, clock="calendar")
    former = replace(one, value=one.previous, too_few=False)
    return MetricRow(
        id=metric.id,
        title=_(metric.title),
        value=words.value(one).text,
        interval=words.interval(one).text,
        target=aim(one, metric.better, words),
        was=_("was {value}", value=words.value(former).text) if one.previous is not None else "",
        change=_needed(line, one, words) if one.too_few else change_mark(one, metric.better, words),
        n=words.count(one.n).text,
        verdict=verdict_mark(one),
        note=words.note(one),
        trend=line.trend,
        one=one,
        better=metric.better,
    )


def verdict_mark(one: Reading) -> Mark:
    """Return a value's verdict in shape, word and tone; without a target the shape alone."""
    text, tone = VERDICTS[one.verdict]
    return Mark("" if one.verdict == NONE else _(text), one.verdict, tone)


def change_mark(one: Reading, better: str, words: Words) -> Mark:
    """Return a value's change in shape, words and tone; nothing where there is none to tell."""
    span = words.change(one, better)
    first, _space, rest = span.text.partition(" ")
    if first in _SHAPES:
        return Mark(rest, _SHAPES[first], span.style)
    return Mark(span.text, "", span.style)


def _needed(line: ScorecardLine, one: Reading, words: Words) -> Mark:
    return Mark(words.needed(one, survey=line.metric.survey, least=line.metric.min_n).text, "", "dim")


# ------------------------------------------------------------------------------ the breakdown
def breakdown(metric: Metric, slices: Mapping[str, Sequence[Row]], words: Words, named: Named) -> Breakdown | None:
    """Write a metric by its slices, None where it has none."""
    if not slices:
        return None
    words = words if metric.has_clock else replace(words, clock="calendar")
    heads = ["", _("Value"), "", _("95% interval"), _("Before"), _("Change"), _("n")]
    parts = [_part(name, rows, metric, words, named) for name, rows in slices.items()]
    return Breakdown(_("{metric}, by slice", metric=_(metric.title)), heads, parts)


def _part(
    name: str, rows: Sequence[Row], metric: Metric, words: Words, named: Named
) -> tuple[str, Sequence[SliceRow], str]:
    shown = rows[:MOST_SLICES]
    read = [reading(row) for row in shown]
    most = max((abs(one.value or 0.0) for one in read), default=0.0) or 1.0
    written = [
        SliceRow(
            name=named(name, row.get(name)) if row.get(name) is not None else _("not given"),
            value=words.value(one).text,
            share=abs(one.value or 0.0) / most,
            interval=words.interval(one).text,
            previous=words.value(replace(one, value=one.previous, too_few=False)).text,
            change=change_mark(one, metric.better, words),
            n=words.count(one.n).text,
        )
        for row, one in zip(shown, read, strict=True)
    ]
    left = len(rows) - len(shown)
    more = ngettext("{n} more, not shown", "{n} more, not shown", left, n=words.count(left).text) if left else ""
    title = _("Weekday") if name == "weekday" else _(dimension(name).title)
    return title, written, more
