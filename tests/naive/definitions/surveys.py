"""Surveys under the rules of others."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from typing import Any

from naive import invited, survey_items
from naive.asking import Ask, Item
from naive.desk import Row, first
from naive.figures import Figure
from naive.question import Figured, Question
from naive.recipes import Recipe, mean, nps, share
from naive.survey_items import Scale, in_top_box, scale_of

PASSIVE = 7.0


def _scored(
    kind: str,
    value: Callable[[float | None, Scale], float],
    fits: Callable[[float | None, Scale], bool],
    *,
    newest: bool = False,
) -> Callable[[Ask], list[Item]]:
    """Return the maker of the answers of a kind that fit, with their value."""

    def items(ask: Ask) -> list[Item]:
        found = []
        rows = survey_items._answers(ask, kind)
        for row in _newest(ask, rows) if newest else rows:
            invite, score, scale = survey_items._invite(ask, row), row.get("score"), scale_of(row, kind)
            gone = survey_items.gone(survey_items._ticket(ask, row, invite))
            why = gone or (None if fits(score, scale) else "no_score")
            dims = survey_items._dims(ask, row, invite)
            found.append(Item(survey_items.answered(row), dims, 0.0 if why else value(score, scale), reason=why))
        return found

    return items


def _newest(ask: Ask, rows: list[Row]) -> list[Row]:
    """Return the newest answer of each customer, one with a score where there is one."""
    last: dict[Any, tuple[Any, Row]] = {}
    for row in rows:
        invite = survey_items._invite(ask, row)
        customer = first(row.get("customer_id"), invite.get("customer_id"))
        key = ("customer", customer) if customer is not None else ("answer", row["response_id"])
        gone = survey_items.gone(survey_items._ticket(ask, row, invite))
        rank = (row.get("score") is not None and not gone, survey_items.answered(row), row["response_id"])
        if key not in last or rank > last[key][0]:
            last[key] = (rank, row)
    return [row for _, row in last.values()]


def _on_scale(score: float | None, scale: Scale) -> bool:
    return score is not None and scale[0] <= score <= scale[1]


def _off_middle(score: float | None, scale: Scale) -> bool:
    return score is not None and _on_scale(score, scale) and score - scale[0] != scale[1] - score


def _stretched(score: float | None, scale: Scale) -> float:
    assert score is not None
    low, high, high_is_good = scale
    return 1 + 4 * ((score - low) if high_is_good else (high - score)) / (high - low)


def _by_best(score: float | None, scale: Scale) -> float:
    assert score is not None
    return score / scale[1]


def _top(score: float | None, scale: Scale) -> float:
    assert score is not None
    return float(in_top_box(score, scale))


def _is(score: float | None, _: Scale) -> float:
    return PASSIVE if score is None else score


def _five(score: float | None, _: Scale) -> float:
    return {5: 10.0, 4: PASSIVE}.get(round(score or 0), 0.0)


def _without_zero(score: float | None, _: Scale) -> float:
    return score or PASSIVE


def _to_ten(score: float | None, scale: Scale) -> bool:
    return scale[:2] == (0, 10) and _on_scale(score, scale)


def _answered_by_all(question: Question) -> Figured:
    """Return the answered of each slice by all that were sent in the period."""
    found: dict[tuple[int, tuple[object, ...]], list[Item]] = {}
    sent: Counter[int] = Counter()
    slices: set[tuple[object, ...]] = set() if question.by else {()}
    for item in question.items(question.periods[0]):
        for number, (start, end) in enumerate(question.periods):
            if start <= item.at < end:
                sent[number] += not item.reason
                for one in question.slices(item, question.by):
                    slices.add(one)
                    if not item.reason:
                        found.setdefault((number, one), []).append(item)
    figured = {}
    for number, one in itertools.product(range(len(question.periods)), slices):
        items = invited.told(found.get((number, one), []), bool(question.by))
        share_of = None if items is None or not sent[number] else sum(item.value for item in items) / sent[number]
        figured[number, one] = Figure(share_of, sent[number])
    return figured


FEW = "min_n_survey"
DEFINED = {
    ("csat", "zendesk"): Recipe(survey_items.csat, share, FEW),
    ("csat", "neutral_stays"): Recipe(survey_items.csat, share, FEW),
    ("csat", "without_neutral"): Recipe(_scored("csat", _top, _off_middle), share, FEW),
    ("csat", "mean_score"): Recipe(_scored("csat", _stretched, _on_scale), mean, FEW),
    ("csat", "sum_over_maximum"): Recipe(_scored("csat", _by_best, _on_scale), mean, FEW),
    ("nps", "five_point"): Recipe(
        _scored("nps", _five, lambda score, scale: scale[:2] == (1, 5) and _on_scale(score, scale)), nps, FEW
    ),
    ("nps", "one_to_six"): Recipe(_scored("nps", _without_zero, _to_ten), nps, FEW),
    ("nps", "dismissed_counted"): Recipe(
        _scored("nps", _is, lambda score, scale: scale[:2] == (0, 10) and (score is None or 0 <= score <= 10)),
        nps, FEW,
    ),
    ("nps", "latest_per_customer"): Recipe(_scored("nps", _is, _to_ten, newest=True), nps, FEW),
    ("ces", "mean_score"): Recipe(
        _scored("ces", lambda score, scale: 1 + 6 * survey_items.effort(score or 0.0, scale) / 100, _on_scale),
        mean, FEW,
    ),
    ("ces", "sum_over_maximum"): Recipe(
        _scored("ces", lambda score, scale: 100 * _by_best(score, scale), _on_scale), mean, FEW
    ),
    ("survey_response_rate", "chatwoot"): Recipe(survey_items.invites, share, FEW, special=_answered_by_all),
}  # fmt: skip
