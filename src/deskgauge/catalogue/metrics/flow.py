"""Volume and flow: how much comes in, how much goes out, what is left."""

from __future__ import annotations

from deskgauge.catalogue.kinds import Composite, Count, Level, Share, ShareOf, StandingDuration, count_where
from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.parts import Cells, Figure, Overlap, Part, Scan, Value
from deskgauge.catalogue.population import Population

TICKETS = Population()
SOLVED = Population("is_solved", (("no_time", "solved_at IS NULL"),))
CONTACTS = Population()


def _created_and_solved() -> dict[str, Part]:
    counted = TICKETS.counted()
    return {
        "created": Scan("tickets", "created_at", {"n": count_where(counted)}),
        "solved": Scan("tickets", "solved_at", {"n": count_where(counted)}),
    }


def _net_flow(cells: Cells) -> Value:
    created, solved = cells.count("created", "n"), cells.count("solved", "n")
    return Value(created - solved, created + solved)


def _balance(cells: Cells) -> Value:
    solved, answered = cells.count("solved", "n"), cells.count("answered", "n")
    return Value(solved / answered if answered else None, answered)


def _complaint_rate(cells: Cells) -> Value:
    complaints, customers = cells.count("complaints", "n"), cells.count("customers", "level")
    return Value(1000 * complaints / customers if customers else None, customers)


def _growth_gap(cells: Cells) -> Value:
    complaints, customers = cells.count("complaints", "n"), cells.count("customers", "level")
    complaints_before = cells.count("complaints", "n", before=True)
    customers_before = cells.count("customers", "level", before=True)
    if not complaints_before or not customers_before:
        return Value(None, complaints, note="nothing in the period before to grow from")
    if not complaints:
        return Value(None, 0)
    return Value(complaints / complaints_before - customers / customers_before, complaints)


COMPLAINTS_ONLY = Population("is_complaint")
COMPLAINTS: dict[str, Part] = {
    "complaints": Scan("tickets", "created_at", {"n": count_where(TICKETS.counted("is_complaint"))}),
    "customers": Overlap("customers", "from_at", "to_at", "TRUE"),
}

METRICS = [
    Metric(
        id="ticket_volume", title="Tickets created", group="flow", unit="count", better="neither",
        kind=Count("tickets", "created_at", TICKETS, {"created": "created_at"}),
        text="Valid tickets created in the period. Spam, deleted and merged tickets count nowhere.",
        why="The demand that everything else is set against: a rise tells of a launch, a fault, a season or more "
        "customers.",
        source="S2.2 S4.2", needs=("tickets",), requires=(("tickets",),),
    ),
    Metric(
        id="request_type_share", title="Share of request types", group="flow", unit="share", better="neither",
        kind=ShareOf("tickets", "created_at", TICKETS, dimension="request_type"),
        text="Tickets of one request type created in the period, among all tickets created in it.",
        why="What people ask about. A type that grows points at a product, a page or a process to mend.",
        source="S2.3", needs=("tickets",), requires=(("tickets",),),
    ),
    Metric(
        id="channel_share", title="Preferred communication channel", group="flow", unit="share", better="neither",
        kind=ShareOf("channel_contacts", '"at"', CONTACTS, dimension="channel"),
        text="Contacts that came in by one channel, among all contacts. A contact is a customer's ticket, an inbound "
        "call or a chat; self-service sessions count as a channel of their own.",
        why="Where customers choose to come, and so where people and opening hours belong.",
        source="S2.14 S1.1", needs=("tickets", "calls", "self_service_sessions"),
        requires=(("tickets", "calls", "self_service_sessions"),),
    ),
    Metric(
        id="active_tickets", title="Active tickets", group="flow", unit="count", better="down",
        kind=Level("active", "", TICKETS, enter="from_at", leave="to_at"),
        text="Tickets created before the period's end and not solved at that moment, by the history of their status.",
        why="The work that lies open at this moment, counted from the history and not from today's status.",
        source="S0.8", needs=("tickets", "ticket_events"), requires=(("tickets",),),
    ),
    Metric(
        id="ticket_backlog", title="Ticket backlog", group="flow", unit="count", better="down",
        kind=Level(
            "active", "",
            Population("first_reply_at IS NOT NULL AND SECONDS(created_at, $now) > $backlog_after"),
            enter="CASE WHEN first_reply_at > PLUS_SECONDS(created_at, $backlog_after) "
            "THEN CASE WHEN first_reply_at > from_at THEN first_reply_at ELSE from_at END "
            "WHEN PLUS_SECONDS(created_at, $backlog_after) > from_at THEN PLUS_SECONDS(created_at, $backlog_after) "
            "ELSE from_at END",
            leave="to_at",
        ),
        text="Active tickets older than backlog_after that already had a first reply, at the period's end. "
        "Tickets still without a reply are counted apart, as unanswered tickets.",
        why="Old work that was begun and not ended: the part of the open work that is slipping.",
        source="S2.8 S4.3", needs=("tickets", "ticket_events", "messages"), requires=(("tickets",), ("messages",)),
        pairs=("unanswered_tickets",),
    ),
    Metric(
        id="unanswered_tickets", title="Unanswered tickets", group="flow", unit="count", better="down",
        kind=Level(
            "active", "", TICKETS, enter="from_at",
            leave="CASE WHEN first_reply_at IS NULL THEN to_at WHEN to_at IS NULL OR first_reply_at < to_at "
            "THEN first_reply_at ELSE to_at END",
        ),
        text="Active tickets that have had no reply yet, at the period's end.",
        why="Customers to whom nobody has said a word yet.",
        source="S2.8", needs=("tickets", "messages"), requires=(("tickets",), ("messages",)),
        pairs=("ticket_backlog",),
    ),
    Metric(
        id="backlog_age", title="Age of the active tickets", group="flow", unit="duration", better="down",
        kind=StandingDuration(
            "active", "", TICKETS, enter="from_at", leave="to_at", duration="SECONDS(created_at, $end)",
            duration_business="($end_us - created_us) / 1e6",
        ),
        text="Age of the tickets active at the period's end, since their creation.",
        why="Whether the open work is fresh or has been lying about.",
        source="beyond", needs=("tickets", "ticket_events"), requires=(("tickets",),),
    ),
    Metric(
        id="overdue_reviews", title="Overdue reviews", group="flow", unit="count", better="down",
        kind=Level(
            "untouched", "", Population("SECONDS(touched_at, $now) > $review_every"),
            enter="CASE WHEN PLUS_SECONDS(touched_at, $review_every) > from_at "
            "THEN PLUS_SECONDS(touched_at, $review_every) ELSE from_at END",
            leave="to_at",
        ),
        text="Active tickets that no agent touched for longer than review_every, at the period's end. A touch is a "
        "message or note by an agent, a change made by an agent, or the creation.",
        why="Open requests that nobody has looked at within the time the team has set itself.",
        source="S4.3", needs=("tickets", "messages", "ticket_events"), requires=(("tickets",),),
    ),
    Metric(
        id="tickets_solved", title="Tickets solved", group="flow", unit="count", better="up",
        kind=Count("tickets", "solved_at", SOLVED, {"solved": "solved_at", "created": "created_at"}),
        text="Valid tickets whose final solve lies in the period.",
        why="What the team got done, by the solves that held.",
        source="S0.9", needs=("tickets",), requires=(("tickets",),), pairs=("reopen_rate", "first_contact_resolution"),
    ),
    Metric(
        id="resolution_balance", title="Resolution balance", group="flow", unit="ratio", better="up",
        kind=Composite(
            "tickets", "solved_at", SOLVED,
            made_of={
                "solved": Scan("tickets", "solved_at", {"n": count_where(TICKETS.counted())}),
                "answered": Scan(
                    "replies", '"at"', {"n": Figure("distinct", TICKETS.counted(), "ticket_id")}
                ),
            },
            formula=_balance,
        ),
        text="Tickets solved in the period, divided by the tickets that got at least one reply in it. At or above 1 "
        "the team resolves as much as it answers.",
        why="Whether the team finishes as much as it takes on. Below 1 for long, the backlog grows.",
        source="S4.3", needs=("tickets", "messages"), requires=(("tickets",), ("messages",)),
    ),
    Metric(
        id="net_flow", title="Net flow", group="flow", unit="count", better="down",
        kind=Composite("tickets", "created_at", TICKETS, made_of=_created_and_solved(), formula=_net_flow,
            left_out=(("tickets", "created_at", TICKETS), ("tickets", "solved_at", SOLVED))),
        text="Tickets created in the period less tickets solved in it.",
        why="Whether the pile grows or shrinks, and by how much.",
        source="beyond", needs=("tickets",), requires=(("tickets",),),
    ),
    Metric(
        id="complaint_rate", title="Complaint rate", group="flow", unit="per_thousand", better="down",
        kind=Composite("tickets", "created_at", COMPLAINTS_ONLY, made_of=COMPLAINTS, formula=_complaint_rate),
        text="Complaints created in the period per thousand active customers: those who were customers at some "
        "time in it. Only country, language and segment cut the customers as well.",
        why="How many customers are driven to complain, whatever their number.",
        source="S0.13", needs=("tickets", "customers"), requires=(("tickets",), ("customers",)),
    ),
    Metric(
        id="complaint_growth_gap", title="Growth of complaints against customers", group="flow", unit="share",
        better="down",
        kind=Composite(
            "tickets", "created_at", COMPLAINTS_ONLY, made_of=COMPLAINTS, formula=_growth_gap, compared_with="previous"
        ),
        text="Relative growth of complaints less relative growth of active customers, against the period before. "
        "Above 0 complaints grow faster than the customer base.",
        why="Tells a growing company with more complaints from one whose service gets worse.",
        source="S0.13", needs=("tickets", "customers"), requires=(("tickets",), ("customers",)),
    ),
    Metric(
        id="escalation_rate", title="Escalation rate", group="flow", unit="share", better="down",
        kind=Share(
            "tickets", "solved_at", SOLVED, {"solved": "solved_at", "created": "created_at"}, hit="is_escalated"
        ),
        text="Solved tickets that were flagged as escalated or moved to a higher tier, among the tickets solved.",
        why="How often the first line could not end it: a matter of training, of rights, or of the product.",
        source="S3.6", needs=("tickets", "ticket_events"), requires=(("tickets",),),
    ),
    Metric(
        id="reopen_rate", title="Reopen rate", group="flow", unit="share", better="down",
        kind=Share(
            "tickets", "first_solved_at",
            Population("solves > 0 OR is_solved", (("no_time", "first_solved_at IS NULL"),)),
            {"event": "first_solved_at", "created": "created_at"}, hit="reopens > 0",
        ),
        text="Tickets reopened at least once, among the tickets solved for the first time in the period.",
        why="How many solves did not hold. The pair of every measure that rewards closing quickly.",
        source="beyond", needs=("tickets", "ticket_events"), requires=(("tickets",),),
    ),
]  # fmt: skip
