"""The queues for what is written to the demo company: first come, first served, while the desk is open."""

from __future__ import annotations

from math import log
from random import Random

from deskgauge.sources.demo_story import SATURDAY_STAFF, Story
from deskgauge.sources.demo_teams import TEAMS, Team, hours
from deskgauge.sources.demo_time import HOUR_S, WorkClock

_FULL_SCALE = 20_000
_WEEK_OF_DAYS = 6.5  # a week's demand in ordinary days
_UTILISATION = 0.6
_URGENT = 0.25  # how much of the queue an urgent ticket waits
_READING_S, _ROUND_S = 900, 3_600  # medians: to write a first answer, to come back to a ticket


class Desk:
    """One team's queue. Its clock runs in tickets: an arrival waits until those before it are done."""

    def __init__(self, team: Team, open_hours: WorkClock, capacity: WorkClock) -> None:
        self.team, self.hours, self._capacity = team, open_hours, capacity
        self._free = 0.0

    def first_turn(self, rng: Random, at: int, *, is_urgent: bool = False) -> int:
        """Queue a new ticket; return when its first answer is written."""
        here = self._capacity.reading(at)
        ahead = max(self._free - here, 0.0)
        self._free = here + ahead + 1.0
        ready = max(at, self._capacity.instant(here + ahead * (_URGENT if is_urgent else 1.0)))
        return self.hours.after(ready, 40 + rng.lognormvariate(log(_READING_S), 0.8))

    def later_turn(self, rng: Random, at: int) -> int:
        """Return when the desk comes back to a ticket it knows; a full queue delays that too."""
        ahead = max(self._free - self._capacity.reading(at), 0.0)
        busy = self._capacity.instant(self._capacity.reading(at) + 0.4 * ahead) if ahead > 1 else at
        return self.hours.after(max(at, busy), 60 + rng.lognormvariate(log(_ROUND_S), 0.8))


def desks(story: Story, arrivals: int) -> dict[str, Desk]:
    """Return the queue of each team, staffed for its share of the arrivals, season and growth, not for the launch."""
    stage = story.stage
    total = sum(story.demand(day) for day in stage.days)
    scale = max(stage.tickets, _FULL_SCALE * len(stage.days) / 730) / stage.tickets
    per_day = arrivals * scale / total
    calendars = hours(story)
    found = {}
    for team in TEAMS:
        spans = list(calendars[team.calendar].spans(stage))
        week = _weekly_hours(team)
        capacity = []
        for start, stop in spans:
            day = stage.days[stage.day(start)]
            rate = story.ordinary(day) * per_day * _WEEK_OF_DAYS * team.share / _UTILISATION / (week * HOUR_S)
            saturday = SATURDAY_STAFF if day.weekday() == 5 and team.calendar != "kathmandu" else 1.0
            capacity.append((start, stop, rate * saturday * story.overtime(team.team_id, day)))
        open_hours = WorkClock([(start, stop, 1.0) for start, stop in spans])
        found[team.team_id] = Desk(team, open_hours, WorkClock(capacity))
    return found


def _weekly_hours(team: Team) -> float:
    """Return the hours of a week, a Saturday's counted by the people there."""
    return {"office": 52.3, "phones": 63.6, "returns": 40.0, "evening": 46.3, "kathmandu": 48.0}[team.calendar]
