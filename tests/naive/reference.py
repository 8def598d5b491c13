"""The naive answer to a question: items put into periods and slices one by one, each row summed up by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from naive import figures
from naive.asking import Books
from naive.catalogue import RECIPES
from naive.definitions import DEFINED
from naive.desk import Company
from naive.figures import Figure
from naive.question import Cells, Figured, Question, Slice, spread
from naive.zones import Period, before, bound, parse, periods

OURS = "deskgauge"
_opened: dict[int, Books] = {}


def books_of(company: Company) -> Books:
    """Return a company's books, read once."""
    return _opened.setdefault(id(company), Books(company))


def answer(
    company: Company, metric: str, by: Sequence[str] = (), grain: str = "total", *, from_: str, to: str,
    clock: str = "calendar", stat: str = "headline", anchor: str | None = None, definition: str = OURS,
) -> list[dict[str, Any]]:  # fmt: skip
    """Return one row for each period and slice, periods in order; instants are naive UTC."""
    question = _question(
        company, metric, (from_, to), by=by, grain=grain, clock=clock, stat=stat, anchor=anchor, definition=definition
    )
    special = SPECIAL.get(metric) or question.recipe.special
    figured = special(question) if special else _plain(question)
    return [_row(question, number, one, figure) for (number, one), figure in figured.items()]


def excluded(
    company: Company, metric: str, *, from_: str, to: str, clock: str = "calendar", anchor: str | None = None
) -> dict[str, int]:
    """Count by reason what was left out; open durations are left out of the finished ones."""
    question = _question(company, metric, (from_, to), clock=clock, anchor=anchor)
    start, end = question.periods[0]
    reasons: Counter[str] = Counter()
    for item in question.items(question.periods[0]):
        why = item.reason or (question.recipe.open_reason if item.part == "open" else None)
        if why and start <= item.at < end:
            reasons[why] += 1
    return dict(reasons)


def _question(
    company: Company, metric: str, ends: tuple[str, str], *, by: Sequence[str] = (), grain: str = "total",
    clock: str = "calendar", stat: str = "headline", anchor: str | None = None, definition: str = OURS,
) -> Question:  # fmt: skip
    recipe, books = RECIPES[metric] if definition == OURS else DEFINED[metric, definition], books_of(company)
    start, end = (bound(text, books.desk.zone) for text in ends)
    by = (*(name for name in (recipe.carries or "").split() if name not in by), *by)
    stat = recipe.headline if stat == "headline" else stat
    spans = periods(grain, books.desk.zone, start, end)
    return Question(metric, recipe, books, tuple(by), grain, spans, clock, stat, anchor)


def _row(question: Question, number: int, one: Slice, figure: Figure) -> dict[str, Any]:
    start, end = question.periods[number]
    return {
        "metric": question.metric,
        "period_start": start,
        "period_end": end,
        "dims": dict(zip(question.by, one, strict=True)),
        "value": figure.value,
        "n": figure.n,
        "n_open": figure.n_open,
        "low": figure.low,
        "high": figure.high,
        "too_few": _too_few(question, figure.n),
        "provisional": 20 * figure.n_open > figure.n + figure.n_open,
    }


def _too_few(question: Question, n: int) -> bool:
    setting = question.recipe.few
    if setting is None:
        return False
    by_agent = "agent" in question.by or "agent_id" in question.by
    if setting == "min_n" and by_agent:
        setting = "min_n_agent"
    return n == 0 or n < question.books.desk.options[setting]


def _plain(question: Question) -> Figured:
    cells = question.cells(question.by, question.periods)
    figured = {
        key: question.recipe.summary(cells.get(key, []), question.stat) for key in spread(question, cells)
    }  # fmt: skip
    if question.recipe.at_end:
        now = question.books.desk.now
        ahead = {number for number, span in enumerate(question.periods) if span[0] > now}
        figured = {key: Figure(None, 0) if key[0] in ahead else figure for key, figure in figured.items()}
    return figured


def _within(question: Question) -> Figured:
    """Shares of all the slices of the dimension that the metric carries."""
    cells = question.cells(question.by, question.periods)
    others = [name for name in question.by if name != question.recipe.carries]
    place = question.by.index(question.recipe.carries or "")
    all_ = question.cells(others, question.periods)
    return {
        (number, one): figures.share(
            len(cells.get((number, one), ())), len(all_.get((number, one[:place] + one[place + 1 :]), ()))
        )
        for number, one in spread(question, cells)
    }


def _customers(question: Question, span: Period, one: Slice) -> int:
    """Count the customers of a span that has begun; in a slice by what customers have, those of the slice."""
    if span[0] > question.books.desk.now:
        return 0
    wanted = {
        name: value
        for name, value in zip(question.by, one, strict=True)
        if name in ("country", "language", "segment")
    }  # fmt: skip
    count = 0
    for row in question.books.desk.rows("customers"):
        since, until = parse(row.get("created_at")), parse(row.get("ended_at"))
        there = (since is None or since < span[1]) and (until is None or until >= span[0])
        count += there and all(row.get(name) == value for name, value in wanted.items())
    return count


def _customer_slices(question: Question) -> Cells:
    """Return the slices that only customers have, where all dimensions are theirs."""
    if not question.by or not set(question.by) <= {"country", "language", "segment"}:
        return {}
    rows = question.books.desk.rows("customers")
    return {(0, tuple(row.get(name) for name in question.by)): [] for row in rows}


def _per_thousand(question: Question) -> Figured:
    cells = question.cells(question.by, question.periods)
    figured = {}
    for key in spread(question, cells, _customer_slices(question)):
        n = _customers(question, question.periods[key[0]], key[1])
        figured[key] = Figure(1000 * len(cells.get(key, ())) / n if n else None, n)
    return figured


def _previous(question: Question) -> list[Period]:
    return [before(span, question.grain, question.books.desk.zone) for span in question.periods]


def _growth_gap(question: Question) -> Figured:
    spans = _previous(question)
    cells, earlier = question.cells(question.by, question.periods), question.cells(question.by, spans)
    figured = {}
    for key in spread(question, cells, earlier, _customer_slices(question)):
        new, old = len(cells.get(key, ())), len(earlier.get(key, ()))
        pair = question.periods[key[0]], spans[key[0]]
        customers, before_ = (_customers(question, span, key[1]) for span in pair)
        known = new and old and before_
        figured[key] = Figure(new / old - customers / before_ if known else None, new)
    return figured


def _change(question: Question) -> Figured:
    cells, earlier = question.cells(question.by, question.periods), question.cells(question.by, _previous(question))
    summary = question.recipe.summary
    return {
        key: figures.difference(summary(cells.get(key, []), ""), summary(earlier.get(key, []), ""))
        for key in spread(question, cells, earlier)
    }


SPECIAL: dict[str, Callable[[Question], Figured]] = {
    "request_type_share": _within,
    "channel_share": _within,
    "complaint_rate": _per_thousand,
    "complaint_growth_gap": _growth_gap,
    "satisfaction_change": _change,
}
