"""Speed: how long customers wait, and how long the work takes."""

from __future__ import annotations

from deskgauge.catalogue.durations import Duration
from deskgauge.catalogue.kinds import Share, ThingMean
from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.population import Population

FIRST_RESPONSE = Population(
    "TRUE",
    (
        ("agent_created", "created_by = 'agent'"),
        ("solved_without_reply", "is_solved AND first_reply_at IS NULL"),
        ("no_time", "first_reply_at < created_at"),
    ),
)
TURNS = Population("TRUE", (("solved_without_reply", "is_dropped"),))
RESOLVED = Population("TRUE", (("no_time", "is_solved AND (solved_at IS NULL OR is_solve_early)"),))
LATER_TURNS = Population("turn > 1", TURNS.excluded)
SOLVED_AT = {"solved": "solved_at", "event": "solved_at", "created": "created_at"}
CALLS = Population("kind = 'call' AND direction = 'inbound'", (("failed", "NOT is_offered"),), validity=False)
ANSWERED = Population("kind = 'call' AND direction = 'inbound' AND is_answered", validity=False)
HELD = Population(
    "kind = 'call' AND direction = 'inbound' AND (is_answered OR NOT is_offered)",
    (("failed", "NOT is_offered"), ("no_time", "hold_s IS NULL OR answered_at IS NULL")),
    validity=False,
)
JUDGED_WAIT = "CASE WHEN is_answered OR is_abandoned THEN wait_work_s ELSE 0 END"  # a voicemail's wait is not judged

METRICS = [
    Metric(
        id="first_response_time", title="First response time", group="speed", unit="duration", better="down",
        kind=Duration(
            "tickets", "created_at", FIRST_RESPONSE,
            {"created": "created_at", "event": "first_reply_at", "solved": "solved_at"},
            finished="SECONDS(created_at, first_reply_at)",
            finished_business="(first_reply_us - created_us) / 1e6",
            is_open="first_reply_at IS NULL",
            waited="SECONDS(created_at, $now)", waited_business="(now_us - created_us) / 1e6",
            open_reason="no_reply_yet",
        ),
        text="From the creation of a ticket to its first reply: a public message by a human agent. Automatic "
        "messages, bots and private notes are no reply. Tickets opened by agents and tickets solved without any "
        "reply are left out; tickets still waiting are counted as open.",
        why="How long a customer sits without a word. It sets the tone of everything after it.",
        source="S2.5 S4", needs=("tickets", "messages"), requires=(("tickets",), ("messages",)),
        pairs=("solved_without_reply", "first_response_within_target"),
    ),
    Metric(
        id="first_response_within_target", title="First response within target", group="speed", unit="share",
        better="up",
        kind=Share(
            "tickets", "created_at",
            Population(
                "$first_response_target IS NOT NULL OR created_by = 'agent' "
                "OR (is_solved AND first_reply_at IS NULL) OR first_reply_at < created_at",
                FIRST_RESPONSE.excluded,
            ),
            {"created": "created_at", "event": "first_reply_at", "solved": "solved_at"},
            hit="SECONDS(created_at, first_reply_at) <= $first_response_target",
            counted_calendar="first_reply_at IS NOT NULL OR SECONDS(created_at, $now) > $first_response_target",
            hit_business="(first_reply_us - created_us) / 1e6 <= $first_response_target",
            counted_business="created_us IS NOT NULL AND (first_reply_us IS NOT NULL "
            "OR (now_us - created_us) / 1e6 > $first_response_target)",
            left_out="first_reply_at IS NULL", left_out_reason="no_reply_yet", clocked="created_us",
        ),
        text="Tickets first answered at or under their channel's target, among those answered or already past it. "
        "On the business clock the target counts working time.",
        why="How often the promise for the channel was kept.",
        source="S2.5", needs=("tickets", "messages"), requires=(("tickets",), ("messages",)),
        pairs=("solved_without_reply",),
    ),
    Metric(
        id="solved_without_reply", title="Solved without a reply", group="speed", unit="share", better="down",
        kind=Share(
            "tickets", "solved_at",
            Population("is_solved", (("agent_created", "created_by = 'agent'"), ("no_time", "solved_at IS NULL"))),
            {"solved": "solved_at", "created": "created_at"}, hit="replies = 0",
        ),
        text="Tickets solved in the period that never got a reply, among the tickets solved; those opened by agents "
        "are left out. The pair of first response time: closing the unanswered buys nothing.",
        why="Shows when first response time was bought by closing what nobody answered.",
        source="beyond", needs=("tickets", "messages"), requires=(("tickets",), ("messages",)),
        pairs=("first_response_time",),
    ),
    Metric(
        id="response_time", title="Response time", group="speed", unit="duration", better="down",
        kind=Duration(
            "turns", "started_at", TURNS, {"event": "started_at"}, headline="mean",
            finished="SECONDS(started_at, replied_at)",
            finished_business="(replied_us - started_us) / 1e6",
            is_open="replied_at IS NULL",
            waited="SECONDS(started_at, $now)", waited_business="(now_us - started_us) / 1e6",
            open_anchors=("event",), open_reason="no_reply_yet",
        ),
        text="For every turn in which a customer waits: from the first message not yet answered to the next reply. "
        "A turn that ends with a solve instead of a reply is dropped.",
        why="How long customers wait each time it is the team's turn, not only the first time.",
        source="S4.5", needs=("tickets", "messages"), requires=(("tickets",), ("messages",)),
    ),
    Metric(
        id="next_response_time", title="Next response time", group="speed", unit="duration", better="down",
        kind=Duration(
            "turns", "started_at", LATER_TURNS, {"event": "started_at"},
            headline="mean", finished="SECONDS(started_at, replied_at)",
            finished_business="(replied_us - started_us) / 1e6",
            is_open="replied_at IS NULL",
            waited="SECONDS(started_at, $now)", waited_business="(now_us - started_us) / 1e6",
            open_anchors=("event",), open_reason="no_reply_yet",
        ),
        text="Response time without the first turn of each ticket.",
        why="Whether the attention of the first answer holds for the rest of the conversation.",
        source="beyond", needs=("tickets", "messages"), requires=(("tickets",), ("messages",)),
    ),
    Metric(
        id="resolution_time", title="Resolution time", group="speed", unit="duration", better="down",
        kind=Duration(
            "tickets", "solved_at", RESOLVED, SOLVED_AT,
            headline="mean", finished="SECONDS(created_at, solved_at)",
            finished_business="(solved_us - created_us) / 1e6",
            is_open="NOT is_solved", waited="SECONDS(created_at, $now)",
            waited_business="(now_us - created_us) / 1e6", open_reason="still_open",
        ),
        text="From the creation of a ticket to its final solve: the last time it entered solved and stayed. Dated by "
        "creation, tickets not solved yet are counted as open.",
        why="How long the matter took from the customer's first word to the end that held.",
        source="S0.7 S3.4 S4.4", needs=("tickets",), requires=(("tickets",),),
        pairs=("reopen_rate", "first_contact_resolution"),
    ),
    Metric(
        id="first_resolution_time", title="First resolution time", group="speed", unit="duration", better="down",
        kind=Duration(
            "tickets", "first_solved_at",
            Population("TRUE", (("no_time", "is_first_solve_early OR (is_solved AND first_solved_at IS NULL)"),)),
            {"event": "first_solved_at", "created": "created_at"},
            finished="SECONDS(created_at, first_solved_at)",
            finished_business="(first_solved_us - created_us) / 1e6",
            is_open="first_solved_at IS NULL", waited="SECONDS(created_at, $now)",
            waited_business="(now_us - created_us) / 1e6", open_reason="still_open",
        ),
        text="From the creation of a ticket to the first time it was solved, whatever came after.",
        why="How long until the team first held the matter for settled; set against resolution time it shows what "
        "reopening costs.",
        source="beyond", needs=("tickets", "ticket_events"), requires=(("tickets",),),
    ),
    Metric(
        id="requester_wait_time", title="Requester wait time", group="speed", unit="duration", better="down",
        kind=Duration(
            "tickets", "solved_at", Population("is_solved", (("no_time", "solved_at IS NULL OR is_solve_early"),)),
            {"solved": "solved_at", "created": "created_at"},
            finished="requester_wait_s", finished_business="requester_wait_work_s",
        ),
        text="Time that a solved ticket spent in new, open and on hold: the customer waited for the company.",
        why="The part of the resolution that lay with the company.",
        source="beyond", needs=("tickets", "ticket_events"), requires=(("tickets",),),
    ),
    Metric(
        id="agent_wait_time", title="Agent wait time", group="speed", unit="duration", better="down",
        kind=Duration(
            "tickets", "solved_at", Population("is_solved", (("no_time", "solved_at IS NULL OR is_solve_early"),)),
            {"solved": "solved_at", "created": "created_at"},
            finished="agent_wait_s", finished_business="agent_wait_work_s",
        ),
        text="Time that a solved ticket spent in pending: the company waited for the customer. 0 for a ticket that "
        "never was pending.",
        why="The part of the resolution that lay with the customer.",
        source="beyond", needs=("tickets", "ticket_events"), requires=(("tickets",),),
    ),
    Metric(
        id="handle_time", title="Average handle time", group="speed", unit="duration", better="down",
        kind=ThingMean(
            "work", "ended_at", Population("TRUE", (("no_time", "seconds IS NULL"),)), {"event": "ended_at"},
            thing="thing_id", amount="seconds",
        ),
        text="Agents' working time in the period, per ticket, call and chat worked on in it: work logs for tickets, "
        "talk, hold and wrap-up for calls and chats. To be read beside first contact resolution and quality score.",
        why="What one piece of work costs in working time: the base of every staffing plan. A short time must not be "
        "bought with quality.",
        source="S2.1 S4", needs=("work_logs", "calls"), requires=(("work_logs", "calls"),),
        pairs=("first_contact_resolution", "quality_score"),
    ),
    Metric(
        id="wait_time", title="Wait time", group="speed", unit="duration", better="down",
        kind=Duration(
            "calls", "queued_at", CALLS.less(("no_time", "wait_s IS NULL")), {"event": "queued_at"}, headline="mean",
            finished="wait_s", finished_business="wait_work_s",
        ),
        text="Time in the queue of all inbound calls offered, answered or not.",
        why="What the queue asks of everybody in it, those who give up included.",
        source="S1.5", needs=("calls",), requires=(("calls",),), pairs=("abandonment_rate",),
    ),
    Metric(
        id="speed_of_answer", title="Average speed of answer", group="speed", unit="duration", better="down",
        kind=Duration(
            "calls", "queued_at", ANSWERED.less(("no_time", "wait_s IS NULL")), {"event": "queued_at"},
            headline="mean", finished="wait_s", finished_business="wait_work_s",
        ),
        text="Time in the queue of the inbound calls that were answered (ASA).",
        why="How quickly those are answered who are answered. Read it with the abandonment rate, which counts the "
        "others.",
        source="beyond", needs=("calls",), requires=(("calls",),), pairs=("abandonment_rate",),
    ),
    Metric(
        id="hold_time", title="Hold time", group="speed", unit="duration", better="down",
        kind=Duration(
            "calls", "answered_at", HELD,
            {"event": "answered_at"}, headline="mean", finished="hold_s",
        ),
        text="Time on hold during inbound calls that were answered.",
        why="How long customers listen to music in the middle of their call: a sign of missing knowledge or rights.",
        source="S3.1", needs=("calls",), requires=(("calls",),),
    ),
    Metric(
        id="hold_share", title="Share of calls put on hold", group="speed", unit="share", better="down",
        kind=Share(
            "calls", "answered_at", HELD,
            {"event": "answered_at"}, hit="hold_s > 0",
        ),
        text="Inbound calls answered that were put on hold at all, among those whose hold time is known.",
        why="How many calls needed a pause to look something up.",
        source="S3.1", needs=("calls",), requires=(("calls",),), of="hold_time",
    ),
    Metric(
        id="service_level", title="Service level", group="speed", unit="share", better="up",
        kind=Share(
            "calls", "queued_at", CALLS.less(("no_time", "wait_s IS NULL AND (is_answered OR is_abandoned)")),
            {"event": "queued_at"},
            hit="is_answered AND wait_s <= $service_level_within",
            counted_calendar="NOT is_abandoned OR wait_s > $short_abandon",
            hit_business="is_answered AND wait_work_s <= $service_level_within",
            counted_business=f"({JUDGED_WAIT}) IS NOT NULL AND (NOT is_abandoned OR wait_work_s > $short_abandon)",
            clocked=JUDGED_WAIT,
        ),
        text="Inbound calls answered within service_level_within, among those offered less those abandoned within "
        "short_abandon.",
        why="The promise of most phone desks: so many answered within so many seconds.",
        source="beyond", needs=("calls",), requires=(("calls",),), pairs=("abandonment_rate",),
    ),
]  # fmt: skip
