"""What the survey metrics count: one answer for each thing asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from naive.asking import Ask, Item
from naive.desk import BLANK, Dims, Row, first
from naive.tickets import Ticket
from naive.zones import parse

SCALES = {"csat": (1, 5, True), "nps": (0, 10, True), "ces": (1, 7, False), "esat": (1, 5, True),
          "experience": (1, 5, True)}  # fmt: skip

Scale = tuple[float, float, bool]  # lowest, highest, whether high is good


def answered(row: Row) -> datetime:
    """Return when an answer was given."""
    at = parse(row["answered_at"])
    assert at is not None
    return at


def _invite(ask: Ask, response: Row) -> Row:
    return ask.desk.invites.get(str(response.get("invite_id")), {})


def _ticket(ask: Ask, *rows: Row) -> Ticket | None:
    return ask.books.tickets.get(str(first(*(row.get("ticket_id") for row in rows))))


def _dims(ask: Ask, response: Row, invite: Row) -> Dims:
    ticket = _ticket(ask, response, invite)
    dims = dict(ticket.dims) if ticket else dict(BLANK)
    customer = first(ticket.customer if ticket else None, response.get("customer_id"), invite.get("customer_id"))
    for name, value in ask.desk.who(customer).items():
        dims[name] = (first(*dims[name], *value),)
    dims["channel"] = (first(*dims["channel"], ask.desk.word("channel", invite.get("channel"))),)
    dims["agent"] = (first(*dims["agent"], response.get("agent_id"), invite.get("agent_id")),)
    return dims


def gone(ticket: Ticket | None) -> str | None:
    """Say why an answer goes with its ticket; those of merged tickets stay."""
    return ticket.reason if ticket and ticket.reason in ("spam", "deleted") else None


def scale_of(response: Row, kind: str) -> Scale:
    """Return the scale of an answer, its blanks filled with the usual scale of its kind."""
    low, high, good = SCALES[kind]
    return (
        first(response.get("scale_min"), low),
        first(response.get("scale_max"), high),
        first(response.get("high_is_good"), good),
    )


def in_top_box(score: float, scale: Scale) -> bool:
    """Say whether a score is in the best two of five points or more, in the better half of fewer."""
    low, high, high_is_good = scale
    points = round(high - low) + 1
    boxes = 2 if points >= 4 else 1
    return score >= high - boxes + 1 if high_is_good else score <= low + boxes - 1


def effort(score: float, scale: Scale) -> float:
    """Return the effort from 0 (none) to 100 (most)."""
    low, high, high_is_good = scale
    value = 100 * (score - low) / (high - low)
    return 100 - value if high_is_good else value


def _answers(ask: Ask, kind: str) -> list[Row]:
    """Return the last answer of each thing asked: the last with a score where one has a score."""
    ordered = sorted(
        (
            row
            for row in ask.desk.rows("survey_responses")
            if (row.get("kind") or _invite(ask, row).get("kind")) == kind
        ),
        key=lambda row: (answered(row), row["response_id"]),
    )
    last: dict[tuple[object, ...], Row] = {}
    for row in ordered:
        asked = (row.get("question"), row.get("effort_area"), ask.desk.word("stage", row.get("stage")))
        key = (row["invite_id"], *asked) if row.get("invite_id") is not None else (None, row["response_id"])
        if key not in last or row.get("score") is not None or last[key].get("score") is None:
            last[key] = row
    return list(last.values())


def answers(ask: Ask, kind: str) -> list[tuple[Row, Row, Ticket | None]]:
    """Return the answers that count, each with its invite and the ticket that it is about."""
    found = ((row, _invite(ask, row)) for row in _answers(ask, kind))
    return [(row, invite, _ticket(ask, row, invite)) for row, invite in found]


def fits(score: float | None, scale: Scale) -> bool:
    """Say whether there is a score and it lies on its scale."""
    return score is not None and scale[0] <= score <= scale[1]


def _scored(ask: Ask, kind: str, value: Callable[[float, Scale], float]) -> list[Item]:
    items = []
    for row, invite, ticket in answers(ask, kind):
        score, scale = row.get("score"), scale_of(row, kind)
        unfit = not fits(score, scale) or (kind == "nps" and scale[:2] != (0, 10))
        why = gone(ticket) or ("no_score" if unfit else None)
        items.append(
            Item(answered(row), _dims(ask, row, invite), 0.0 if score is None else value(score, scale), reason=why)
        )
    return items


def csat(ask: Ask) -> list[Item]:
    """Answers, 1 for those in the top boxes."""
    return _scored(ask, "csat", lambda score, scale: float(in_top_box(score, scale)))


def nps(ask: Ask) -> list[Item]:
    """Answers with their score."""
    return _scored(ask, "nps", lambda score, _: score)


def ces(ask: Ask) -> list[Item]:
    """Answers with the effort they tell of."""
    return _scored(ask, "ces", effort)


def invites(ask: Ask) -> list[Item]:
    """Invites, 1 for those that were answered; those of the staff survey with whom they ask."""
    answered = {row.get("invite_id") for row in ask.desk.rows("survey_responses")}
    items = []
    for row in ask.desk.rows("survey_invites"):
        at = parse(row["sent_at"])
        assert at is not None
        why = gone(_ticket(ask, row))
        dims = _dims(ask, {}, row)
        who = first(*dims["agent"])
        person = "" if row.get("kind") != "esat" else f"i {row['invite_id']}" if who is None else f"a {who}"
        items.append(Item(at, dims, float(row["invite_id"] in answered), key=person, reason=why))
    return items
