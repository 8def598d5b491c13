"""The parts of a digest: items with the numbers they rest on, and the changes that are beyond chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from deskgauge.language import _
from deskgauge.report.format import decimals_of, format_change, format_range, format_value
from deskgauge.report.numbers import SPACE, format_number, locale_of
from deskgauge.report.reading import OFF, Reading, Words, reading

if TYPE_CHECKING:
    from deskgauge.engine.scorecard import Scorecard, ScorecardLine

BETTER, WORSE, FLAT, NEUTRAL = "better", "worse", "flat", ""

BY_AGE = {"resolution_rate": WORSE, "reopen_rate": BETTER}
"""Which way a metric leans where its rows are young: what came in last has had less time to be solved, and what was
solved last less time to be reopened. A change that way against an older period is no news."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a sentence rests on: where it comes from, its raw value, and as it is written there."""

    name: str
    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing said of one metric: its title, the sentence, what stands small below it.

    ``direction`` is better, worse, flat (no clear change) or ""; ``rising`` whether the number went up, None where it
    did not move. ``dimension`` and ``slice`` say where a cause lies; ``evidence`` how many times its half interval the
    change is.
    """

    metric: str
    title: str
    text: str
    aside: str = ""
    direction: str = NEUTRAL
    rising: bool | None = None
    figures: tuple[Figure, ...] = ()
    dimension: str | None = None
    slice: object = None
    evidence: float = 0.0

    @property
    def sentence(self) -> str:
        """The title and the sentence in one text."""
        return _("{title}: {text}", title=self.title, text=self.text)


@dataclass(frozen=True, slots=True)
class Change:
    """A line whose change is beyond chance, and how it reads."""

    line: ScorecardLine
    one: Reading
    words: Words
    direction: str

    @property
    def evidence(self) -> float:
        """How many times its half interval the change is: the larger, the less it may be chance."""
        low, high = self.one.change_low or 0.0, self.one.change_high or 0.0
        return abs(self.one.change or 0.0) / max((high - low) / 2, 1e-12)

    @property
    def title(self) -> str:
        """The metric's name in the reader's language."""
        return _(self.line.metric.title)

    def figures(self) -> dict[str, Figure]:
        """Return the value, the value before, and how far apart they are."""
        now, before = self.one.value or 0.0, self.one.previous or 0.0
        written = writer(self.one, self.words)
        amount = format_change(
            now, before, self.one.unit, self.one.n, self.words.language, currency=self.words.currency,
            clock=self.words.clock,
        )  # fmt: skip
        return {
            "value": Figure("value", now, written(now)),
            "previous": Figure("previous", before, written(before)),
            "amount": Figure("change", self.one.change or 0.0, amount),
        }


def beyond_chance(card: Scorecard, words: Words) -> list[Change]:
    """Return the changes whose interval leaves out 0, of metrics that have a good side, in the card's order.

    What is not final yet, what is too few to judge and what age alone brings about is no change beyond chance.
    """
    found = []
    for line in card.lines:
        one = reading(line.row)
        if one.change is None or one.change_low is None or one.change_high is None:
            continue
        sure = (one.change_low > 0 or one.change_high < 0) and not one.too_few and not one.provisional
        if sure and one.change and line.metric.better in {"up", "down"}:
            good = (one.change > 0) == (line.metric.better == "up")
            direction = BETTER if good else WORSE
            if BY_AGE.get(line.metric.id) != direction:
                found.append(Change(line, one, clocked(line, words), direction))
    return found


def biggest(changes: Sequence[Change], most: int) -> list[Change]:
    """Return at most ``most`` changes, the worse ones first, in each the largest evidence first.

    Where some are better and some worse, both are told. Of a group of the catalogue a second one comes only where
    the other groups have none: metrics of one group often move as one.
    """
    ordered = {way: _spread([one for one in changes if one.direction == way]) for way in (WORSE, BETTER)}
    worse = ordered[WORSE][: most - 1 if ordered[BETTER] else most]
    better = ordered[BETTER][: most - len(worse)]
    return [*worse, *better]


def _spread(changes: Sequence[Change]) -> list[Change]:
    """Order changes by evidence, the first of every group before the second of any."""
    seen: dict[str, list[Change]] = {}
    placed = []
    for one in sorted(changes, key=lambda change: (-change.evidence, change.line.metric.id)):
        others = seen.setdefault(one.line.metric.group, [])
        if not any(_is_mirrored(one, other) for other in others):
            placed.append((len(others), one))
            others.append(one)
    return [one for _place, one in sorted(placed, key=lambda pair: pair[0])]


def _is_mirrored(one: Change, other: Change) -> bool:
    """Say whether two metrics tell the same from two sides, as the customers who stayed and those who left."""
    first, second = one.one, other.one
    same = first.unit == second.unit == "share" and first.n == second.n
    return same and abs((first.value or 0.0) + (second.value or 0.0) - 1) < 1e-9


# ------------------------------------------------------------------------------ what changed
def changed(change: Change) -> Item:
    figures = change.figures()
    told = {name: figure.text for name, figure in figures.items()}
    used = list(figures.values())
    if change.one.status == OFF and change.one.target is not None:
        target = aim(change.one, change.line.metric.better, change.words)
        used.append(Figure("target", change.one.target, target))
        text = (
            _("{value}, was {previous}: {amount} worse. Off target ({target}).", **told, target=target)
            if change.direction == WORSE
            else _("{value}, was {previous}: {amount} better. Still off target ({target}).", **told, target=target)
        )
    elif change.direction == WORSE:
        text = _("{value}, was {previous}: {amount} worse.", **told)
    else:
        text = _("{value}, was {previous}: {amount} better.", **told)
    span, bounds = _interval_of_change(change)
    return Item(
        change.line.metric.id,
        change.title,
        text,
        _("95% interval of the change: {interval}", interval=span),
        change.direction,
        (change.one.change or 0) > 0,
        (*used, *bounds),
        evidence=change.evidence,
    )


def _interval_of_change(change: Change) -> tuple[str, list[Figure]]:
    """Return the interval of the size of a change, both ends on one side of 0, and its two figures."""
    one, words = change.one, change.words
    low, high = sorted((abs(one.change_low or 0.0), abs(one.change_high or 0.0)))
    if one.unit == "share":
        decimals = decimals_of(one.unit, one.n)
        ends = [format_number(end * 100, decimals, words.language) for end in (low, high)]
        span = _("{low} to {high} points", low=ends[0], high=ends[1])
    else:
        span = format_range(
            low, high, one.unit, one.n, words.language, value=one.change, currency=words.currency, clock=words.clock
        )
    return span, [Figure("change_low", low, span), Figure("change_high", high, span)]


# ------------------------------------------------------------------------------ writing
def clocked(line: ScorecardLine, words: Words) -> Words:
    """Return the words for one metric: one that has no working clock is told by the calendar's."""
    return words if line.metric.has_clock else replace(words, clock="calendar")


def listed(names: Sequence[str], words: Words) -> str:
    """Write names as a list: a, b and c."""
    from babel.lists import format_list

    return format_list(list(names), "standard", locale_of(words.language))


def aim(one: Reading, better: str, words: Words) -> str:
    """Return the target with the side that is good, in one piece."""
    return words.target(one, better).text.replace(" ", SPACE)


def writer(one: Reading, words: Words) -> Callable[[float], str]:
    def written(value: float) -> str:
        return format_value(value, one.unit, one.n, words.language, currency=words.currency, clock=words.clock)

    return written


def amount(size: float, one: Reading, words: Words) -> str:
    """Write the size of a change or of a part of it, in the metric's unit; shares in points."""
    return format_change(size, 0.0, one.unit, one.n, words.language, currency=words.currency, clock=words.clock)
