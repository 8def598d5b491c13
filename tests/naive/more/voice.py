"""What customers say, by loops: answers weighted to the tickets solved, and what further surveys ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from naive import figures, survey_items
from naive.asking import Ask, Item
from naive.figures import Figure
from naive.made import Maker
from naive.question import Figured, Question, spread
from naive.recipes import Recipe, count, share
from naive.tickets import Ticket

HOURS = ((1, "1h"), (4, "4h"), (24, "1d"), (72, "3d"), (168, "7d"))
FEWEST, ROUNDS, SETTLED, GOOD_ENOUGH = 5, 100, 1e-9, 1e-3


def make(maker: Maker, tickets: int) -> None:
    """Make no more than there is: the answers about tickets are made with the other surveys."""


# ---------------------------------------------------------------------- weighting
def rated(ask: Ask) -> list[Item]:
    """Answers about tickets, 1 for those in the top boxes, the ticket as their key."""
    items = []
    for (_, _, ticket), item in zip(survey_items.answers(ask, "csat"), survey_items.csat(ask), strict=True):
        why = item.reason or (None if ticket else "no_time")
        items.append(replace(item, key=ticket.id if ticket else "", reason=why))
    return items


def _levels(ticket: Ticket) -> tuple[object, ...]:
    """Return what a ticket is of each margin."""
    known = ticket.last_solve if ticket.last_solve and ticket.last_solve.said >= ticket.created else None
    within = "unknown"
    if known:
        took = (known.at - ticket.created).total_seconds()
        within = next((name for hours, name in HOURS if took <= hours * 3600), "longer")
    return (*(ticket.dims[name][0] for name in ("channel", "request_type", "priority")), within)


def _alike(answers: Sequence[object], wanted: Sequence[object]) -> tuple[list[object], dict[object, float]]:
    """Return one margin of the answers and the shares wanted, the rare and the one-sided levels put together."""
    ours, theirs = Counter(answers), Counter(wanted)
    kept = sorted((level for level in ours if ours[level] >= FEWEST and theirs[level]), key=str)
    loose = sum(ours[level] for level in ours if level not in kept)
    target: object = "rest of them"
    if kept and (loose < FEWEST or all(level in kept for level in theirs)):
        most = max(theirs[level] for level in kept)
        target = next(level for level in kept if theirs[level] == most)
    shares: dict[object, float] = {}
    for level in wanted:
        read = level if level in kept else target
        shares[read] = shares.get(read, 0) + 1 / len(wanted)
    return [level if level in kept else target for level in answers], shares


def _raked(answers: Sequence[tuple[object, ...]], wanted: Sequence[tuple[object, ...]]) -> list[float] | None:
    """Return a weight for each answer, None where no weights fit."""
    margins = [
        _alike([one[number] for one in answers], [one[number] for one in wanted]) for number in range(len(answers[0]))
    ]
    weights = [1.0] * len(answers)
    for _ in range(ROUNDS):
        if _off(weights, margins) <= SETTLED:
            break
        for levels, shares in margins:
            whole = sum(weights)
            for level in set(levels):
                mass = sum(weight for weight, own in zip(weights, levels, strict=True) if own == level)
                weights = [
                    weight * shares[level] * whole / mass if own == level else weight
                    for weight, own in zip(weights, levels, strict=True)
                ]
    return weights if _off(weights, margins) <= GOOD_ENOUGH else None


def _off(weights: Sequence[float], margins: Sequence[tuple[list[object], dict[object, float]]]) -> float:
    return max(
        abs(share - sum(w for w, own in zip(weights, levels, strict=True) if own == level) / sum(weights))
        for levels, shares in margins
        for level, share in shares.items()
    )


def weighted(question: Question) -> Figured:
    """The share of good answers, each with its weight."""
    solved = replace(question, metric="of the tickets solved", recipe=Recipe(_solved, count))
    answers, tickets = question.cells(question.by, question.periods), solved.cells(question.by, question.periods)
    return {
        key: _figure(question, answers.get(key, []), tickets.get(key, [])) for key in spread(question, answers, tickets)
    }


def _solved(ask: Ask) -> list[Item]:
    return [
        replace(item, key=ticket.id)
        for ticket in ask.tickets
        if ticket.solved_at is not None
        for item in ask.about(ticket, ticket.solved_at)
    ]


def _figure(question: Question, answers: Sequence[Item], solved: Sequence[Item]) -> Figure:
    known = question.books.tickets
    if not answers or not solved:
        return Figure(None, len(answers))
    weights = _raked([_levels(known[one.key]) for one in answers], [_levels(known[one.key]) for one in solved])
    if weights is None:
        return Figure(None, len(answers))
    size = sum(weights) ** 2 / sum(weight * weight for weight in weights)
    value = sum(weight * one.value for weight, one in zip(weights, answers, strict=True)) / sum(weights)
    low, high = figures.wilson(value * size, size)
    return Figure(value, len(answers), 0, low, high)


RECIPES = {
    "csat_weighted": Recipe(rated, share, "min_n_survey", special=weighted),
}
