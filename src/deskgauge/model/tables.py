"""The canonical tables: what every source is brought into and all that a metric may read.

One declaration per table; the store's columns, the import's casts, the as-of view, the data-quality
checks and the documentation page are made from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from deskgauge.errors import NotFoundError


class Type(StrEnum):
    """The logical type of a column; each engine says how it stores it."""

    TEXT = "text"
    INSTANT = "instant"  # naive UTC, microseconds
    DATE = "date"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"  # decimal with four places
    JSON = "json"  # kept as its text


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name, logical type, what it means, its unit, whether it is personal and whether a row needs it."""

    name: str
    type: Type
    meaning: str
    unit: str = ""
    personal: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One canonical table: its grain, its key, its columns and the column that says when a row became true."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    event_time: str | None = None  # as-of hides rows whose event time is later
    planned: bool = False  # planned or future dates do not move "now"

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        unknown = [name for name in (*self.key, *([self.event_time] if self.event_time else [])) if name not in names]
        if unknown or len(names) != len(set(names)):
            raise ValueError(f"table {self.name}: unknown or repeated columns {unknown or names}")

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """The declared columns followed by the row bookkeeping of rule 41."""
        return self.columns + BOOKKEEPING

    @property
    def required(self) -> tuple[str, ...]:
        """The columns without which a row is rejected."""
        return tuple(column.name for column in self.columns if column.required)

    def column(self, name: str) -> Column:
        """Return one column by name; raise NotFoundError with the nearest names."""
        for column in self.all_columns:
            if column.name == name:
                return column
        raise NotFoundError("column", name, [c.name for c in self.all_columns], f"table {self.name}")


BOOKKEEPING = (
    Column("_source", Type.TEXT, "the source and file that the row came from"),
    Column("_loaded_at", Type.INSTANT, "when the row was loaded"),
)

_TYPES = {
    "": Type.TEXT,
    "at": Type.INSTANT,
    "date": Type.DATE,
    "bool": Type.BOOLEAN,
    "int": Type.INTEGER,
    "num": Type.NUMBER,
    "s": Type.NUMBER,
    "money": Type.MONEY,
    "json": Type.JSON,
}


def _column(text: str) -> Column:
    """Read ``name:type!* meaning``: ``!`` marks a required column, ``*`` a personal one, type ``s`` seconds."""
    head, _, meaning = text.partition(" ")
    name, _, kind = head.partition(":")
    required, personal = "!" in kind, "*" in kind
    kind = kind.strip("!*")
    return Column(name, _TYPES[kind], meaning.strip(), "seconds" if kind == "s" else "", personal, required)


def _table(
    name: str, grain: str, key: str, columns: str, event_time: str | None = None, *, planned: bool = False
) -> Table:
    lines = [line.strip() for line in columns.strip().splitlines() if line.strip()]
    return Table(name, grain, tuple(key.split()), tuple(_column(line) for line in lines), event_time, planned)


_DECLARED = (
    _table(
        "tickets",
        "a request for help",
        "ticket_id",
        """
        ticket_id:! the ticket
        created_at:at! when it was opened
        created_by: who opened it: customer, agent or bot; empty means the customer
        channel: how it came in
        subject:* its subject line
        request_type: what it is about
        priority: its priority, in the company's words
        status: its status today; used only where no change of status is recorded
        status_at:at when it took that status
        team_id: the team that holds it today
        agent_id: the agent who holds it today
        customer_id: who asked
        organization_id: the customer's organisation
        brand: the brand it was asked of
        product: the product it is about
        language: the language it is written in
        tags:json its tags, a list of texts
        country: the customer's country
        is_complaint:bool whether it is a complaint
        is_escalated:bool whether it was flagged as escalated
        is_spam:bool whether it is spam
        is_deleted:bool whether it was deleted
        merged_into: the ticket that it was merged into
        parent_ticket_id: the ticket that it follows
        article_id: the help page that it was opened from
        custom:json further fields of the source
        """,
        "created_at",
    ),
    _table(
        "ticket_events",
        "one change of a ticket",
        "event_id",
        """
        event_id:! the change
        ticket_id:! the ticket
        at:at! when it changed
        actor_id: who changed it
        actor_kind: customer, agent, bot or system
        field:! what changed: status, team_id, agent_id, priority, tier, channel, …
        old_value: the value before
        new_value: the value after
        """,
        "at",
    ),
    _table(
        "messages",
        "one message or note",
        "message_id",
        """
        message_id:! the message
        ticket_id:! the ticket
        at:at! when it was sent
        author_id: who wrote it
        author_kind: customer, agent, bot or system
        is_public:bool whether the customer can see it; empty means yes
        is_auto:bool whether it was sent automatically; empty means no
        channel: how it was sent
        body:* its text
        via: what sent it
        """,
        "at",
    ),
    _table(
        "calls",
        "one call, or one live chat session in a queue",
        "call_id",
        """
        call_id:! the call or chat
        kind: call or chat; empty means call
        direction: inbound or outbound; empty means inbound
        queued_at:at! when it entered the queue
        answered_at:at when an agent answered
        ended_at:at when the talk ended or the caller gave up
        outcome: answered, abandoned, voicemail, callback, transferred or failed
        wait_s:s time in the queue, used only where a time is missing
        talk_s:s time talking
        hold_s:s time on hold
        wrap_s:s work after the call
        queue: the queue
        team_id: the team
        agent_id: the agent who answered
        customer_id: who called
        ticket_id: the ticket that it is about
        channel: how it came in; empty means phone for calls and chat for chats
        request_type: what it is about
        article_id: the help page that it was started from
        number:* the caller's number
        """,
        "queued_at",
    ),
    _table(
        "work_logs",
        "agent time on a piece of work",
        "work_id",
        """
        work_id:! the entry
        ticket_id: the ticket worked on
        call_id: the call worked on
        agent_id: who worked
        started_at:at when the work began
        ended_at:at when it ended
        seconds:s how long it took; where empty, from beginning to end
        """,
        "ended_at",
    ),
    _table(
        "quality_reviews",
        "an audit of one ticket or call",
        "review_id",
        """
        review_id:! the audit
        ticket_id: the ticket audited
        call_id: the call audited
        agent_id: whose work was audited
        reviewer_id: who audited
        reviewed_at:at! when
        score:num the score given
        scale_max:num the best score possible
        criteria:json the scores by criterion
        """,
        "reviewed_at",
    ),
    _table(
        "survey_invites",
        "a survey sent",
        "invite_id",
        """
        invite_id:! the invitation
        survey_id: the survey
        kind: csat, nps, ces, esat, brand, experience or competitor
        sent_at:at! when it was sent
        reminded_at:at when it was sent again
        customer_id: to whom
        agent_id: whose work it asks about
        ticket_id: the ticket that it asks about
        channel: the channel that it asks about
        """,
        "sent_at",
    ),
    _table(
        "survey_responses",
        "an answer",
        "response_id",
        """
        response_id:! the answer
        invite_id: the invitation that it answers
        survey_id: the survey
        kind: csat, nps, ces, esat, brand, experience or competitor
        question: the question answered
        answered_at:at! when
        score:num the score given
        scale_min:num the lowest score of the scale
        scale_max:num the highest score of the scale
        high_is_good:bool whether a high score is good
        choice: the choice made, where the question is no scale
        effort_area: what the effort was about
        stage: purchase, support or follow_up
        comment:* what was written
        language: the language of the comment
        customer_id: who answered
        agent_id: whose work was rated
        ticket_id: the ticket rated
        """,
        "answered_at",
    ),
    _table(
        "customers",
        "a customer",
        "customer_id",
        """
        customer_id:! the customer
        created_at:at since when
        ended_at:at until when; empty means still
        name:* name
        email:* e-mail address
        segment: the customer segment
        plan: the plan
        country: the country
        language: the language
        organization_id: the organisation
        is_contractual:bool whether a contract says when the customer leaves
        """,
        "created_at",
    ),
    _table(
        "subscriptions",
        "a contract span",
        "subscription_id",
        """
        subscription_id:! the contract
        customer_id:! the customer
        started_at:at! from when
        ended_at:at until when
        plan: the plan
        monthly_amount:money the monthly price
        currency: its ISO 4217 currency
        """,
        "started_at",
        planned=True,
    ),
    _table(
        "orders",
        "a purchase or other wanted action",
        "order_id",
        """
        order_id:! the order
        customer_id: who bought
        ordered_at:at! when
        kind: new, repeat, upsell, cross_sell or action
        amount:money its amount
        currency: its ISO 4217 currency
        product: what was bought
        credited_ticket_id: the ticket that it is credited to
        credited_call_id: the call that it is credited to
        is_cancelled:bool whether it was cancelled
        """,
        "ordered_at",
    ),
    _table(
        "visits",
        "a web visit",
        "visit_id",
        """
        visit_id:! the visit
        customer_id: the visitor, where known
        started_at:at! when it began
        seconds:s how long it lasted
        referrer: where from
        landing: the first page
        converted:bool whether it ended in a wanted action
        order_id: the order that it ended in
        """,
        "started_at",
    ),
    _table(
        "email_events",
        "one event of one sent mail",
        "event_id",
        """
        event_id:! the event
        message_id:! the mail
        campaign: the campaign
        customer_id: to whom
        at:at! when
        kind:! sent, delivered, opened, clicked, bounced or unsubscribed
        """,
        "at",
    ),
    _table(
        "contact_attempts",
        "the company tries to reach a customer",
        "attempt_id",
        """
        attempt_id:! the attempt
        customer_id: whom
        agent_id: who tried
        channel: how
        attempted_at:at! when
        answered_at:at when it was answered; empty means it was not
        """,
        "attempted_at",
    ),
    _table(
        "articles",
        "a help article",
        "article_id",
        """
        article_id:! the article
        title: its title
        language: its language
        words:int how many words it has
        category: its category
        created_at:at when it was written
        updated_at:at when it was last changed
        body:* its text
        """,
        "created_at",
    ),
    _table(
        "article_views",
        "a reading of an article",
        "view_id",
        """
        view_id:! the view
        article_id:! the article
        viewed_at:at! when
        seconds:s how long
        customer_id: the reader, where known
        visitor_id: the reader's browser
        search_term: the search that led there
        """,
        "viewed_at",
    ),
    _table(
        "self_service_sessions",
        "a session in a self-service tool",
        "session_id",
        """
        session_id:! the session
        tool: article, video, community, chatbot, search or form
        started_at:at! when it began
        ended_at:at when it ended
        customer_id: the customer, where known
        visitor_id: the visitor's browser
        topic: what it was about
        outcome: how it ended, in the tool's words
        """,
        "started_at",
    ),
    _table(
        "social_posts",
        "a public post",
        "post_id",
        """
        post_id:! the post
        network: the network
        posted_at:at! when
        author:* who posted
        kind: question, mention, complaint, praise or other
        topic: what it is about
        sentiment: positive, neutral or negative
        body:* its text
        language: its language
        is_to_brand:bool whether it is addressed to the brand
        responded_at:at when the company answered
        response_id: the company's answer
        ticket_id: the ticket opened from it
        answered_by_article: the article that answers it
        """,
        "posted_at",
    ),
    _table(
        "agents",
        "a member of staff",
        "agent_id",
        """
        agent_id:! the agent
        name:* name
        team_id: the team
        role: the role
        hired_at:at since when
        left_at:at until when; empty means still
        leave_reason: why the agent left
        tier: the support tier
        hourly_cost:money cost of an hour
        time_zone: the agent's zone
        language: the agent's language
        """,
    ),
    _table(
        "agent_roles",
        "a span of a role",
        "agent_id from_at",
        """
        agent_id:! the agent
        role:! the role
        from_at:at! from when
        to_at:at until when; empty means still
        """,
    ),
    _table(
        "teams",
        "a team",
        "team_id",
        """
        team_id:! the team
        name: its name
        calendar_id: its working hours
        parent_team_id: the team above
        """,
    ),
    _table(
        "shifts",
        "paid working time",
        "shift_id",
        """
        shift_id:! the shift
        agent_id:! the agent
        started_at:at! from when
        ended_at:at! until when
        activity: what the time is for
        """,
        "started_at",
        planned=True,
    ),
    _table(
        "calendars",
        "working hours in force for a span of dates",
        "calendar_id valid_from",
        """
        calendar_id:! the calendar
        time_zone:! its IANA zone
        valid_from:date the first day; empty means from the beginning
        valid_to:date the last day; empty means until the next row of the calendar
        weekly_hours:json the spans of each day: {"mon": ["09:00-17:00"], …}
        holidays:json a country code as text, or a list of dates and part days
        """,
        planned=True,
    ),
    _table(
        "costs",
        "a cost of service",
        "cost_id",
        """
        cost_id:! the cost
        from_date:date! the first day that it covers
        to_date:date! the last day that it covers
        category: what for
        amount:money! its amount
        currency: its ISO 4217 currency
        team_id: the team
        channel: the channel
        """,
        planned=True,
    ),
    _table(
        "cash_movements",
        "money in or out",
        "movement_id",
        """
        movement_id:! the movement
        booked_at:at! when
        amount:money! its amount, negative for money out
        currency: its ISO 4217 currency
        category: what for
        kind: operating or other
        """,
        "booked_at",
    ),
    _table(
        "exchange_rates",
        "a rate of exchange",
        "date from_currency to_currency",
        """
        date:date! the day
        from_currency:! one unit of this
        to_currency:! is worth so many of this
        rate:num! how many
        """,
        planned=True,
    ),
    _table(
        "competitor_scores",
        "a published or surveyed value of a competitor",
        "company metric period",
        """
        company:! the competitor
        metric:! the metric
        period:! the period, as published
        value:num the value
        n:int how many answers it rests on
        origin: where it was published
        """,
    ),
    _table(
        "events",
        "something the company did or that happened",
        "event_id",
        """
        event_id:! the event
        at:at! when it began
        ended_at:at when it ended
        kind: launch, policy, training, campaign, incident or holiday
        title: its title
        note: what happened
        """,
        "at",
    ),
    _table(
        "targets",
        "a target",
        "metric team_id channel priority from_date",
        """
        metric:! the metric
        value:num! the value to reach
        team_id: for this team only
        channel: for this channel only
        priority: for this priority only
        from_date:date from this day
        to_date:date until this day, included
        """,
        planned=True,
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in _DECLARED}

NOW_COLUMNS: tuple[tuple[str, str], ...] = (
    ("tickets", "created_at"), ("tickets", "status_at"), ("ticket_events", "at"), ("messages", "at"),
    ("calls", "queued_at"), ("calls", "ended_at"), ("survey_responses", "answered_at"),
    ("orders", "ordered_at"), ("visits", "started_at"),
)  # fmt: skip
"""The columns whose newest instant is "now" (rule 2)."""


def table(name: str) -> Table:
    """Return the canonical table of that name; raise NotFoundError with the nearest names."""
    try:
        return TABLES[name]
    except KeyError:
        raise NotFoundError("table", name, TABLES) from None
