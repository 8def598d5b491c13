"""Quality of the resolution: right the first time, or again and again."""

from __future__ import annotations

from deskgauge.catalogue.kinds import Mean, PerRow, Share, count_where
from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.metrics.flow import CONTACTS, SOLVED, TICKETS
from deskgauge.catalogue.parts import Scan
from deskgauge.catalogue.population import Population

SOLVED_TIMES = {"solved": "solved_at", "created": "created_at"}
SOLVED_REPLIES = Scan("replies", "solved_at", {"n": count_where(SOLVED.counted())})
CREATED_REPLIES = Scan("replies", "created_at", {"n": count_where(TICKETS.counted())})
FURTHER_MESSAGES = "CASE WHEN customer_messages > 1 THEN customer_messages - 1 ELSE 0 END"

METRICS = [
    Metric(
        id="first_contact_resolution", title="First contact resolution", group="quality", unit="share", better="up",
        kind=Share(
            "tickets", "solved_at",
            SOLVED.less(
                ("solved_without_reply", "replies = 0"),
                ("no_customer", "customer_id IS NULL"),
                ("window_running", "SECONDS(solved_at, $now) < $repeat_window"),
            ),
            SOLVED_TIMES,
            hit="replies = 1 AND reopens = 0 AND (next_contact_at IS NULL "
            "OR SECONDS(solved_at, next_contact_at) > $repeat_window)",
        ),
        text="Solved tickets with exactly one reply, not reopened, and without another contact of the same customer "
        "on the same request type until repeat_window after the final solve, among the tickets solved with at least "
        "one reply. Tickets whose window is not over yet are left out until it is.",
        why="Right the first time: what customers notice most, and what costs least.",
        source="S2.6 S4.6", needs=("tickets", "messages", "ticket_events"), requires=(("tickets",), ("messages",)),
        pairs=("repeat_contact_rate", "handle_time"),
    ),
    Metric(
        id="resolution_rate", title="Resolution rate", group="quality", unit="share", better="up",
        kind=Share("tickets", "created_at", TICKETS, {"created": "created_at"}, hit="is_solved"),
        text="Tickets created in the period that are solved by now, among the tickets created in it.",
        why="How much of what came in has been settled by now.",
        source="S2.7 S4", needs=("tickets",), requires=(("tickets",),),
    ),
    Metric(
        id="replies_per_resolution", title="Replies per resolution", group="quality", unit="ratio", better="down",
        kind=PerRow(
            "tickets", "solved_at", SOLVED, {"solved": "solved_at"}, amount="replies", by_agent=SOLVED_REPLIES,
        ),
        text="Replies on the tickets solved in the period, per ticket solved.",
        why="How many letters it takes to settle one matter. A sudden rise often follows a launch or a new rule.",
        source="S2.9 S4.7", needs=("tickets", "messages"), requires=(("tickets",), ("messages",)),
    ),
    Metric(
        id="exchanges_per_resolution", title="Exchanges per resolution", group="quality", unit="ratio", better="down",
        kind=PerRow(
            "tickets", "solved_at", SOLVED, {"solved": "solved_at"}, amount=f"replies + {FURTHER_MESSAGES}",
            by_agent=SOLVED_REPLIES, by_agent_amount=FURTHER_MESSAGES,
        ),
        text="Replies, and the customer's messages after the first, on the tickets solved in the period, per ticket "
        "solved.",
        why="The same from the customer's side, who has to write as well.",
        source="S2.9 S4.7", needs=("tickets", "messages"), requires=(("tickets",), ("messages",)),
        of="replies_per_resolution",
    ),
    Metric(
        id="replies_per_request", title="Replies per request", group="quality", unit="ratio", better="down",
        kind=PerRow(
            "tickets", "created_at", TICKETS, {"created": "created_at"}, amount="replies", by_agent=CREATED_REPLIES,
        ),
        text="Replies on the tickets created in the period, per ticket created.",
        why="How much writing each request asks of the team, settled or not.",
        source="S4", needs=("tickets", "messages"), requires=(("tickets",), ("messages",)),
    ),
    Metric(
        id="repeat_contact_rate", title="Repeat contact rate", group="quality", unit="share", better="down",
        kind=Share(
            "contacts", '"at"',
            CONTACTS.less(
                ("no_customer", "customer_id IS NULL"),
                ("window_running", 'SECONDS("at", $now) < $repeat_window'),
            ),
            {"event": '"at"'}, hit='SECONDS("at", next_at) <= $repeat_window',
        ),
        text="Contacts followed by another contact of the same customer within repeat_window, among the contacts "
        "whose window is over.",
        why="How many have to come back within a week. Faster closing that sends people back shows here.",
        source="S3", needs=("tickets", "calls"), requires=(("tickets", "calls"),),
    ),
    Metric(
        id="quality_score", title="Quality score", group="quality", unit="score", better="up",
        kind=Mean(
            "reviews", "reviewed_at", Population("TRUE", (("no_score", "quality IS NULL"),)),
            {"event": "reviewed_at"}, score="quality",
        ),
        text="Mean score of the audits of tickets and calls, from 0 to 100.",
        why="What an auditor who reads the work says of it, beside what the clock says.",
        source="S2.1", needs=("quality_reviews",), requires=(("quality_reviews",),), pairs=("audited_share",),
    ),
    Metric(
        id="audited_share", title="Audited share", group="quality", unit="share", better="up",
        kind=Share("tickets", "solved_at", SOLVED, SOLVED_TIMES, hit="is_audited"),
        text="Tickets solved in the period that were audited at least once, among the tickets solved.",
        why="How much of the work the audits saw, and so how far their score can be trusted.",
        source="S2.1", needs=("tickets", "quality_reviews"), requires=(("tickets",), ("quality_reviews",)),
        of="quality_score",
    ),
]  # fmt: skip
