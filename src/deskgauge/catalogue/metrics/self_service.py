"""Self-service: how much customers help themselves, and whether it saved them the question."""

from __future__ import annotations

from deskgauge.catalogue.durations import Duration
from deskgauge.catalogue.kinds import Composite, Count, Share
from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.parts import Cells, Figure, Part, Scan, Value
from deskgauge.catalogue.population import Population
from deskgauge.catalogue.things import Distinct

SESSIONS = Population(validity=False)
VIEWS = Population(validity=False)
NO_CUSTOMER = ("no_customer", "customer_id IS NULL")
KNOWN_SESSIONS = SESSIONS.less(NO_CUSTOMER)
KNOWN_CONTACTS = Population("TRUE", (NO_CUSTOMER,))
STARTED, VIEWED = {"event": "started_at"}, {"event": "viewed_at"}
HELPED_OR_ASKED: dict[str, Part] = {
    "helped": Scan("sessions", "started_at", {"n": Figure("distinct", KNOWN_SESSIONS.counted(), "customer_id")}),
    "asked": Scan("contacting", '"at"', {"n": Figure("distinct", KNOWN_CONTACTS.counted(), "customer_id")}),
}


def _ratio(cells: Cells) -> Value:
    helped, asked = cells.count("helped", "n"), cells.count("asked", "n")
    return Value(helped / asked if asked else None, asked)


METRICS = [
    Metric(
        id="self_service_usage", title="Self-service usage", group="self_service", unit="count", better="up",
        kind=Count("sessions", "started_at", SESSIONS, STARTED),
        text="Sessions in self-service tools that began in the period: articles, videos, the community, the chatbot, "
        "the search, forms.",
        why="Which tools customers help themselves with, and which ones or which topics they leave aside.",
        source="S2.4", needs=("self_service_sessions",), requires=(("self_service_sessions",),),
        pairs=("self_service_customers", "deflection_rate"),
    ),
    Metric(
        id="self_service_customers", title="Self-service customers", group="self_service", unit="count", better="up",
        kind=Distinct("sessions", "started_at", KNOWN_SESSIONS, STARTED, thing="customer_id"),
        text="Different customers with at least one self-service session that began in the period. Sessions of nobody "
        "known are left out.",
        why="Whether many customers help themselves, or a few do it often.",
        source="S2.4", needs=("self_service_sessions",), requires=(("self_service_sessions",),),
        of="self_service_usage",
    ),
    Metric(
        id="self_service_ratio", title="Self-service ratio", group="self_service", unit="ratio", better="up",
        kind=Composite(
            "sessions", "started_at", KNOWN_SESSIONS, made_of=HELPED_OR_ASKED, formula=_ratio,
            left_out=(("sessions", "started_at", KNOWN_SESSIONS), ("contacting", '"at"', KNOWN_CONTACTS)),
        ),
        text="Different customers with a self-service session in the period, divided by the different customers with "
        "a contact in it. A customer who did both counts on both sides. Only country, language and segment cut the "
        "customers with a contact as well.",
        why="Whether self-service reaches more customers than the desk does.",
        source="beyond", needs=("self_service_sessions", "tickets", "calls"),
        requires=(("self_service_sessions",), ("tickets", "calls")), pairs=("deflection_rate",),
    ),
    Metric(
        id="deflection_rate", title="Deflection rate", group="self_service", unit="share", better="up",
        kind=Share(
            "sessions", "started_at",
            KNOWN_SESSIONS.less(("window_running", "SECONDS(over_at, $now) < $deflection_window")),
            STARTED,
            hit="next_contact_at IS NULL OR SECONDS(over_at, next_contact_at) > $deflection_window",
        ),
        text="Self-service sessions not followed by a contact of the same customer within deflection_window, among "
        "the sessions of known customers whose window is over. The window runs from the session's end, or from its "
        "start where no end is known; a contact at that very instant, or as the window ends, follows.",
        why="Whether those who tried to help themselves still had to ask.",
        source="S2.4", needs=("self_service_sessions", "tickets", "calls"),
        requires=(("self_service_sessions",), ("tickets", "calls")), pairs=("self_service_usage",),
    ),
    Metric(
        id="articles_read", title="Support articles read", group="self_service", unit="count", better="up",
        kind=Count("views", "viewed_at", VIEWS, VIEWED),
        text="Readings of help articles in the period, each reading counted. To be laid beside the volume of tickets "
        "and calls.",
        why="Whether the help centre takes load off the desk, and which articles carry it.",
        source="S3.2", needs=("article_views",), requires=(("article_views",),),
        pairs=("ticket_volume", "call_volume"),
    ),
    Metric(
        id="article_read_time", title="Article read time", group="self_service", unit="duration", better="neither",
        kind=Duration(
            "views", "viewed_at", VIEWS.less(("no_time", "seconds IS NULL")), VIEWED, finished="seconds",
        ),
        text="Time spent on an article, for each reading whose time is known.",
        why="An article that is found and not read for long needs work: pictures, steps, a recording.",
        source="S3.3", needs=("article_views",), requires=(("article_views",),), pairs=("read_share",),
    ),
    Metric(
        id="read_share", title="Articles read through", group="self_service", unit="share", better="up",
        kind=Share(
            "views", "viewed_at", VIEWS.less(("no_time", "seconds IS NULL OR reading_s IS NULL")), VIEWED,
            hit="seconds >= reading_s / 2",
        ),
        text="Readings that lasted at least half of what the article's words take at 200 a minute, among those whose "
        "time and whose article's words are known.",
        why="Found but not read: the article needs work, however often it is opened.",
        source="S3.3", needs=("article_views", "articles"), requires=(("article_views",), ("articles",)),
        of="article_read_time",
    ),
    Metric(
        id="article_contact_rate", title="Contacts after an article", group="self_service", unit="share",
        better="down",
        kind=Share(
            "views", "viewed_at",
            VIEWS.less(("window_running", "SECONDS(viewed_at, $now) < $deflection_window")), VIEWED,
            hit="SECONDS(viewed_at, next_contact_at) <= $deflection_window",
        ),
        text="Readings of an article followed within deflection_window by a contact of the same customer, or by a "
        "ticket, chat or call from that article's page, among the readings whose window is over. A contact from a "
        "page whose customer had not read it within the window counts for the last reading of the page by nobody "
        "known.",
        why="Which articles leave their readers with a question.",
        source="S3.3", needs=("article_views", "tickets", "calls"),
        requires=(("article_views",), ("tickets", "calls")), pairs=("read_share",),
    ),
]  # fmt: skip
