"""Calls: how many, how many answered, how many given up."""

from __future__ import annotations

from deskgauge.catalogue.kinds import Count, PerRow, Share
from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.metrics.flow import SOLVED
from deskgauge.catalogue.metrics.speed import CALLS
from deskgauge.catalogue.population import Population

METRICS = [
    Metric(
        id="call_volume", title="Call volume", group="calls", unit="count", better="neither",
        kind=Count("calls", "queued_at", CALLS, {"event": "queued_at"}),
        text="Inbound calls offered in the period.",
        why="How much the phone asks of the team. Alone it says nothing about success: more calls may be more "
        "customers, or the same ones calling again.",
        source="S3", needs=("calls",), requires=(("calls",),), pairs=("calls_to_resolution", "repeat_contact_rate"),
    ),
    Metric(
        id="answered_rate", title="Answered calls", group="calls", unit="share", better="up",
        kind=Share("calls", "queued_at", CALLS, {"event": "queued_at"}, hit="is_answered"),
        text="Inbound calls answered by an agent, among the inbound calls offered.",
        why="Whether those who call get anybody at all.",
        source="S2.10", needs=("calls",), requires=(("calls",),),
    ),
    Metric(
        id="abandonment_rate", title="Abandonment rate", group="calls", unit="share", better="down",
        kind=Share(
            "calls", "queued_at",
            Population("direction = 'inbound'", (("failed", "NOT is_offered"),), validity=False),
            {"event": "queued_at"}, hit="is_abandoned",
        ),
        text="Inbound calls and chats given up before an agent answered, among those offered. Of 100 contacts of "
        "which 40 give up it is 40 %.",
        why="How many give up before they are helped, the plainest sign of a queue too long for its callers.",
        source="S1.3", needs=("calls",), requires=(("calls",),), pairs=("wait_time",),
    ),
    Metric(
        id="calls_to_resolution", title="Calls to resolution", group="calls", unit="ratio", better="down",
        kind=PerRow(
            "tickets", "solved_at",
            SOLVED,
            {"solved": "solved_at", "created": "created_at"}, amount="calls_before_solve",
            further="calls_before_solve > 0",
        ),
        text="Inbound calls about a ticket before it was solved, per solved ticket that had such a call.",
        why="How often a customer has to call about one matter. Short calls that solve nothing show here.",
        source="S3.5", needs=("calls", "tickets"), requires=(("tickets",), ("calls",)),
        pairs=("handle_time",),
    ),
]  # fmt: skip
