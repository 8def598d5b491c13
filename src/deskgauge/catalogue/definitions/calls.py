"""Calls: four formulas of the service level, who has abandoned, and what handling is."""

from __future__ import annotations

from deskgauge.catalogue.definition import Definition, Untold
from deskgauge.catalogue.durations import Duration
from deskgauge.catalogue.kinds import Share, ThingMean
from deskgauge.catalogue.metrics.flow import SOLVED
from deskgauge.catalogue.metrics.speed import CALLS
from deskgauge.catalogue.population import Population

LEVEL, GIVEN_UP = "service_level", "abandonment_rate"
AT = {"event": "queued_at"}
UNTIMED = ("no_time", "wait_s IS NULL AND (is_answered OR is_abandoned)")
TIMED = CALLS.less(UNTIMED)
DECIDED = Population(
    "kind = 'call' AND direction = 'inbound' AND (is_answered OR is_abandoned OR NOT is_offered)",
    (("failed", "NOT is_offered"), ("no_time", "wait_s IS NULL")),
    validity=False,
)
ANSWERED = Population(
    "kind = 'call' AND direction = 'inbound' AND is_answered", (("no_time", "wait_s IS NULL"),), validity=False
)
INBOUND = Population("direction = 'inbound'", (("failed", "NOT is_offered"),), validity=False)
IN_TIME, IN_TIME_BUSINESS = (
    "is_answered AND wait_s <= $service_level_within",
    ("is_answered AND wait_work_s <= $service_level_within"),
)
JUDGED_WAIT = "CASE WHEN is_answered OR is_abandoned THEN wait_work_s ELSE 0 END"
SHORT = "is_abandoned AND wait_s <= $short_abandon"
WORKED = Population("TRUE", (("no_time", "seconds IS NULL"),))

DEFINITIONS = [
    Definition(
        metric=LEVEL, id="asterisk_sl", title="Answered in time by all offered",
        text="Inbound calls answered within service_level_within, among all those offered: who gives up within "
        "short_abandon counts against it.",
        source="Asterisk, ASTERISK-26559: service level (SL)",
        kind=Share(
            "calls", "queued_at", TIMED, AT, hit=IN_TIME, hit_business=IN_TIME_BUSINESS,
            counted_business=f"({JUDGED_WAIT}) IS NOT NULL", clocked=JUDGED_WAIT,
        ),
    ),
    Definition(
        metric=LEVEL, id="asterisk_sl2", title="Answered or given up in time by answered and given up",
        text="Inbound calls answered or given up within service_level_within, among those answered or given up.",
        source="Asterisk, ASTERISK-26559: service level 2 (SL2)",
        kind=Share(
            "calls", "queued_at", DECIDED, AT, hit="wait_s <= $service_level_within",
            hit_business="wait_work_s <= $service_level_within", counted_business="wait_work_s IS NOT NULL",
            clocked="wait_work_s",
        ),
    ),
    Definition(
        metric=LEVEL, id="answered_only", title="Answered in time by answered",
        text="Inbound calls answered within service_level_within, among those answered: whoever gave up counts "
        "nowhere.",
        source="FreePBX, queuelog",
        kind=Share(
            "calls", "queued_at", ANSWERED, AT, hit="wait_s <= $service_level_within",
            hit_business="wait_work_s <= $service_level_within", counted_business="wait_work_s IS NOT NULL",
            clocked="wait_work_s",
        ),
    ),
    Definition(
        metric=GIVEN_UP, id="genesys", title="Abandoned by offered",
        text="Inbound calls and chats given up, among those offered. That is our own rule.",
        source="Genesys Cloud's documentation of its metrics",
        kind=Share("calls", "queued_at", INBOUND, AT, hit="is_abandoned"),
    ),
    Definition(
        metric=GIVEN_UP, id="amazon_connect", title="Abandoned by queued, callbacks not abandoned",
        text="Inbound calls and chats given up, among those queued; who asked for a callback has not given up. That "
        "is our own rule.",
        source="Amazon Connect's documentation of its metrics",
        kind=Share("calls", "queued_at", INBOUND, AT, hit="is_abandoned"),
    ),
    Definition(
        metric=GIVEN_UP, id="without_short", title="Short ones out on both sides",
        text="Ours, but calls and chats given up within short_abandon are neither abandoned nor offered.",
        source="Deskgauge: with the limit that the service level has",
        kind=Share(
            "calls", "queued_at", INBOUND.less(("no_time", "is_abandoned AND wait_s IS NULL")), AT,
            hit="is_abandoned", counted_calendar="NOT is_abandoned OR wait_s > $short_abandon",
        ),
    ),
    Definition(
        metric=GIVEN_UP, id="google_ccai", title="Abandoned by handled and abandoned, short ones out",
        text="Inbound calls and chats given up after more than short_abandon, among those and the answered ones.",
        source="Google CCAI's documentation of its abandonment rate",
        kind=Share(
            "calls", "queued_at",
            Population(
                "direction = 'inbound' AND (is_answered OR is_abandoned OR NOT is_offered)",
                (("failed", "NOT is_offered"), ("no_time", "is_abandoned AND wait_s IS NULL")), validity=False,
            ),
            AT, hit="is_abandoned", counted_calendar="NOT is_abandoned OR wait_s > $short_abandon",
        ),
    ),
    Definition(
        metric=GIVEN_UP, id="callbacks_abandoned", title="Callbacks are abandoned",
        text="Ours, but who leaves the queue for a callback has given up as well.",
        source="Deskgauge: a callback taken for an abandoned call",
        kind=Share(
            "calls", "queued_at", INBOUND, AT, hit="is_abandoned OR COALESCE(outcome = 'callback', FALSE)"
        ),
    ),
    Definition(
        metric="handle_time", id="genesys", title="Talk, hold and wrap-up of what was handled",
        text="Talk, hold and wrap-up of calls and chats, per call and chat handled, at its completion. Dialling and "
        "contacting of outbound calls are not in the data.",
        source="Genesys Cloud's documentation of its metrics",
        kind=ThingMean(
            "work", "ended_at", Population("kind IN ('call', 'chat')", WORKED.excluded), {"event": "ended_at"},
            thing="thing_id", amount="seconds",
        ),
        requires=(("calls",),),
    ),
    Definition(
        metric="handle_time", id="zammad", title="Minutes noted by hand",
        text="The time that agents noted on tickets, per ticket worked on.",
        source="zammad/zammad, time accounting",
        kind=ThingMean(
            "work", "ended_at", Population("kind = 'ticket'", WORKED.excluded), {"event": "ended_at"},
            thing="thing_id", amount="seconds",
        ),
        requires=(("work_logs",),),
    ),
    Definition(
        metric="handle_time", id="intercom", title="Open and assigned, counted at the close",
        text="How long a conversation was open while a teammate had it, per conversation closed in the period; those "
        "that nobody ever had are left out. Who had it is read from the recorded changes of agent.",
        source="Intercom's documentation of its handling time",
        kind=Duration(
            "ticket_handled", "solved_at",
            SOLVED.less(("no_time", "handled_s IS NULL")), {"solved": "solved_at", "created": "created_at"},
            headline="mean", finished="handled_s",
        ),
        requires=(("tickets",),),
    ),
]  # fmt: skip

UNTOLD = [
    Untold(
        "handle_time", "zendesk",
        "it is known for messaging alone, and needs the moments at which a conversation was released after ten minutes "
        "of silence",
    ),
]  # fmt: skip
