"""Which items each metric counts and how a row is made of them; modules of ``naive.more`` bring further ones."""

from __future__ import annotations

from naive import call_items, invited, more, survey_items, ticket_items
from naive.recipes import Items, Recipe, balance, count, duration, mean, nps, per_thing, ratio, share


def _waiting(items: Items, headline: str = "median", anchors: tuple[str, ...] = ()) -> Recipe:
    return Recipe(items, duration, headline=headline, open_reason="no_reply_yet", anchors=anchors)


TICKETS = {
    "ticket_volume": Recipe(ticket_items.created, count, None),
    "request_type_share": Recipe(ticket_items.created, count, carries="request_type"),
    "channel_share": Recipe(call_items.came_in, count, carries="channel"),
    "active_tickets": Recipe(ticket_items.active, count, None, at_end=True),
    "ticket_backlog": Recipe(ticket_items.backlog, count, None, at_end=True),
    "unanswered_tickets": Recipe(ticket_items.unanswered, count, None, at_end=True),
    "backlog_age": Recipe(ticket_items.ages, duration, at_end=True),
    "overdue_reviews": Recipe(ticket_items.overdue, count, None, at_end=True),
    "tickets_solved": Recipe(ticket_items.solved, count, None),
    "resolution_balance": Recipe(ticket_items.resolution_balance, ratio),
    "net_flow": Recipe(ticket_items.net_flow, balance, None),
    "complaint_rate": Recipe(ticket_items.complaints, count),
    "complaint_growth_gap": Recipe(ticket_items.complaints, count),
    "escalation_rate": Recipe(ticket_items.escalated, share),
    "reopen_rate": Recipe(ticket_items.reopened, share),
    "first_response_time": _waiting(ticket_items.first_response, anchors=("created", "event", "solved")),
    "first_response_within_target": Recipe(ticket_items.first_response_within_target, share),
    "solved_without_reply": Recipe(ticket_items.solved_without_reply, share),
    "next_response_time": _waiting(ticket_items.next_responses, "mean"),
    "response_time": _waiting(ticket_items.responses, "mean"),
    "resolution_time": Recipe(
        ticket_items.resolution, duration, headline="mean", open_reason="still_open", anchors=("event", "created")
    ),
    "first_resolution_time": Recipe(ticket_items.first_resolution, duration),
    "requester_wait_time": Recipe(ticket_items.requester_waits, duration),
    "agent_wait_time": Recipe(ticket_items.agent_waits, duration),
    "first_contact_resolution": Recipe(ticket_items.first_contact, share),
    "resolution_rate": Recipe(ticket_items.solved_by_now, share),
    "replies_per_resolution": Recipe(ticket_items.replies_per_resolution, ratio),
    "exchanges_per_resolution": Recipe(ticket_items.exchanges_per_resolution, ratio),
    "replies_per_request": Recipe(ticket_items.replies_per_request, ratio),
}

CALLS = {
    "handle_time": Recipe(call_items.handling, per_thing, headline="mean"),
    "wait_time": Recipe(call_items.waits, duration, headline="mean"),
    "speed_of_answer": Recipe(call_items.answer_waits, duration, headline="mean"),
    "hold_time": Recipe(call_items.holds, duration, headline="mean"),
    "hold_share": Recipe(call_items.held, share),
    "service_level": Recipe(call_items.service_level, share),
    "call_volume": Recipe(call_items.offered, count, None),
    "answered_rate": Recipe(call_items.answered, share),
    "abandonment_rate": Recipe(call_items.abandoned, share),
    "calls_to_resolution": Recipe(call_items.calls_to_resolution, ratio),
    "repeat_contact_rate": Recipe(call_items.repeated, share),
}

AUDITS_AND_SURVEYS = {
    "quality_score": Recipe(call_items.audits, mean),
    "audited_share": Recipe(call_items.audited, share),
    "csat": Recipe(survey_items.csat, share, "min_n_survey"),
    "satisfaction_change": Recipe(survey_items.csat, share, "min_n_survey"),
    "nps": Recipe(survey_items.nps, nps, "min_n_survey"),
    "ces": Recipe(survey_items.ces, mean, "min_n_survey"),
    "survey_response_rate": Recipe(survey_items.invites, share, "min_n_survey", special=invited.response_rate),
}

RECIPES: dict[str, Recipe] = {**TICKETS, **CALLS, **AUDITS_AND_SURVEYS}
for module in more.modules():
    RECIPES |= module.RECIPES
