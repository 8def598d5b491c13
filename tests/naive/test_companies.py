"""The generated companies are the same for a seed, and as full of trouble as they promise."""

from __future__ import annotations

from collections import Counter

from naive.catalogue import RECIPES
from naive.companies import generate
from naive.reference import excluded
from naive.scenes import SCENES

REASONS = {
    "no_rate",
    "spam", "deleted", "merged", "agent_created", "no_reply_yet", "solved_without_reply", "still_open",
    "window_running", "no_score", "no_customer", "no_calendar", "no_time", "failed",
}  # fmt: skip


def test_a_seed_makes_the_same_company() -> None:
    """Row by row, and another seed of the same scene makes another."""
    assert generate(3, 20) == generate(3, 20)
    assert generate(3, 20).settings["company"] == generate(3 + len(SCENES), 20).settings["company"]
    assert generate(3, 20).tables != generate(3 + len(SCENES), 20).tables


def test_every_reason_of_exclusion_occurs() -> None:
    """A company without default working hours leaves rows out for every reason that these metrics know."""
    company, span = generate(1), {"from_": "2025-10-01", "to": "2025-12-01"}
    found = {why for metric in RECIPES for why in excluded(company, metric, clock="business", **span)}
    found |= set(excluded(company, "resolution_time", anchor="created", **span))

    assert found == REASONS


def test_instants_tie() -> None:
    """Messages and changes share instants, with each other and among themselves."""
    tables = generate(0).tables
    messages = Counter((row["ticket_id"], row["at"]) for row in tables["messages"])
    changes = Counter((row["ticket_id"], row["at"]) for row in tables["ticket_events"])

    assert max(messages.values()) > 1
    assert max(changes.values()) > 1
    assert messages.keys() & changes.keys()
