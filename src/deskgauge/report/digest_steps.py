"""What to look at next, by rule: what got worse, what is off target, what got better at another's cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from deskgauge.language import _, ngettext
from deskgauge.report.digest_causes import Cause
from deskgauge.report.digest_parts import FLAT, WORSE, Change, Figure, Item, aim, clocked, writer
from deskgauge.report.reading import CLOSE, OFF, Words, reading

if TYPE_CHECKING:
    from deskgauge.engine.scorecard import Scorecard, ScorecardLine


def steps(
    card: Scorecard,
    shown: Sequence[Change],
    changes: Sequence[Change],
    causes: Mapping[str, Cause | None],
    words: Words,
) -> list[Item]:
    """Return what to look at, by rule: what got worse, what is off target, what got better at another's cost."""
    worse = [one for one in shown if one.direction == WORSE]
    items = [_look(one, causes.get(one.line.metric.id)) for one in worse]
    items += _paid_for(shown, changes)
    told = {item.metric for item in items}
    items += [_toward(line, words) for line in with_status(card, OFF) if line.metric.id not in told]
    if not items:
        items += [_undecided(line, words) for line in with_status(card, CLOSE)]
    return items


def _look(change: Change, cause: Cause | None) -> Item:
    metric = change.line.metric.id
    if cause is None or cause.one.after is None:
        n = change.one.n
        figure = Figure("n", n, change.words.count(n).text)
        text = ngettext(
            "Read the {n} case that it rests on: no part of it stands out.",
            "Read some of the {n} cases that it rests on: no part of them stands out.",
            n,
            n=figure.text,
        )
        return Item(metric, change.title, text, direction=WORSE, figures=(figure,))
    n = cause.one.after.n
    figure = Figure("n_after", n, change.words.count(n).text)
    text = ngettext(
        "Look first at {name}: {n} case counts there.",
        "Look first at {name}: {n} cases count there.",
        n,
        name=cause.name,
        n=figure.text,
    )
    return Item(
        metric, change.title, text, direction=WORSE, figures=(figure,), dimension=cause.dimension,
        slice=cause.one.slice[0],
    )  # fmt: skip


def _paid_for(shown: Sequence[Change], changes: Sequence[Change]) -> list[Item]:
    """Name what got better while a metric that it is to be read with got worse."""
    worse = {one.line.metric.id: one for one in changes if one.direction == WORSE}
    items = []
    for one in shown:
        pair = next((worse[name] for name in one.line.metric.pairs if name in worse), None)
        if one.direction == WORSE or pair is None:
            continue
        figures = pair.figures()
        text = _(
            "It got better while {pair} got worse, from {previous} to {value}. Read the two together.",
            pair=pair.title,
            previous=figures["previous"].text,
            value=figures["value"].text,
        )
        used = (figures["previous"], figures["value"])
        items.append(Item(one.line.metric.id, one.title, text, figures=used))
    return items


def with_status(card: Scorecard, status: str) -> list[ScorecardLine]:
    return [line for line in card.lines if line.row.get("status") == status and not line.row.get("too_few")]


def _toward(line: ScorecardLine, words: Words) -> Item:
    value, target = _against(line, words)
    text = _("Off target with {value}; the target is {target}.", value=value.text, target=target.text)
    return Item(line.metric.id, _(line.metric.title), text, direction=WORSE, figures=(value, target))


def _undecided(line: ScorecardLine, words: Words) -> Item:
    value, target = _against(line, words)
    text = _(
        "{value} is too close to the target ({target}) to call: wait for more before you act.",
        value=value.text,
        target=target.text,
    )
    return Item(line.metric.id, _(line.metric.title), text, direction=FLAT, figures=(value, target))


def _against(line: ScorecardLine, words: Words) -> tuple[Figure, Figure]:
    one, words = reading(line.row), clocked(line, words)
    target = aim(one, line.metric.better, words)
    value = one.value or 0.0
    return Figure("value", value, writer(one, words)(value)), Figure("target", one.target or 0.0, target)
