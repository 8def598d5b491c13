"""Self-service: until when a contact speaks against it, and whom its users are set against."""

from __future__ import annotations

from deskgauge.catalogue.definition import Definition
from deskgauge.catalogue.kinds import Composite, Share
from deskgauge.catalogue.metrics.self_service import HELPED_OR_ASKED, KNOWN_CONTACTS, KNOWN_SESSIONS, STARTED
from deskgauge.catalogue.parts import Cells, Value

DEFLECTED, RATIO = "deflection_rate", "self_service_ratio"


def _within(hours: int, source: str) -> Definition:
    seconds = 3600 * hours
    return Definition(
        metric=DEFLECTED, id=f"within_{hours}h", title=f"No contact within {hours} hours",
        text=f"Ours with a window of {hours} hours instead of deflection_window.",
        source=source,
        kind=Share(
            "sessions", "started_at",
            KNOWN_SESSIONS.less(("window_running", f"SECONDS(over_at, $now) < {seconds}")), STARTED,
            hit=f"next_contact_at IS NULL OR SECONDS(over_at, next_contact_at) > {seconds}",
        ),
    )  # fmt: skip


def _of_both(cells: Cells) -> Value:
    """Return those who helped themselves by these and those who asked; who did both is counted twice below."""
    helped, asked = cells.count("helped", "n"), cells.count("asked", "n")
    both = helped + asked
    return Value(helped / both if both else None, both)


DEFINITIONS = [
    _within(48, "guides to ticket deflection: sessions without a ticket in the next 24 to 48 hours"),
    _within(72, "Deskgauge: three days to come back with the same question"),
    Definition(
        metric=RATIO, id="share_of_users", title="Users of self-service by all users",
        text="Different customers with a self-service session in the period, by these and the different customers "
        "with a contact together; a customer who did both is counted twice below the line.",
        source="guides to self-service: users / (users + ticket users)",
        unit="share",
        kind=Composite(
            "sessions", "started_at", KNOWN_SESSIONS, made_of=HELPED_OR_ASKED, formula=_of_both,
            left_out=(("sessions", "started_at", KNOWN_SESSIONS), ("contacting", '"at"', KNOWN_CONTACTS)),
        ),
    ),
]  # fmt: skip
