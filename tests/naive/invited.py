"""Whose answers a response rate counts: in a group, the staff's only where five of them or more were asked."""

from __future__ import annotations

from collections.abc import Sequence

from naive import figures
from naive.asking import Item
from naive.figures import Figure
from naive.question import Figured, Question, spread

FEWEST = 5


def told(items: Sequence[Item], group: bool) -> list[Item] | None:
    """Return the invites that are told of, None where there are only such that nothing is told of."""
    asked = {item.key for item in items if item.key}
    others = [item for item in items if not item.key]
    if not 0 < len(asked) < FEWEST or (others and not group):
        return list(items)
    return others or None


def response_rate(question: Question) -> Figured:
    """Return the answered by the sent."""
    cells = question.cells(question.by, question.periods)
    figured = {}
    for key in spread(question, cells):
        items = told(cells.get(key, []), bool(question.by))
        figured[key] = (
            Figure(None, len(cells[key])) if items is None
            else figures.share(sum(item.value for item in items), len(items))
        )  # fmt: skip
    return figured
