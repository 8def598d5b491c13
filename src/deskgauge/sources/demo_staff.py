"""Who is at which desk on which day of the demo company, and the tables that tell of the staff."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from deskgauge.model.opening_hours import DAY_S
from deskgauge.sources.demo_sheets import Sheets
from deskgauge.sources.demo_story import Story
from deskgauge.sources.demo_teams import (
    NEPAL,
    PROMOTED,
    TEAMS,
    WEEKS,
    Agent,
    Team,
    nepal_holidays,
)
from deskgauge.sources.demo_time import HOUR_S, ZONE, Stage, midnight

_SICK = 0.03
_BUSY = 1.2  # from this much overtime on, each stint has a second person


class Roster:
    """Who is at which desk on which day, and the paid stints that follow from it."""

    def __init__(self, story: Story, agents: list[Agent]) -> None:
        self.stage, self.agents = story.stage, agents
        self.by_id = {agent.agent_id: agent for agent in agents}
        self.stints: list[tuple[Agent, int, int]] = []
        self._there = {team.team_id: self._plan(story, team) for team in TEAMS}

    def pick(self, rng: Random, team: str, at: float) -> Agent:
        """Return somebody who is at the desk on that day."""
        return rng.choice(self._there[team][self.stage.day(at)])

    def is_there(self, agent: Agent, team: str, at: float) -> bool:
        """Tell whether the agent is at that desk on that day."""
        return agent in self._there[team][self.stage.day(at)]

    def _plan(self, story: Story, team: Team) -> list[list[Agent]]:
        rng = self.stage.rng(f"roster/{team.team_id}")
        people = [agent for agent in self.agents if agent.team_id == team.team_id and agent.role != "quality"]
        closed = set(nepal_holidays(self.stage)) if team.calendar == "kathmandu" else story.holidays
        plan = []
        for number, day in enumerate(self.stage.days):
            noon = self.stage.at(number, 12 * HOUR_S)
            employed = [agent for agent in people if agent.works(noon - 6 * HOUR_S) and agent.works(noon + 13 * HOUR_S)]
            stints = [] if day in closed else self._stints(team, day)
            if story.overtime(team.team_id, day) > _BUSY:
                stints = [stint for stint in stints for _ in range(2)]
            plan.append(self._assign(rng, number, employed, stints))
        return plan

    def _stints(self, team: Team, day: date) -> list[tuple[float, float]]:
        open_days = WEEKS[team.calendar]
        if day.strftime("%w") == "6" and "sat" in open_days:
            return list(team.saturday)
        names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        return list(team.stints) if names[day.weekday()] in open_days else []

    def _assign(
        self, rng: Random, number: int, employed: list[Agent], stints: list[tuple[float, float]]
    ) -> list[Agent]:
        """Share the day's stints among a few of those employed; on a closed day anybody may look in."""
        if not stints:
            return employed
        well = [agent for agent in employed if rng.random() >= _SICK] or employed
        chosen = rng.sample(well, min(len(well), len(stints)))
        for turn, (opens, closes) in enumerate(stints):
            start, stop = self.stage.at(number, opens * HOUR_S), self.stage.at(number, closes * HOUR_S)
            self.stints.append((chosen[turn % len(chosen)], start, stop))
        return chosen


def write_staff(sheets: Sheets, story: Story, roster: Roster) -> None:
    """Write teams, agents, their roles, their paid time and the calendar that comes with the data."""
    for team in TEAMS:
        sheets.add("teams", team_id=team.team_id, name=team.name, calendar_id=team.calendar, parent_team_id=team.parent)
    for agent in roster.agents:
        _write_agent(sheets, roster.stage, agent)
    _write_shifts(sheets, story, roster)
    holidays = [day.isoformat() for day in nepal_holidays(roster.stage)]
    sheets.add(
        "calendars", calendar_id="kathmandu", time_zone=NEPAL, weekly_hours=WEEKS["kathmandu"], holidays=holidays
    )


def _write_agent(sheets: Sheets, stage: Stage, agent: Agent) -> None:
    workshop = agent.team_id == "workshop"
    became_lead = PROMOTED.get(agent.agent_id)
    promoted = midnight(stage.first + timedelta(days=became_lead)) if became_lead is not None else stage.stop
    role = "lead" if promoted < stage.stop else agent.role
    sheets.add(
        "agents", agent_id=agent.agent_id, name=agent.name, team_id=agent.team_id, role=role,
        hired_at=agent.hired_at, left_at=agent.left_at, leave_reason=agent.reason, tier="2" if workshop else "1",
        hourly_cost=agent.cost, time_zone=NEPAL if workshop else ZONE, language=agent.language,
    )  # fmt: skip
    spans = [(agent.role, agent.hired_at, agent.left_at)]
    if promoted < stage.stop:
        spans = [(agent.role, agent.hired_at, promoted), ("lead", promoted, agent.left_at)]
    for name, start, end in spans:
        sheets.add("agent_roles", agent_id=agent.agent_id, role=name, from_at=start, to_at=end)


def _write_shifts(sheets: Sheets, story: Story, roster: Roster) -> None:
    training = midnight(story.training)
    rows = [(start, agent.agent_id, stop, "support") for agent, start, stop in roster.stints]
    for agent in roster.agents:
        for day in range(2):
            start = training + day * DAY_S + 14 * HOUR_S
            if agent.team_id == "phone" and agent.works(start) and start < roster.stage.stop:
                rows.append((start, agent.agent_id, start + 3 * HOUR_S, "training"))
    for number, (start, agent_id, stop, activity) in enumerate(sorted(rows), start=1):
        sheets.add(
            "shifts", shift_id=f"H{number:05}", agent_id=agent_id, started_at=start, ended_at=stop, activity=activity
        )
