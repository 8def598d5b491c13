"""First response and response time: from when, until whose answer, and on which hours."""

from __future__ import annotations

from deskgauge.catalogue.definition import Definition
from deskgauge.catalogue.durations import Duration
from deskgauge.catalogue.metrics.speed import FIRST_RESPONSE
from deskgauge.catalogue.population import Population

FIRST, ALL = "first_response_time", "response_time"
ANCHORS = {"created": "created_at", "event": "first_reply_at", "solved": "solved_at"}
FROM_CREATION = "SECONDS(created_at, first_reply_at)"
ON_OUR_CLOCK = "(first_reply_us - created_us) / 1e6"
WAITED, WAITED_BUSINESS = "SECONDS(created_at, $now)", "(now_us - created_us) / 1e6"
BY_LAST_HOURS = "(first_reply_last_us - created_last_us) / 1e6"
WAITED_LAST_HOURS = "(now_last_us - created_last_us) / 1e6"
AGENTS_TOO = Population("TRUE", FIRST_RESPONSE.excluded[1:])


def _since(start: str) -> Duration:
    """Return the time from another instant than the creation to the first reply; rows without one are left out."""
    reason = ("no_time", f"{start} IS NULL OR first_reply_at < {start}")
    clock = f"{start.removesuffix('_at')}_us"
    frame = "ticket_paths" if start == "first_assigned_at" else "ticket_voices"
    return Duration(
        frame, "created_at", FIRST_RESPONSE.less(reason), ANCHORS,
        finished=f"SECONDS({start}, first_reply_at)", finished_business=f"(first_reply_us - {clock}) / 1e6",
        is_open="first_reply_at IS NULL", waited=f"SECONDS({start}, $now)",
        waited_business=f"(now_us - {clock}) / 1e6", open_reason="no_reply_yet",
    )  # fmt: skip


def _until(answer: str) -> Duration:
    """Return the time from the creation to another first answer than our reply."""
    clock = f"{answer.removesuffix('_at')}_us"
    population = Population(
        "TRUE",
        (
            ("agent_created", "created_by = 'agent'"),
            ("solved_without_reply", f"is_solved AND {answer} IS NULL"),
            ("no_time", f"{answer} < created_at"),
        ),
    )
    return Duration(
        "ticket_voices", "created_at", population, {**ANCHORS, "event": answer},
        finished=f"SECONDS(created_at, {answer})", finished_business=f"({clock} - created_us) / 1e6",
        is_open=f"{answer} IS NULL", waited=WAITED, waited_business=WAITED_BUSINESS, open_reason="no_reply_yet",
    )  # fmt: skip


def _from_creation(
    frame: str = "tickets",
    population: Population = FIRST_RESPONSE,
    *,
    business: str = ON_OUR_CLOCK,
    waited_business: str = WAITED_BUSINESS,
) -> Duration:
    """Return our own span over other rows or with another reading of the working clock."""
    return Duration(
        frame, "created_at", population, ANCHORS, finished=FROM_CREATION, finished_business=business,
        is_open="first_reply_at IS NULL", waited=WAITED, waited_business=waited_business, open_reason="no_reply_yet",
    )  # fmt: skip


HANDOFF = "COALESCE(handoff_at, created_at)"
HANDOFF_US = "COALESCE(handoff_us, CASE WHEN handoff_at IS NULL THEN created_us END)"
BY_TICKET = Population("waits > 0")

DEFINITIONS = [
    Definition(
        metric=FIRST, id="zendesk", title="Agents' own tickets wait for the second comment",
        text="From the creation of a ticket to the first public comment by an agent; a ticket that an agent opened "
        "with a public comment waits for the second one. Bots never count. On the business clock the newest hours of "
        "the ticket's schedule hold for its whole life.",
        source="Zendesk help centre, articles 4408834848154 and 4408821871642",
        kind=_from_creation("ticket_hours", AGENTS_TOO, business=BY_LAST_HOURS, waited_business=WAITED_LAST_HOURS),
    ),
    Definition(
        metric=FIRST, id="intercom", title="By the date of the reply",
        text="From the creation of a conversation to its first reply, by the date of that reply; the median first. "
        "What is still waiting is in no period.",
        source="Intercom help centre, article 7022438",
        kind=Duration(
            "tickets", "first_reply_at", FIRST_RESPONSE, {"event": "first_reply_at", "created": "created_at"},
            finished=FROM_CREATION, finished_business=ON_OUR_CLOCK,
        ),
    ),
    Definition(
        metric=FIRST, id="freshdesk", title="Replies and public notes",
        text="From the creation of a ticket to the first reply or public note by an agent. Here both are public "
        "messages, so the figure is ours.",
        source="Freshdesk's documentation of first response time",
        kind=_from_creation(),
    ),
    Definition(
        metric=FIRST, id="chatwoot", title="From the bot's handover",
        text="From the moment a bot hands over to the first reply, from the creation where no bot spoke. The handover "
        "is read as the bot's last message before the reply. Without working hours a business duration is 0.",
        source="chatwoot/chatwoot#12058 and its helper for working hours (commit 020a538)",
        kind=Duration(
            "ticket_voices", "created_at", FIRST_RESPONSE, ANCHORS,
            finished=f"SECONDS({HANDOFF}, first_reply_at)",
            finished_business=f"CASE WHEN first_reply_at IS NOT NULL "
            f"THEN COALESCE((first_reply_us - {HANDOFF_US}) / 1e6, 0) END",
            is_open="first_reply_at IS NULL", waited=WAITED,
            waited_business=f"COALESCE({WAITED_BUSINESS}, 0)", open_reason="no_reply_yet",
        ),
    ),
    Definition(
        metric=FIRST, id="notes_count", title="Private notes count",
        text="From the creation of a ticket to the first reply or private note by an agent.",
        source="Deskgauge: notes taken for answers",
        kind=_until("first_touch_at"),
    ),
    Definition(
        metric=FIRST, id="bots_count", title="Bots and automatic answers count",
        text="From the creation of a ticket to the first public message by an agent, a bot, the system or an agent's "
        "automation.",
        source="Deskgauge: machines taken for agents",
        kind=_until("first_answer_at"),
    ),
    Definition(
        metric=FIRST, id="from_first_message", title="From the customer's first message",
        text="From the customer's first message since the creation to the first reply; tickets without such a message "
        "are left out. A reply before it gives a negative time and is left out as well.",
        source="Deskgauge: another beginning of the wait",
        kind=_since("first_customer_at"),
    ),
    Definition(
        metric=FIRST, id="from_assignment", title="From the first assignment",
        text="From the first time the ticket had an agent to the first reply; tickets that never had one, or were "
        "answered before, are left out. A ticket that has an agent and no record of the change had it from the start.",
        source="Deskgauge: the time before assignment taken out",
        kind=_since("first_assigned_at"),
    ),
    Definition(
        metric=FIRST, id="agents_included", title="Agents' own tickets count",
        text="Ours, but tickets opened by agents count as well: from their creation to the first reply after the "
        "opening message.",
        source="Deskgauge: the rule without its exclusion",
        kind=_from_creation(population=AGENTS_TOO),
    ),
    Definition(
        metric=FIRST, id="off_hours_zero", title="A reply outside the hours took no time",
        text="Ours, but on the business clock a reply sent outside the working hours took 0 seconds.",
        source="Keeping.com's documentation of its working hours",
        kind=_from_creation(
            "ticket_voices", business=f"CASE WHEN is_reply_off_hours THEN 0 ELSE {ON_OUR_CLOCK} END"
        ),
    ),
    Definition(
        metric=FIRST, id="last_schedule", title="The newest hours all along",
        text="Ours, but on the business clock the newest hours of the ticket's calendar hold for its whole life, "
        "whichever were in force.",
        source="Deskgauge: as Zendesk reads a schedule",
        kind=_from_creation("ticket_hours", business=BY_LAST_HOURS, waited_business=WAITED_LAST_HOURS),
    ),
    Definition(
        metric=FIRST, id="held_schedules", title="Each stretch by the hours of its team",
        text="Ours, but on the business clock each stretch counts by the hours of the team that had the ticket then; "
        "a stretch without hours adds nothing. Before the first recorded change it was the team that this names.",
        source="fivetran/dbt_zendesk, DECISIONLOG.md",
        kind=_from_creation(
            "ticket_hours", business="CASE WHEN first_reply_at IS NOT NULL THEN first_reply_held_s END",
            waited_business="now_held_s",
        ),
    ),
    Definition(
        metric=FIRST, id="no_hours_zero", title="Without working hours 0",
        text="Ours, but on the business clock a ticket without a calendar took 0 seconds, where we say nothing.",
        source="fivetran/dbt_zendesk, its business metrics, and issue 121",
        kind=_from_creation(
            business=f"CASE WHEN first_reply_at IS NOT NULL THEN COALESCE({ON_OUR_CLOCK}, 0) END",
            waited_business=f"COALESCE({WAITED_BUSINESS}, 0)",
        ),
    ),
    Definition(
        metric=ALL, id="zammad", title="The longest wait of a ticket",
        text="The longest time that a customer waited for a reply on a ticket, one figure a ticket, by its creation.",
        source="zammad/zammad#3410 (update_in_min)",
        kind=Duration(
            "ticket_waits", "created_at", BY_TICKET, {"created": "created_at", "solved": "solved_at"}, headline="mean",
            finished="longest_wait_s", finished_business="longest_wait_work_s",
        ),
    ),
    Definition(
        metric=ALL, id="dbt_zendesk", title="All waits of a ticket in sum",
        text="The sum of all waits for a reply on a ticket, one figure a ticket, by its creation.",
        source="fivetran/dbt_zendesk, its total reply time",
        kind=Duration(
            "ticket_waits", "created_at", BY_TICKET, {"created": "created_at", "solved": "solved_at"}, headline="mean",
            finished="total_wait_s", finished_business="total_wait_work_s",
        ),
    ),
    Definition(
        metric=ALL, id="zoho", title="Replies to an incoming message",
        text="For each reply that answers a message of the customer, the time since the first message not yet "
        "answered; further messages of the agent are no responses. That is our own rule.",
        source="Zoho Desk's documentation of response time",
        kind=Duration(
            "turns", "started_at", Population("TRUE", (("solved_without_reply", "is_dropped"),)),
            {"event": "started_at"}, headline="mean", finished="SECONDS(started_at, replied_at)",
            finished_business="(replied_us - started_us) / 1e6", is_open="replied_at IS NULL",
            waited="SECONDS(started_at, $now)", waited_business="(now_us - started_us) / 1e6",
            open_anchors=("event",), open_reason="no_reply_yet",
        ),
    ),
]  # fmt: skip
