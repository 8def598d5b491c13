"""The company: staff, hours, money, events, targets."""

from __future__ import annotations

from deskgauge.model.table import declare

DECLARED = (
    declare(
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
        later={"left_at": "leave_reason"},
    ),
    declare(
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
    declare(
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
    declare(
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
    declare(
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
    declare(
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
    declare(
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
    declare(
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
    declare(
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
    declare(
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
    declare(
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
