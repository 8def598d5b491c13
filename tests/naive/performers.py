"""Agents set against each other, from the definition: four figures, drawn toward the team, in standard deviations."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, pvariance, stdev

from naive import call_items, figures, survey_items, ticket_items
from naive.asking import Item
from naive.figures import Figure
from naive.question import Figured, Question, Slice, spread
from naive.recipes import Items, Recipe, share

Key = tuple[int, Slice]


@dataclass
class Own:
    """One agent's figure: its value, what it rests on, the team."""

    value: float | None
    size: float
    team: object


def _shares(items: Sequence[Item]) -> tuple[float | None, float]:
    return (fmean(item.value for item in items), len(items)) if items else (None, 0)


def _things(items: Sequence[Item]) -> list[float]:
    totals: dict[str, float] = {}
    for item in items:
        totals[item.key] = totals.get(item.key, 0.0) + item.value
    return list(totals.values())


def performers(question: Question) -> Figured:
    """Compare the agents of each period and slice."""

    def cells(items: Items) -> dict[tuple[int, Slice], list[Item]]:
        return replace(question, metric=f"part {items.__name__}", recipe=Recipe(items, share)).cells(
            question.by, question.periods
        )

    parts = [cells(one) for one in (ticket_items.first_contact, survey_items.csat, ticket_items.solved)]
    times = cells(call_items.handling)
    place = question.by.index("agent")
    figured: Figured = {}
    compared: dict[tuple[int, Slice], list[tuple[int, Slice]]] = {}
    for key in spread(question, *parts, times):
        n = len(parts[2].get(key, ()))
        agent, others = key[1][place], key[1][:place] + key[1][place + 1 :]
        figured[key] = Figure(None, 0 if agent is None else n)
        if agent is not None and n >= question.books.desk.options["min_n_agent"]:
            compared.setdefault((key[0], others), []).append(key)
    for keys in compared.values():
        if len(keys) > 1:
            for key, (value, half, n) in zip(keys, _scores(question, keys, place, [*parts, times]), strict=True):
                figured[key] = Figure(value, n, 0, value - half, value + half)
    return figured


def _scores(
    question: Question, keys: Sequence[Key], place: int, parts: Sequence[dict[Key, list[Item]]]
) -> list[tuple[float, float, int]]:  # fmt: skip
    """Return value, half its interval, and the tickets solved, of each agent."""
    first, csat, solved, times = ([part.get(key, []) for key in keys] for part in parts)
    rows = {row["agent_id"]: row.get("team_id") for row in question.books.desk.rows("agents")}
    teams = [rows.get(str(key[1][place])) for key in keys]
    spent = [_things(items) for items in times]
    free = sum(max(0, len(own) - 1) for own in spent)
    within = sum(pvariance(own) * len(own) for own in spent if own) / free if free else 0.0
    columns = [
        _column([Own(*_shares(items), team) for items, team in zip(first, teams, strict=True)], _binomial, 1),
        _column([Own(*_shares(items), team) for items, team in zip(csat, teams, strict=True)], _binomial, 1),
        _column([Own(len(items), 1, team) for items, team in zip(solved, teams, strict=True)], lambda mean: mean, 1),
        _column(
            [Own(fmean(own) if own else None, len(own), team) for own, team in zip(spent, teams, strict=True)],
            lambda _: within, -1,
        ),
    ]  # fmt: skip
    return [
        (
            sum(column[i][0] for column in columns) / 4,
            figures.Z * math.sqrt(sum(column[i][1] for column in columns)) / 4,
            len(solved[i]),
        )
        for i in range(len(keys))
    ]


def _binomial(mean: float) -> float:
    return mean * (1 - mean)


def _column(owns: Sequence[Own], unit: Callable[[float], float], sign: int) -> list[tuple[float, float]]:
    """Return one figure of all agents, drawn toward the team's mean and in standard deviations, with its variance."""
    known = [own for own in owns if own.value is not None]
    values = [own.value for own in known if own.value is not None]
    if len(known) < 2 or stdev(values) == 0:
        return [(0.0, 0.0)] * len(owns)
    centres = {id(own): _centre(own, known) for own in owns}
    chances = [unit(centres[id(own)][0]) / own.size for own in known]
    squares = [((own.value or 0) - centres[id(own)][0]) ** 2 for own in known]
    left = len(known) - len({centres[id(own)][1] for own in known})
    truth = max(0.0, sum(squares) / left - fmean(chances)) if left else 0.0
    found = []
    for own in owns:
        centre, _ = centres[id(own)]
        if own.value is None:
            theta, variance = centre, truth
        else:
            chance = unit(centre) / own.size
            pull = truth / (truth + chance) if truth else 0.0
            theta, variance = centre + pull * (own.value - centre), pull * chance
        found.append((sign * (theta - fmean(values)) / stdev(values), variance / stdev(values) ** 2))
    return found


def _centre(own: Own, known: Sequence[Own]) -> tuple[float, str]:
    """Return the mean of the agent's team, of all where fewer than two of the team have the figure."""
    mates = [other for other in known if other.team == own.team]
    group, name = (mates, f"team {own.team}") if len(mates) >= 2 else (known, "all")
    return sum((one.value or 0) * one.size for one in group) / sum(one.size for one in group), name
