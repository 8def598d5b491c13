"""People: how much gets done, by how many, who stays, and what they say of their work."""

from __future__ import annotations

from deskgauge.catalogue.kinds import Composite, Share, count_where, moments
from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.metrics.flow import SOLVED, TICKETS
from deskgauge.catalogue.metrics.quality import METRICS as QUALITY
from deskgauge.catalogue.metrics.satisfaction import CSAT
from deskgauge.catalogue.parts import Cells, Figure, Part, Scan, Things, Value
from deskgauge.catalogue.people import HeldPerAgent, PerPaidTime, StaffKept, StaffShare, Turnover
from deskgauge.catalogue.performers import Performers
from deskgauge.catalogue.population import Population

HELD = "agent_id IS NOT NULL"
BY_AGENT = Population(HELD)
STAFF = Population(validity=False)
ESAT = Population("kind = 'esat'", (("no_score", "is_top_box IS NULL"),))


def _started_per_solved(cells: Cells) -> Value:
    started, solved = cells.count("taken", "n"), cells.count("solved", "n")
    return Value(started / solved if solved else None, solved)


def _performers() -> dict[str, Part]:
    """Return the parts of the four components, each counted as its own metric counts."""
    first = next(metric.kind for metric in QUALITY if metric.id == "first_contact_resolution")
    assert isinstance(first, Share)  # noqa: S101 - told to the type checker
    solved, followed, rated = SOLVED.counted(), first.population.counted(), CSAT.counted()
    return {
        "solved": Scan(
            "handled", "solved_at",
            {
                "n": count_where(solved),
                "followed": count_where(followed),
                "first": count_where(f"{followed} AND ({first.hit})"),
                "team": Figure("most", solved, "agent_team"),
            },
        ),
        "csat": Scan(
            "surveys", "answered_at", {"n": count_where(rated), "k": count_where(f"{rated} AND is_top_box")}
        ),
        "time": Things(
            "work", "ended_at", "thing_id", "seconds", Population("seconds IS NOT NULL").counted(),
            dict(moments("amount", "TRUE")),
        ),
    }  # fmt: skip


METRICS = [
    Metric(
        id="productivity", title="Productivity", group="people", unit="ratio", better="up",
        kind=PerPaidTime("done", '"at"', BY_AGENT),
        text="Tickets solved in the period by their agent and calls and chats that an agent answered in it, per hour "
        "of paid time. All paid time counts, whatever it was for.",
        source="S0.10", needs=("tickets", "calls", "shifts"), requires=(("tickets", "calls"), ("shifts",)),
        pairs=("first_contact_resolution", "quality_score"),
        why="How much an hour of paid time brings; by team rather than by head, and never without what it costs in "
        "quality.",
    ),
    Metric(
        id="occupancy", title="Occupancy", group="people", unit="share", better="neither",
        kind=PerPaidTime("handling", "ended_at", Population("TRUE", (("no_time", "seconds IS NULL"),)),
            amount="seconds"),
        text="Time spent handling tickets, calls and chats, as a share of the paid time. Work counts where it ends; "
        "it belongs to the one who did it.",
        source="beyond", needs=("work_logs", "calls", "shifts"), requires=(("work_logs", "calls"), ("shifts",)),
        pairs=("handle_time",),
        why="Above 85 to 90 % people burn out; far below it there are more people than work.",
    ),
    Metric(
        id="requests_per_agent", title="Active requests per agent", group="people", unit="ratio", better="neither",
        kind=HeldPerAgent("active", "", TICKETS, enter="from_at", leave="to_at"),
        text="Active tickets that an agent holds at the period's end, per agent who holds one.",
        source="S3.4", needs=("tickets", "ticket_events"), requires=(("tickets",),), pairs=("started_per_solved",),
        why="Whether the work lies on few shoulders.",
    ),
    Metric(
        id="started_per_solved", title="Tickets started per ticket solved", group="people", unit="ratio",
        better="neither",
        kind=Composite(
            "taken", "taken_at", BY_AGENT,
            made_of={
                "taken": Scan("taken", "taken_at", {"n": count_where(BY_AGENT.counted())}),
                "solved": Scan("tickets", "solved_at", {"n": count_where(SOLVED.counted(HELD))}),
            },
            formula=_started_per_solved,
        ),
        text="Tickets that an agent first took in the period, per ticket with an agent solved in it. A ticket is taken "
        "when it first gets an agent. Above 1 more is begun than finished.",
        source="S3.4", needs=("tickets", "ticket_events"), requires=(("tickets",),), of="requests_per_agent",
        why="Whether agents finish what they begin, or only start new tickets.",
    ),
    Metric(
        id="employee_turnover", title="Employee turnover", group="people", unit="share", better="down",
        kind=Turnover("staff", "", STAFF),
        text="Staff who left in the period, divided by the mean headcount over its days; not annualised. Nothing is "
        "told of a group of fewer than five people.",
        source="S0.11", needs=("agents",), requires=(("agents",),), pairs=("employee_retention", "esat"),
        why="Who leaves takes along what they know; rising turnover comes before falling service.",
    ),
    Metric(
        id="employee_retention", title="Employee retention", group="people", unit="share", better="up",
        kind=StaffKept("staff", "", STAFF, thing="agent_id", enter="hired_at", leave="left_at"),
        text="Staff there at the period's beginning who are there at its end, among those there at its beginning. "
        "Nothing is told of a group of fewer than five people.",
        source="S0.11", needs=("agents",), requires=(("agents",),), of="employee_turnover", pairs=("esat",),
        why="Whether experience stays in the house.",
    ),
    Metric(
        id="esat", title="Employee satisfaction", group="people", unit="share", better="up",
        kind=StaffShare(
            "staff_surveys", "answered_at", ESAT, {"event": "answered_at"}, hit="is_top_box",
            person="COALESCE('a' || agent_id, 'r' || response_id)",
        ),
        text="Answers of the staff in the best boxes, among their answers with a score, boxes as in customer "
        "satisfaction. Nothing is told of fewer than five people who answered.",
        source="S2.20 S3.6", needs=("survey_responses", "agents"), requires=(("survey_responses",),), survey=True,
        pairs=("employee_turnover",),
        why="Content agents make content customers; discontent shows here before it shows in turnover.",
    ),
    Metric(
        id="top_performers", title="Top performers", group="people", unit="score", better="up",
        kind=Performers("handled", "solved_at", SOLVED, made_of=_performers()),
        text="For each agent the weighted mean of first contact resolution, customer satisfaction, tickets solved and "
        "short handle time, each in standard deviations between the agents and drawn toward the mean of the agent's "
        "team, the more so the less it rests on. 0 is the middle of those compared. An agent with fewer than "
        "min_n_agent tickets solved has no rank.",
        source="S2.21",
        needs=("tickets", "messages", "ticket_events", "survey_responses", "work_logs", "calls", "agents"),
        requires=(("tickets",), ("messages",)), pairs=("quality_score",),
        why="Whom to recognise, and to learn from: with how sure the rank is, so that luck is not taken for skill.",
    ),
]  # fmt: skip
