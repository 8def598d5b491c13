"""Why a metric moved, in a sentence: the slice that its change comes from, where that is not chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from deskgauge.catalogue.slices import FROM_TIME, dimension
from deskgauge.insight.chance import LEVEL, two_counts
from deskgauge.language import _
from deskgauge.report.dates import format_date
from deskgauge.report.digest_parts import Change, Figure, Item, amount, writer
from deskgauge.report.reading import Words, reading

if TYPE_CHECKING:
    from deskgauge.engine.holdings import Happening
    from deskgauge.engine.scorecard import Scorecard
    from deskgauge.insight.moved import Contributor, Contributors

Named = Callable[[str, object], str]
"""What a slice is called, by its dimension and its value: the name of a team for its id."""

VOLUME = "ticket_volume"
"""The metric whose change is told beside the others, because much comes with it."""

NEVER_A_CAUSE = ("agent",)
"""Dimensions that no sentence looks for a cause in: a page for everyone blames no single person."""

LEAST_SHARE = 0.25
"""What part of a change a slice must bring before it is named."""


@dataclass(frozen=True, slots=True)
class Cause:
    """The slice that brought most of a change, where that is not chance."""

    dimension: str
    one: Contributor
    name: str


def cause(found: Contributors | None, named: Named) -> Cause | None:
    """Return the largest contributor that is beyond chance, of the dimension that tells most; None where none is."""
    for split in found.splits if found is not None else ():
        if found is None or len(split.by) != 1 or split.by[0] in NEVER_A_CAUSE:
            continue
        for one in split.contributors:
            if _is_cause(one, found.change):
                return Cause(split.by[0], one, _slice_name(split.by[0], one.slice[0], named))
    return None


def _slice_name(name: str, value: object, named: Named) -> str:
    """Return what a slice is called with its dimension; a weekday and an hour say themselves what they are."""
    written = named(name, value)
    if name in FROM_TIME:
        return written
    return _("{slice} ({dimension})", slice=written, dimension=_(dimension(name).title))


def _is_cause(one: Contributor, change: float) -> bool:
    """Say whether a slice may be named: its own values moved the metric, the metric's way, beyond chance."""
    if one.kind != "slice" or one.slice == (None,) or one.chance is not False or one.too_few or not change:
        return False
    own = one.total if one.rate is None else one.rate
    return one.total / change >= LEAST_SHARE and own / change > 0 and abs(own) >= abs(one.mix or 0.0)


def because(change: Change, cause: Cause | None) -> Item:
    metric = change.line.metric.id
    if cause is None:
        return Item(metric, change.title, _("No single part of it stands out from chance."))
    figures = _cause_figures(change, cause)
    told = {name: figure.text for name, figure in figures.items()}
    if "before" in told:
        text = _("{name} brought {part} of the {amount}: {before} became {after}.", name=cause.name, **told)
    else:
        text = _("{name} brought {part} of the {amount}.", name=cause.name, **told)
    return Item(
        metric, change.title, text, direction=change.direction, figures=tuple(figures.values()),
        dimension=cause.dimension, slice=cause.one.slice[0],
    )  # fmt: skip


def _cause_figures(change: Change, cause: Cause) -> dict[str, Figure]:
    one = change.one
    figures = {
        "part": Figure("total", cause.one.total, amount(abs(cause.one.total), one, change.words)),
        "amount": change.figures()["amount"],
    }
    for name, side in (("before", cause.one.before), ("after", cause.one.after)):
        if side is not None and side.value is not None:
            text = writer(replace(one, n=side.n), change.words)(side.value)
            figures[name] = Figure(f"value_{name}", side.value, text)
    return figures if {"before", "after"} <= set(figures) else {name: figures[name] for name in ("part", "amount")}


def coincidences(card: Scorecard, words: Words, happenings: Sequence[Happening], shown: Sequence[Change]) -> list[Item]:
    """Say what the changes came with: more or fewer tickets, and the newest of what the company did in the period."""
    if not shown:
        return []
    found = [one for one in (_came_with(card, words),) if one]
    within = [one for one in happenings if card.period_start <= one.at < card.period_end]
    return found + [_came_after(one, shown[0], words) for one in within[-1:]]


def _came_after(one: Happening, change: Change, words: Words) -> Item:
    date = format_date(one.at, words.language)
    text = _("Since {date}; the changes came with it.", date=date)
    figure = Figure("at", one.at.timestamp(), date)
    return Item(change.line.metric.id, one.title, text, _("Same weeks, not proof of cause."), figures=(figure,))


def _came_with(card: Scorecard, words: Words) -> Item | None:
    """Say that the volume changed in the same weeks, where it did beyond chance; that is no cause."""
    line = next((line for line in card.lines if line.metric.id == VOLUME), None)
    if line is None or card.previous_start is None or card.previous_end is None:
        return None
    one = reading(line.row)
    if not one.value or not one.previous:
        return None
    length, before = card.period_end - card.period_start, card.previous_end - card.previous_start
    p = two_counts(round(one.previous), round(one.value), length / (length + before))
    if p is None or p >= LEVEL:
        return None
    written = writer(one, words)
    value, previous = written(one.value), written(one.previous)
    return Item(
        VOLUME,
        _(line.metric.title),
        _("{value}, was {previous}: the other changes came with this one.", value=value, previous=previous),
        _("Same weeks, not proof of cause."),
        rising=one.value > one.previous,
        figures=(Figure("value", one.value, value), Figure("previous", one.previous, previous)),
    )
