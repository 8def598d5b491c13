"""Resolved at first contact: six rules of the vendors, and ours read otherwise."""

from __future__ import annotations

from deskgauge.catalogue.definition import Definition
from deskgauge.catalogue.kinds import Share
from deskgauge.catalogue.metrics.flow import SOLVED
from deskgauge.catalogue.metrics.quality import SOLVED_TIMES
from deskgauge.catalogue.population import Population

METRIC = "first_contact_resolution"
MERGED_TOO = Population(
    "is_solved",
    (("spam", "invalid_reason = 'spam'"), ("deleted", "invalid_reason = 'deleted'"), ("no_time", "solved_at IS NULL")),
    validity=False,
)
FOLLOWED = SOLVED.less(
    ("no_customer", "customer_id IS NULL"), ("window_running", "SECONDS(solved_at, $now) < $repeat_window")
)
ONE_TOUCH = "Zendesk help centre, article 4408820618266"

DEFINITIONS = [
    Definition(
        metric=METRIC, id="zendesk", title="Fewer than two replies",
        text="Solved tickets with fewer than two replies, among all solved tickets. A ticket solved without any reply "
        "is a hit, a reopening is none of its business, and a merged ticket is solved when it is merged.",
        source=f"{ONE_TOUCH} (the formula, in a comment of its staff)",
        kind=Share("tickets", "solved_at", MERGED_TOO, SOLVED_TIMES, hit="replies < 2"),
    ),
    Definition(
        metric=METRIC, id="intercom", title="Closed once by one teammate",
        text="Conversations closed exactly once in which exactly one teammate took part, among the closed ones, by "
        "the date they were started.",
        source="Intercom help centre, article 7022438",
        kind=Share(
            "ticket_voices", "created_at", SOLVED, {"created": "created_at", "solved": "solved_at"},
            hit="solves = 1 AND agents_involved = 1",
        ),
    ),
    Definition(
        metric=METRIC, id="freshdesk", title="Resolved in the first response",
        text="Solved tickets with exactly one public response, among all solved tickets; reopenings and later "
        "contacts are not looked at.",
        source="Freshdesk's reports: resolved in the first response",
        kind=Share("tickets", "solved_at", SOLVED, SOLVED_TIMES, hit="replies = 1"),
    ),
    Definition(
        metric=METRIC, id="zammad", title="Closed within 15 minutes",
        text="Tickets first closed within 15 minutes of their creation, among the closed ones; messages are not "
        "looked at.",
        source="zammad/zammad, the report's backend; zammad-admin-documentation#24",
        kind=Share("tickets", "solved_at", SOLVED, SOLVED_TIMES, hit="SECONDS(created_at, first_solved_at) <= 900"),
    ),
    Definition(
        metric=METRIC, id="dbt_zendesk", title="Exactly one public comment of an agent",
        text="Solved tickets with exactly one public comment by an agent, the opening of an agent's own ticket "
        "included, among all solved tickets. A ticket solved without a comment is no hit.",
        source="fivetran/dbt_zendesk, zendesk__ticket_metrics.sql",
        kind=Share("ticket_voices", "solved_at", SOLVED, SOLVED_TIMES, hit="agent_comments = 1"),
    ),
    Definition(
        metric=METRIC, id="zendesk_text", title="Exactly one reply",
        text="Solved tickets with exactly one reply, among all solved tickets: as the article on one-touch tickets "
        "says in words, while the formula below it counts fewer than two.",
        source=f"{ONE_TOUCH} (its text)",
        kind=Share("tickets", "solved_at", MERGED_TOO, SOLVED_TIMES, hit="replies = 1"),
    ),
    Definition(
        metric=METRIC, id="zendesk_messaging", title="Never parked, never reopened",
        text="Solved conversations with at least one reply that were never pending nor on hold and never reopened, "
        "among all solved ones.",
        source=f"{ONE_TOUCH} (messaging)",
        kind=Share(
            "ticket_paths", "solved_at", MERGED_TOO, SOLVED_TIMES,
            hit="parked = 0 AND reopens = 0 AND replies > 0",
        ),
    ),
    Definition(
        metric=METRIC, id="freshservice", title="No further message of the customer",
        text="Solved tickets on which the customer wrote nothing after the first message, whatever the number of "
        "replies, among all solved tickets.",
        source="Freshservice's documentation of first contact resolution",
        kind=Share("tickets", "solved_at", SOLVED, SOLVED_TIMES, hit="customer_messages <= 1"),
    ),
    Definition(
        metric=METRIC, id="no_return", title="Not reopened and no new contact",
        text="Solved tickets that were not reopened and were not followed by another contact of the same customer on "
        "the same request type until repeat_window after the final solve, whatever the number of replies, among all "
        "solved tickets whose window is over.",
        source="Deskgauge: the rule without its condition on replies",
        kind=Share(
            "tickets", "solved_at", FOLLOWED, SOLVED_TIMES,
            hit="reopens = 0 AND (next_contact_at IS NULL OR SECONDS(solved_at, next_contact_at) > $repeat_window)",
        ),
    ),
    Definition(
        metric=METRIC, id="zero_touch_counted", title="Tickets without a reply stay below the line",
        text="Ours, but tickets solved without any reply count among the solved ones, as no hit.",
        source="Deskgauge: the rule with the tickets that nobody answered",
        kind=Share(
            "tickets", "solved_at", FOLLOWED, SOLVED_TIMES,
            hit="replies = 1 AND reopens = 0 AND (next_contact_at IS NULL "
            "OR SECONDS(solved_at, next_contact_at) > $repeat_window)",
        ),
    ),
]  # fmt: skip
