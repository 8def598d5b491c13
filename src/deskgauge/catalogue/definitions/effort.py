"""Replies it takes: each one, or each time that the customer was answered."""

from __future__ import annotations

from deskgauge.catalogue.definition import Definition
from deskgauge.catalogue.kinds import PerRow
from deskgauge.catalogue.metrics.flow import SOLVED
from deskgauge.catalogue.metrics.quality import SOLVED_TIMES

DEFINITIONS = [
    Definition(
        metric="replies_per_resolution", id="bursts_merged", title="Several replies in a row are one",
        text="How often the customer was answered on the tickets solved in the period, per ticket solved: replies "
        "that follow each other without a word of the customer count once. In slices by agent they belong to the "
        "ticket's agent.",
        source="fivetran/dbt_zendesk, CHANGELOG v1.4.0, on Zendesk's messaging",
        kind=PerRow("ticket_waits", "solved_at", SOLVED, SOLVED_TIMES, amount="COALESCE(waits, 0)"),
    ),
]  # fmt: skip
