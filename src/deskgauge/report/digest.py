"""The first page in sentences: what changed beyond chance, why, and what to look at next.

Every sentence is made by a rule from numbers of the scorecard and of what moved its metrics, and names them; the
item that holds it lists those numbers. Nothing is said that no number gives: where the parts of a change cannot be
told from chance, that is what stands there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from deskgauge.errors import UsageError
from deskgauge.language import _, ngettext
from deskgauge.report.answers import written_dimension
from deskgauge.report.digest_causes import Named, because, cause, coincidences
from deskgauge.report.digest_parts import BETTER, WORSE, Change, Figure, Item, beyond_chance, biggest, changed, listed
from deskgauge.report.digest_steps import steps, with_status
from deskgauge.report.reading import OFF, Words, reading

if TYPE_CHECKING:
    from datetime import datetime

    from deskgauge.engine.holdings import Happening
    from deskgauge.engine.scorecard import Scorecard
    from deskgauge.insight.moved import Contributors

__all__ = ["Digest", "Figure", "Item", "digest", "moved_by", "told"]

Moved = Callable[[str], "Contributors | None"]
"""What moved a metric, by its id; None where its change cannot be split."""


@dataclass(frozen=True, slots=True)
class Digest:
    """The first page in words. ``next`` is what to look at, by rule, the most pressing first."""

    headline: str
    changed: tuple[Item, ...] = ()
    why: tuple[Item, ...] = ()
    next: tuple[Item, ...] = ()
    named: tuple[str, ...] = field(default=())

    @property
    def metrics(self) -> list[str]:
        """The ids of all metrics that are spoken of, each once, in the order of the page."""
        items = (*self.changed, *self.why, *self.next)
        return list(dict.fromkeys([*(item.metric for item in items), *self.named]))


class Splitting(Protocol):
    """What can be asked what moved a metric: a project, or a server's desk."""

    def contributors(
        self,
        metric: str,
        by: str | Sequence[str] | None = None,
        *,
        from_: datetime | None,
        to: datetime | None,
        compare: str | None,
        where: str | None,
        clock: str | None,
        as_of: datetime | None,
    ) -> Contributors:
        """Return what moved a metric."""


def moved_by(
    source: Splitting, card: Scorecard, *, compare: str | None = "previous", where: str | None = None,
    clock: str | None = None,
) -> Moved:  # fmt: skip
    """Return what a digest asks for causes: the splits of ``source`` over the card's own range."""

    def moved(metric: str) -> Contributors | None:
        try:
            return source.contributors(
                metric, from_=card.period_start, to=card.period_end, compare=compare, where=where, clock=clock,
                as_of=card.answer.as_of,
            )  # fmt: skip
        except UsageError:  # this metric's change cannot be split, or not under this filter
            return None

    return moved


def told(card: Scorecard, words: Words, *, most: int = 3) -> list[str]:
    """Return the metrics whose changes a digest tells, so that what moved them can be asked for beforehand."""
    return [one.line.metric.id for one in biggest(beyond_chance(card, words), most)]


def digest(
    card: Scorecard,
    moved: Moved,
    words: Words,
    *,
    most: int = 3,
    named: Named = written_dimension,
    happenings: Sequence[Happening] = (),
) -> Digest:
    """Return the first page in words, with at most ``most`` items in each of its three parts.

    ``moved`` is asked once for each change that is told; ``named`` says what a slice is called; ``happenings`` within
    the card's period are told as what the changes came with.
    """
    changes = beyond_chance(card, words)
    shown = biggest(changes, most)
    causes = {one.line.metric.id: cause(moved(one.line.metric.id), named) for one in shown}
    why = [because(one, causes[one.line.metric.id]) for one in shown]
    why += coincidences(card, words, happenings, shown)
    return Digest(
        headline=_headline(card, shown, changes, words),
        changed=tuple(changed(one) for one in shown),
        why=tuple(why),
        next=tuple(steps(card, shown, changes, causes, words)[:most]),
    )


# ------------------------------------------------------------------------------ the headline
def _headline(card: Scorecard, shown: Sequence[Change], changes: Sequence[Change], words: Words) -> str:
    """Say in two or three sentences which way things went."""
    names = {way: listed([one.title for one in shown if one.direction == way], words) for way in (WORSE, BETTER)}
    if not any(reading(line.row).n for line in card.lines):
        return _("Nothing was counted: no row of the data lies in this period and meets the filter.")
    if card.previous_start is None:
        text = _("The values of this period, compared with no other.")
    elif not shown:
        text = _("No metric with a good side changed beyond chance.")
    elif names[WORSE] and names[BETTER]:
        text = _("Worse: {worse}. Better: {better}.", worse=names[WORSE], better=names[BETTER])
    elif names[WORSE]:
        text = _("Worse: {worse}. Nothing got better beyond chance.", worse=names[WORSE])
    else:
        text = _("Better: {better}. Nothing got worse beyond chance.", better=names[BETTER])
    missed = len(with_status(card, OFF))
    return " ".join(
        one for one in (text, _others(len(changes) - len(shown), words), _missed(card, missed, words)) if one
    )


def _others(count: int, words: Words) -> str:
    if not count:
        return ""
    written = words.count(count).text
    return ngettext(
        "{n} more metric changed beyond chance.", "{n} more metrics changed beyond chance.", count, n=written
    )


def _missed(card: Scorecard, count: int, words: Words) -> str:
    if not any(line.row.get("target") is not None for line in card.lines):
        return ""
    if not count:
        return _("No metric is off target.")
    return ngettext("{n} metric is off target.", "{n} metrics are off target.", count, n=words.count(count).text)
