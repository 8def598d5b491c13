"""What customers say, by loops: answers weighted to the tickets solved, and what further surveys ask."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from statistics import fmean, variance
from typing import Any

from naive import figures, survey_items
from naive.asking import Ask, Item
from naive.desk import BLANK, Row, first
from naive.figures import Figure
from naive.made import DAY, Maker
from naive.made_tickets import anybody
from naive.question import Figured, Question, spread
from naive.recipes import Recipe, count, mean, nps, share
from naive.tickets import Ticket
from naive.words import fold
from naive.zones import bound

STAGES = ("purchase", "support", "follow_up")
STAGE_LABELS = ["purchase", "Buying", "support", "Service", "follow_up", "follow-up", "elsewhere", None]
WORD_LISTS = [
    "friendly",
    " Friendly ",
    "friendly, slow",
    "slow; FRIENDLY;; slow",
    '["honest", "slow"]',
    "[honest",
    "; ,",
]
HOURS = ((1, "1h"), (4, "4h"), (24, "1d"), (72, "3d"), (168, "7d"))
FEWEST, ROUNDS, SETTLED, GOOD_ENOUGH = 5, 100, 1e-9, 1e-3


def make(maker: Maker, tickets: int) -> None:
    """Make answers on the stages of an experience, words for the brand, choices among shops, rivals' scores."""
    random = maker.random
    for _ in range(tickets):
        kind = maker.one_of(["experience", "experience", "brand", "competitor"])
        about: dict[str, Any] = {"customer_id": anybody(maker), "survey_id": maker.maybe(f"{kind}1")}
        invite = None
        if maker.chance(0.6):
            invite = maker.add("survey_invites", invite_id=maker.id("i"), kind=kind, sent_at=maker.moment(), **about)
        for _ in range(maker.one_of([1, 1, 1, 2])):
            low, high, good = maker.one_of([(1, 5, True), (None, None, None), (0, 10, True), (1, 7, False)])
            scored = kind == "experience"
            maker.add(
                "survey_responses", response_id=maker.id("r"), invite_id=invite and invite["invite_id"],
                kind=kind if invite is None else maker.maybe(kind), answered_at=maker.moment(),
                score=maker.maybe(random.randint(low or 1, high or 5), 0.9) if scored else None,
                scale_min=low if scored else None, scale_max=high if scored else None, high_is_good=good,
                stage=maker.one_of(STAGE_LABELS) if scored else None, choice=_choice(maker, kind),
                question=maker.one_of([None, None, "second"]), **about,
            )  # fmt: skip
    _rivals(maker)
    if maker.chance(0.7):
        words = {"friendly": 0.5, "slow": 0.25, "never said": 0.25}
        maker.settings["settings"] = {**maker.settings["settings"], "brand_words": words}


def _choice(maker: Maker, kind: str) -> str | None:
    if kind == "brand":
        return maker.one_of([*WORD_LISTS, None])
    return maker.one_of(["Trouble Ltd", "trouble-ltd", "us", "Other Shop", "Other Shop", " ", None])


def _rivals(maker: Maker) -> None:
    year, month = maker.scene.change.year, maker.scene.change.month
    weeks = [(maker.scene.change - DAY * days).isocalendar() for days in (3, 10)]
    periods = [f"{year}", f"{year}-Q{(month + 2) // 3}", f"{year}-{month:02}", maker.scene.change.isoformat()]
    periods += [f"{week.year}-W{week.week:02}" for week in weeks] + ["last spring", f"{year}-13"]
    for company in ("Other Shop", "Third", "fourth"):
        for metric in ("csat", "ticket_volume", "resolution_time", "kindness"):
            for period in maker.random.sample(periods, 4):
                value = maker.maybe(maker.random.choice([0.5, 0.25, 40.0, 90_000.0]), 0.9)
                maker.add("competitor_scores", company=company, metric=metric, period=period, value=value, n=100)


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


# ---------------------------------------------------------------------- stages, three scores in one
def _dims(ask: Ask, row: Row, invite: Row) -> dict[str, tuple[object, ...]]:
    customer = first(row.get("customer_id"), invite.get("customer_id"))
    return {**ask.desk.who(customer), "survey": (first(row.get("survey_id"), invite.get("survey_id")),)}


def experience(ask: Ask) -> list[Item]:
    """Ratings of 0 to 100, the stage as their key."""
    items = []
    for row, invite, ticket in survey_items.answers(ask, "experience"):
        stage = ask.desk.word("stage", row.get("stage"))
        if stage in STAGES:
            score, scale = row.get("score"), survey_items.scale_of(row, "experience")
            why = survey_items.gone(ticket) or (None if survey_items.fits(score, scale) else "no_score")
            value = 0.0 if why or score is None else 100 - survey_items.effort(score, scale)
            dims = {**BLANK, **_dims(ask, row, invite), "stage": (stage,), "effort_area": (None,)}
            items.append(Item(survey_items.answered(row), dims, value, key=str(stage), reason=why))
    return items


def of_stages(items: Sequence[Item], _: str) -> Figure:
    """The mean of the stages' means."""
    stages = [[item.value for item in items if item.key == stage] for stage in STAGES]
    there = [values for values in stages if values]
    if not there:
        return Figure(None, 0)
    value = fmean(fmean(values) for values in there)
    if any(len(values) < 2 for values in there):
        return Figure(value, len(items))
    errors = [variance(values) / len(values) for values in there]
    if not sum(errors):
        return Figure(value, len(items), 0, value, value)
    freedom = sum(errors) ** 2 / sum(e * e / (len(v) - 1) for e, v in zip(errors, there, strict=True))
    half = figures.student(freedom) * math.sqrt(sum(errors)) / len(there)
    return Figure(value, len(items), 0, value - half, value + half)


def loyalty(question: Question) -> Figured:
    """The mean of three scores where each has answers enough."""
    asked = (
        (survey_items.csat, share, 0.0, 100.0), (survey_items.nps, nps, 50.0, 0.5),
        (survey_items.ces, mean, 100.0, -1.0),
    )  # fmt: skip
    cells = [
        replace(question, metric=f"part {items.__name__}", recipe=Recipe(items, summary)).cells(
            question.by, question.periods
        )
        for items, summary, _, _ in asked
    ]
    figured = {}
    for key in spread(question, *cells):
        found = [(summary(cell.get(key, []), ""), a, b) for cell, (_, summary, a, b) in zip(cells, asked, strict=True)]
        least = min(figure.n for figure, _, _ in found)
        enough = least >= question.books.desk.options["min_n_survey"]
        scaled = [a + b * (figure.value or 0) for figure, a, b in found]
        figured[key] = Figure(fmean(scaled) if enough else None, least)
    return figured


def three_scores(ask: Ask) -> list[Item]:
    """All answers of the three, for what is left out."""
    return survey_items.csat(ask) + survey_items.nps(ask) + survey_items.ces(ask)


# ---------------------------------------------------------------------- words and rivals
def _words(choice: object) -> list[str]:
    text = str(choice or "")
    try:
        parts = [str(one) for one in json.loads(text)] if text.startswith("[") else text.replace(";", ",").split(",")
    except ValueError:
        parts = text.replace(";", ",").split(",")
    return list(dict.fromkeys(part.strip().lower() for part in parts if part.strip()))


def words(ask: Ask) -> list[Item]:
    """Respondents once for each answer and word; who says none is left out."""
    items = []
    for row, invite, ticket in survey_items.answers(ask, "brand"):
        said = _words(row.get("choice"))
        who = f"i{row['invite_id']}" if row.get("invite_id") is not None else f"r{row['response_id']}"
        why = survey_items.gone(ticket) or (None if said else "no_score")
        at, dims = survey_items.answered(row), {**BLANK, **_dims(ask, row, invite), "word": (None,)}
        items += [Item(at, dims, reason=why)] if why else [Item(at, {**dims, "word": (w,)}, key=who) for w in said]
    return items


def word_shares(question: Question) -> Figured:
    """Those who use a word among all who use one."""
    place = question.by.index("word")
    cells = question.cells(question.by, question.periods)
    wholes = question.cells([name for name in question.by if name != "word"], question.periods)
    return {
        (number, one): figures.share(
            len({item.key for item in cells.get((number, one), ())}),
            len({item.key for item in wholes.get((number, one[:place] + one[place + 1 :]), ())}),
        )
        for number, one in spread(question, cells)
    }


def alignment(question: Question) -> Figured:
    """The cosine with the words expected."""
    wanted = question.books.desk.options.get("brand_words", {})
    cells, figured = question.cells(question.by, question.periods), {}
    for key in spread(question, cells):
        items = cells.get(key, [])
        users = {word: len({one.key for one in items if one.dims["word"] == (word,)}) for (word,) in
                 {one.dims["word"] for one in items}}  # fmt: skip
        n = len({one.key for one in items})
        dot = sum(users.get(word, 0) * share_ for word, share_ in wanted.items())
        lengths = [math.sqrt(sum(v * v for v in side.values())) for side in (users, wanted)]
        figured[key] = Figure(dot / lengths[0] / lengths[1] if all(lengths) else None, n)
    return figured


def preferences(ask: Ask) -> list[Item]:
    """Choices among shops, 1 for our own."""
    items = []
    for row, invite, ticket in survey_items.answers(ask, "competitor"):
        choice = (row.get("choice") or "").strip()
        why = survey_items.gone(ticket) or (None if choice else "no_score")
        ours = fold(choice) in (fold("Trouble Ltd"), "us")
        items.append(
            Item(survey_items.answered(row), {**BLANK, **_dims(ask, row, invite)}, float(ours), reason=why)
        )  # fmt: skip
    return items


def _days(text: str) -> tuple[date, date] | None:
    """Return the first day of a published period and the day after its last."""
    if "-W" in text:
        monday = date.fromisocalendar(int(text[:4]), int(text[-2:]), 1)
        return monday, monday + DAY * 7
    if "-Q" in text:
        year, quarter = int(text[:4]), int(text[-1])
        return date(year, 3 * quarter - 2, 1), date(year + quarter // 4, 3 * quarter % 12 + 1, 1)
    try:
        if len(text) == 4:
            return date(int(text), 1, 1), date(int(text) + 1, 1, 1)
        if len(text) == 7:
            start = date.fromisoformat(f"{text}-01")
            return start, (start + timedelta(days=31)).replace(day=1)
        return date.fromisoformat(text), date.fromisoformat(text) + DAY
    except ValueError:
        return None


def rivals(ask: Ask) -> list[Item]:
    """Rivals' scores where their period begins; those of no period are dated now and left out."""
    items = []
    for row in ask.desk.rows("competitor_scores"):
        days, value = _days(row["period"]), row["value"]
        at = ask.desk.now if days is None else bound(days[0].isoformat(), ask.desk.zone)
        why = "no_time" if days is None else "no_score" if value is None else None
        dims = {"company": (row["company"],), "measure": (row["metric"],)}
        items.append(Item(at, dims, value or 0.0, key=row["period"], reason=why))
    return items


def gap(question: Question) -> Figured:
    """Our own value over the published period, less theirs."""
    from naive import reference  # the reference is made of all recipes, this one among them

    cells, place = question.cells(question.by, question.periods), question.by.index("measure")
    figured = {}
    for key in spread(question, cells):
        pairs = []
        for item in cells.get(key, ()):
            days = _days(item.key)
            if days and key[1][place] != "kindness":
                ends = {"from_": days[0].isoformat(), "to": days[1].isoformat()}
                (own,) = reference.answer(question.books.company, str(key[1][place]), **ends)
                pairs += [(own, item.value)] if own["value"] is not None else []
        theirs = fmean(value for _, value in pairs) if pairs else 0.0
        one = pairs[0][0] if len(pairs) == 1 else {"low": None, "high": None}
        figured[key] = Figure(
            fmean(own["value"] for own, _ in pairs) - theirs if pairs else None, sum(own["n"] for own, _ in pairs), 0,
            None if one["low"] is None else one["low"] - theirs, None if one["high"] is None else one["high"] - theirs,
        )  # fmt: skip
    return figured


OF_ANSWER = ("country", "language", "segment", "survey")
RECIPES = {
    "csat_weighted": Recipe(rated, share, "min_n_survey", special=weighted),
    "customer_experience_score": Recipe(
        experience, of_stages, "min_n_survey", dimensions=("stage", "country", "language", "segment", "survey")
    ),
    "loyalty_index": Recipe(three_scores, mean, "min_n_survey", special=loyalty),
    "brand_attributes": Recipe(
        words, share, "min_n_survey", carries="word", special=word_shares, dimensions=(*OF_ANSWER, "word"), timed=False
    ),
    "brand_alignment": Recipe(words, share, "min_n_survey", special=alignment, dimensions=(*OF_ANSWER,), timed=False),
    "competitor_preference": Recipe(preferences, share, "min_n_survey", dimensions=OF_ANSWER),
    "competitor_gap": Recipe(
        rivals, mean, carries="company measure", special=gap, dimensions=("company", "measure"), timed=False
    ),
}
