"""Time to resolve, solved, reopened: which solve, from when, with which waits, and merged tickets or not."""

from __future__ import annotations

from deskgauge.catalogue.definition import Definition
from deskgauge.catalogue.durations import Duration
from deskgauge.catalogue.kinds import Count, PerRow, Share
from deskgauge.catalogue.metrics.flow import SOLVED, TICKETS
from deskgauge.catalogue.metrics.speed import RESOLVED
from deskgauge.catalogue.population import Population

TIME, FIRST, COUNT, REOPENED = "resolution_time", "first_resolution_time", "tickets_solved", "reopen_rate"
AT = {"solved": "solved_at", "event": "solved_at", "created": "created_at"}
COUNTED_AT = {"solved": "solved_at", "created": "created_at"}
GONE = (("spam", "invalid_reason = 'spam'"), ("deleted", "invalid_reason = 'deleted'"))
MERGED_TOO = Population("TRUE", (*GONE, *RESOLVED.excluded), validity=False)
ALL_SOLVED = Population("is_solved", (*GONE, *SOLVED.excluded), validity=False)
REOPENABLE = Population("solves > 0 OR is_solved", (("no_time", "first_solved_at IS NULL"),))
REOPENED_AT = {"event": "first_solved_at", "created": "created_at"}
FULL, FULL_BUSINESS = "SECONDS(created_at, solved_at)", "(solved_us - created_us) / 1e6"
WAITED, WAITED_BUSINESS = "SECONDS(created_at, $now)", "(now_us - created_us) / 1e6"


BY_LAST_HOURS = "(solved_last_us - created_last_us) / 1e6"
WAITED_LAST_HOURS = "(now_last_us - created_last_us) / 1e6"


def _full(
    population: Population = RESOLVED,
    *,
    frame: str = "tickets",
    finished: str = FULL,
    business: str = FULL_BUSINESS,
    waited_business: str = WAITED_BUSINESS,
) -> Duration:
    """Return the time from the creation to the final solve, with another population or another measure of it."""
    return Duration(
        frame, "solved_at", population, AT, headline="mean", finished=finished, finished_business=business,
        is_open="NOT is_solved", waited=WAITED, waited_business=waited_business, open_reason="still_open",
    )  # fmt: skip


def _since(start: str, frame: str) -> Duration:
    """Return the time from another instant than the creation to the final solve; rows without one are left out."""
    clock = f"{start.removesuffix('_at')}_us"
    population = RESOLVED.less(("no_time", f"{start} IS NULL OR solved_at < {start}"))
    return Duration(
        frame, "solved_at", population, AT, headline="mean", finished=f"SECONDS({start}, solved_at)",
        finished_business=f"(solved_us - {clock}) / 1e6", is_open="NOT is_solved", waited=f"SECONDS({start}, $now)",
        waited_business=f"(now_us - {clock}) / 1e6", open_reason="still_open",
    )  # fmt: skip


DEFINITIONS = [
    Definition(
        metric=TIME, id="zendesk", title="Full resolution, merged tickets too",
        text="From the creation of a ticket to its last solve; a merged ticket is solved when it is merged. On the "
        "business clock the newest hours of the ticket's schedule hold for its whole life.",
        source="Zendesk help centre on full resolution time; fivetran/dbt_zendesk#100 on merged tickets",
        kind=_full(MERGED_TOO, frame="ticket_hours", business=BY_LAST_HOURS, waited_business=WAITED_LAST_HOURS),
    ),
    Definition(
        metric=TIME, id="intercom", title="Time to close, by the start",
        text="From the start of a conversation to its last close, by the date it was started; the median first.",
        source="Intercom help centre, article 7022438",
        kind=Duration(
            "tickets", "created_at", RESOLVED, {"created": "created_at", "solved": "solved_at"}, headline="median",
            finished=FULL, finished_business=FULL_BUSINESS, is_open="NOT is_solved", waited=WAITED,
            waited_business=WAITED_BUSINESS, open_reason="still_open",
        ),
    ),
    Definition(
        metric=TIME, id="helpscout", title="Closed with at least one reply",
        text="From the creation of a conversation to its last close, of those closed in the period that had at least "
        "one reply.",
        source="Help Scout docs, article 46",
        kind=_full(RESOLVED.less(("solved_without_reply", "is_solved AND replies = 0"))),
    ),
    Definition(
        metric=TIME, id="dbt_zendesk", title="In turns of the minute",
        text="From the creation to the last solve, counted in turns of the minute: off by up to a minute. On the "
        "business clock each stretch counts by the hours of the team that had the ticket then, and without hours the "
        "time is 0.",
        source="fivetran/dbt_zendesk: datediff('minute', …), coalesce(…, 0) and DECISIONLOG.md on schedules",
        kind=_full(
            frame="ticket_hours",
            finished="SECONDS(DATE_TRUNC('minute', created_at), DATE_TRUNC('minute', solved_at))",
            business="CASE WHEN solved_at IS NOT NULL THEN COALESCE(solved_held_s, 0) END",
            waited_business="COALESCE(now_held_s, 0)",
        ),
    ),
    Definition(
        metric=TIME, id="last_schedule", title="The newest hours all along",
        text="Ours, but on the business clock the newest hours of the ticket's calendar hold for its whole life, "
        "whichever were in force.",
        source="Deskgauge: as Zendesk reads a schedule",
        kind=_full(frame="ticket_hours", business=BY_LAST_HOURS, waited_business=WAITED_LAST_HOURS),
    ),
    Definition(
        metric=TIME, id="held_schedules", title="Each stretch by the hours of its team",
        text="Ours, but on the business clock each stretch counts by the hours of the team that had the ticket then; "
        "a stretch without hours adds nothing. Before the first recorded change it was the team that this names.",
        source="fivetran/dbt_zendesk, DECISIONLOG.md",
        kind=_full(
            frame="ticket_hours", business="CASE WHEN solved_at IS NOT NULL THEN solved_held_s END",
            waited_business="now_held_s",
        ),
    ),
    Definition(
        metric=TIME, id="first_solve", title="To the first solve",
        text="From the creation of a ticket to its first solve, whatever came after, by the final solve.",
        source="Deskgauge: first for full resolution",
        kind=_full(
            Population("TRUE", (("no_time", "is_solved AND (solved_at IS NULL OR is_first_solve_early)"),)),
            finished="CASE WHEN solved_at IS NOT NULL THEN SECONDS(created_at, first_solved_at) END",
            business="CASE WHEN solved_at IS NOT NULL THEN (first_solved_us - created_us) / 1e6 END",
        ),
    ),
    Definition(
        metric=TIME, id="minus_pending", title="Without the time in pending",
        text="From the creation to the final solve, less the time that the ticket was pending on the customer.",
        source="Deskgauge: the customer's own time taken out",
        kind=_full(finished=f"{FULL} - agent_wait_s", business=f"{FULL_BUSINESS} - agent_wait_work_s"),
    ),
    Definition(
        metric=TIME, id="minus_parked", title="Without the time in pending and on hold",
        text="From the creation to the final solve, less the time that the ticket was pending or on hold.",
        source="Deskgauge: all that was not open taken out",
        kind=_full(
            frame="ticket_paths", finished=f"{FULL} - agent_wait_s - on_hold_s",
            business=f"{FULL_BUSINESS} - agent_wait_work_s - on_hold_work_s",
        ),
    ),
    Definition(
        metric=TIME, id="until_waiting", title="Ends where the waiting began",
        text="From the creation to the final solve; where the system or a bot solved a pending ticket, to the moment "
        "it became pending.",
        source="Plain's documentation of resolution time",
        kind=_full(
            frame="ticket_paths",
            finished="CASE WHEN solved_at IS NOT NULL "
            "THEN SECONDS(created_at, COALESCE(waiting_since_at, solved_at)) END",
            business="CASE WHEN solved_at IS NOT NULL "
            "THEN (CASE WHEN waiting_since_at IS NULL THEN solved_us ELSE waiting_since_us END - created_us) / 1e6 END",
        ),
    ),
    Definition(
        metric=TIME, id="from_assignment", title="From the first assignment",
        text="From the first time the ticket had an agent to its final solve; tickets that never had one are left out.",
        source="Intercom help centre, article 7022438: time from first assignment to close",
        kind=_since("first_assigned_at", "ticket_paths"),
    ),
    Definition(
        metric=TIME, id="from_first_message", title="From the customer's first message",
        text="From the customer's first message since the creation to the final solve; tickets without such a message "
        "are left out.",
        source="fivetran/dbt_intercom: time from the first contact reply to the last close",
        kind=_since("first_customer_at", "ticket_voices"),
    ),
    Definition(
        metric=FIRST, id="zendesk", title="First resolution",
        text="From the creation of a ticket to its first solve; a merged ticket is solved when it is merged.",
        source="Zendesk help centre on first resolution time; fivetran/dbt_zendesk#100 on merged tickets",
        kind=Duration(
            "tickets", "first_solved_at",
            Population(
                "TRUE", (*GONE, ("no_time", "is_first_solve_early OR (is_solved AND first_solved_at IS NULL)")),
                validity=False,
            ),
            {"event": "first_solved_at", "created": "created_at"}, finished="SECONDS(created_at, first_solved_at)",
            finished_business="(first_solved_us - created_us) / 1e6", is_open="first_solved_at IS NULL",
            waited=WAITED, waited_business=WAITED_BUSINESS, open_reason="still_open",
        ),
    ),
    Definition(
        metric=COUNT, id="zendesk", title="Merged tickets are solved",
        text="Tickets whose final solve lies in the period; a merged ticket is solved when it is merged.",
        source="fivetran/dbt_zendesk#100, on Zendesk's own figure",
        kind=Count("tickets", "solved_at", ALL_SOLVED, COUNTED_AT),
    ),
    Definition(
        metric=COUNT, id="intercom", title="Every close",
        text="How often conversations were closed in the period; one that was closed twice counts twice.",
        source="Intercom help centre, article 7022438",
        kind=Count("solves", "entered_at", TICKETS, {"event": "entered_at", "created": "created_at"}),
    ),
    Definition(
        metric=COUNT, id="freshdesk", title="Assigned tickets",
        text="Tickets solved in the period that have an agent or a group; others do not count at all, nor do spam and "
        "the secondary ticket of a merge.",
        source="Freshdesk's documentation of its reports",
        kind=Count(
            "tickets", "solved_at", Population("is_solved AND (agent_id IS NOT NULL OR team_id IS NOT NULL)",
            SOLVED.excluded), COUNTED_AT,
        ),
    ),
    Definition(
        metric=COUNT, id="zammad", title="Without merged tickets",
        text="Tickets closed in the period; merged ones are dropped. That is our own rule.",
        source="zammad/zammad, the report's backend",
        kind=Count("tickets", "solved_at", SOLVED, COUNTED_AT),
    ),
    Definition(
        metric=COUNT, id="chatwoot", title="Every resolution",
        text="How often conversations were resolved in the period; one that was resolved twice counts twice.",
        source="chatwoot/chatwoot#14871",
        kind=Count("solves", "entered_at", TICKETS, {"event": "entered_at", "created": "created_at"}),
    ),
    Definition(
        metric=COUNT, id="helpscout", title="Closed with at least one reply",
        text="Conversations closed in the period that had at least one reply.",
        source="Help Scout docs, article 46",
        kind=Count("tickets", "solved_at", SOLVED.less(("solved_without_reply", "replies = 0")), COUNTED_AT),
    ),
    Definition(
        metric=REOPENED, id="zammad", title="Left the closed states",
        text="Tickets that left the closed states at least once, among the tickets closed for the first time in the "
        "period; merged ones are left out. That is our own rule.",
        source="zammad/zammad, the report's backend",
        kind=Share("tickets", "first_solved_at", REOPENABLE, REOPENED_AT, hit="reopens > 0"),
    ),
    Definition(
        metric=REOPENED, id="dbt_zendesk", title="Solved more than once",
        text="Tickets solved at least twice, among the tickets solved for the first time in the period: a reopening "
        "counts once the ticket is solved again.",
        source="fivetran/dbt_zendesk: reopens are the solves less one",
        kind=Share("tickets", "first_solved_at", REOPENABLE, REOPENED_AT, hit="solves > 1"),
    ),
    Definition(
        metric=REOPENED, id="by_events", title="Every reopening",
        text="Reopenings per ticket solved for the first time in the period; one reopened twice counts twice.",
        source="Deskgauge: events for tickets",
        unit="ratio",
        kind=PerRow("tickets", "first_solved_at", REOPENABLE, REOPENED_AT, amount="reopens"),
    ),
]  # fmt: skip
