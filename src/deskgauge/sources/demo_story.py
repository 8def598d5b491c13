"""What happens at the demo company: the four stories that its numbers tell, and when.

All dates follow from the last day. Each number here is a cause; what one then sees is in docs/demo.md.
"""

from __future__ import annotations

from datetime import date, timedelta

from deskgauge.model.public_holidays import public_holidays
from deskgauge.sources.demo_sheets import Sheets
from deskgauge.sources.demo_time import HOUR_S, Stage, midnight

# The company's week and year: the share of an ordinary day, from Monday, and from January.
_WEEK = (1.24, 1.1, 1.05, 1.02, 1.0, 0.68, 0.45)
_YEAR = (0.95, 0.88, 0.95, 1.02, 1.08, 1.1, 1.05, 0.98, 0.94, 0.92, 1.03, 1.12)
_GROWTH = 0.35  # over the whole span
_ON_A_HOLIDAY = 0.4
_IN_THE_CAMPAIGN = 1.3

LAUNCH_DEMAND = 2.5
"""How many times as many people write and call in the three weeks after the launch."""

_OVERTIME = {"front": 1.62, "evening": 1.4, "workshop": 2.0, "phone": 1.6}
"""What the desks manage in those weeks from the third day on; the returns desk has no more to do than ever."""
_OVERTIME_AFTER = 1.5  # and in the fortnight after

HASTE = 0.6
"""What is left of the handling time at the phone desk in the quarter in which it is paid by it."""

SATURDAY_STAFF = 0.3
"""How many people are there on a Saturday for each one on a weekday."""


def months_before(day: date, months: int) -> date:
    """Return the first day of the month so many months before."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, 1)


def first_monday(month: date) -> date:
    """Return the first Monday of a month."""
    return month + timedelta(days=-month.weekday() % 7)


class Story:
    """The dates of the story, and what they do to the demand, the staff and the work."""

    def __init__(self, stage: Stage) -> None:
        last = stage.last
        self.stage = stage
        self.launch = first_monday(months_before(last, 1))
        self.launch_end = self.launch + timedelta(days=21)
        quarter = months_before(last, (last.month - 1) % 3)
        self.gaming, self.gaming_end = months_before(quarter, 6), months_before(quarter, 3)
        self.training = first_monday(months_before(self.gaming_end, -1))
        self.policy = months_before(last, 8)
        self.outage = first_monday(months_before(last, 17)) + timedelta(days=8)
        self.outage_end = self.outage + timedelta(days=2)
        years = range(stage.first.year, last.year + 1)
        self.holidays = frozenset(day for year in years for day in public_holidays("PL", year))
        self._launch_at, self._launch_end_at = midnight(self.launch), midnight(self.launch_end)
        self._gaming_at, self._gaming_end_at = midnight(self.gaming), midnight(self.gaming_end)
        self._policy_at = midnight(self.policy)

    def ordinary(self, day: date) -> float:
        """Return the demand of an ordinary weekday at that time: growth and season."""
        grown = 1 + _GROWTH * (day - self.stage.first).days / len(self.stage.days)
        return grown * _YEAR[day.month - 1]

    def demand(self, day: date) -> float:
        """Return the demand of this very day."""
        level = self.ordinary(day) * _WEEK[day.weekday()]
        if day in self.holidays:
            level *= _ON_A_HOLIDAY
        if self.in_campaign(day):
            level *= _IN_THE_CAMPAIGN
        return level * (LAUNCH_DEMAND if self.launch <= day < self.launch_end else 1.0)

    def overtime(self, team: str, day: date) -> float:
        """Return what a desk manages on this day for each thing planned."""
        if team in _OVERTIME and self.launch + timedelta(days=2) <= day < self.launch_end:
            return _OVERTIME[team]
        if team in _OVERTIME and self.launch_end <= day < self.launch_end + timedelta(days=14):
            return _OVERTIME_AFTER
        return 1.0

    def in_campaign(self, day: date) -> bool:
        """Tell whether it is the week of the autumn sale."""
        return day.month == 11 and 20 <= day.day <= 29

    def in_launch(self, at: float) -> bool:
        """Tell whether the queue is flooded at this instant."""
        return self._launch_at <= at < self._launch_end_at

    def is_gamed(self, team: str | None, at: float) -> bool:
        """Tell whether this team is hurrying people off the line at this instant."""
        return team == "phone" and self._gaming_at <= at < self._gaming_end_at

    def haste(self, team: str | None, at: float) -> float:
        """Return what is left of the handling time."""
        return HASTE if self.is_gamed(team, at) else 1.0

    def is_soured(self, channel: str | None, request_type: str | None, at: float) -> bool:
        """Tell whether the new return rules spoil the answer: they are told to people by e-mail only."""
        return channel == "email" and request_type in ("return", "refund") and at >= self._policy_at


def write_events(sheets: Sheets, story: Story) -> None:
    """Write what the company did and what happened to it, with the dates of the story."""
    planned: list[tuple[str, date, date | None, str, str]] = [
        ("launch", story.launch, story.launch_end, "Wren GPS watch on sale",
         "The first watch of the company; questions about pairing, battery and delivery for three weeks."),
        ("policy", story.gaming, story.gaming_end, "Phone desk: bonus for short handling time",
         "A bonus for handling time under seven minutes; ended after one quarter."),
        ("policy", story.policy, None, "Returns: 14 days, at the customer's cost",
         "Was 30 days and free. Customers are told by e-mail."),
        ("incident", story.outage, story.outage_end, "Telephone and chat down",
         "A cut cable; people wrote instead."),
        ("training", story.training, None, "Phone desk: listening to whole calls",
         "Two afternoons for everybody at the phone desk."),
    ]  # fmt: skip
    planned += [
        ("campaign", date(year, 11, 20), date(year, 11, 30), f"Autumn sale {year}", "A third off.")
        for year in range(story.stage.first.year, story.stage.last.year + 1)
    ]
    planned += [("holiday", day, day + timedelta(days=1), "Public holiday", "") for day in sorted(story.holidays)]
    inside = [one for one in planned if story.stage.first <= one[1] <= story.stage.last]
    for number, (kind, day, until, title, note) in enumerate(sorted(inside, key=lambda one: one[1]), start=1):
        at = midnight(day) + (9 * HOUR_S if kind == "training" else 0)
        ended = min(midnight(until), story.stage.stop) if until else None
        sheets.add("events", event_id=f"V{number:03}", at=at, ended_at=ended, kind=kind, title=title, note=note or None)
