"""The desks of the demo company: their hours, their people, and who is there on which day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from deskgauge.sources.demo_story import Story
from deskgauge.sources.demo_time import HOUR_S, ZONE, Hours, Stage, midnight

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
NEPAL = "Asia/Kathmandu"
# Public holidays of the workshop, by hand: five days of Dashain, two of Tihar, and the fixed ones.
_DASHAIN = {2023: date(2023, 10, 24), 2024: date(2024, 10, 12), 2025: date(2025, 10, 2), 2026: date(2026, 10, 20)}
_TIHAR = {2023: date(2023, 11, 12), 2024: date(2024, 11, 1), 2025: date(2025, 10, 20), 2026: date(2026, 11, 8)}


def _weekdays(*spans: str, **others: list[str]) -> dict[str, list[str]]:
    return {**{day: list(spans) for day in WEEKDAYS}, **others}


WEEKS: Mapping[str, Mapping[str, list[str]]] = {
    "office": _weekdays("08:00-18:00", sat=["09:00-14:00"]),
    "phones": _weekdays("08:00-20:00", sat=["09:00-17:00"]),
    "returns": _weekdays("08:00-12:00", "13:00-17:00"),
    "evening": _weekdays("16:00-00:30", sat=["16:00-00:30"]),
    "kathmandu": {day: ["09:30-17:30"] for day in ("sun", *WEEKDAYS)},
}
RETURNS_LATER = {**{day: ["08:00-12:00", "13:00-17:00"] for day in WEEKDAYS[:4]}, "fri": ["08:00-12:00", "13:00-15:00"]}


@dataclass(frozen=True)
class Team:
    """A desk: its calendar, the share of the written tickets it is staffed for, and how its day is cut into stints."""

    team_id: str
    name: str
    calendar: str
    parent: str | None
    share: float  # of all tickets of a week
    stints: tuple[tuple[float, float], ...]  # local hours, weekdays
    saturday: tuple[tuple[float, float], ...]


TEAMS = (
    Team("front", "Front desk", "office", None, 0.35, ((8.5, 11.5), (13, 16)), ((9.5, 11.5),)),
    Team("phone", "Phone desk", "phones", "front", 0.08, ((8, 12), (12, 16), (16, 20)), ((9, 13), (13, 17))),
    Team("returns", "Returns desk", "returns", "front", 0.19, ((9, 10.5), (14, 15.5)), ()),
    Team("workshop", "Workshop Kathmandu", "kathmandu", None, 0.07, ((7, 8.5),), ()),
    Team("evening", "Evening desk", "evening", "front", 0.15, ((18, 20), (20.5, 22.5)), ((18, 20), (20.5, 22.5))),
)

# agent, name, team, role, hired and left in days from the first day, reason, hourly cost, language
_STAFF = """
    A01 | Marta Zielińska | front | lead | -1500 | | | 29 | pl
    A02 | Piotr Wrona | front | agent | -900 | | | 22 | pl
    A03 | Emily Hart | front | agent | -700 | | | 23 | en
    A04 | Li Jing | front | agent | -420 | | | 22 | zh
    A05 | Jovana Petrović | front | agent | -330 | 425 | moved away | 21 | sr
    A06 | Kacper Nowicki | front | agent | 190 | | | 20 | pl
    A07 | Sina Rahimi | front | agent | 440 | | | 20 | fa
    A08 | Agnieszka Lis | phone | lead | -1300 | | | 28 | pl
    A09 | Tomasz Baran | phone | agent | -800 | | | 21 | pl
    A10 | Olga Mazur | phone | agent | -510 | 260 | better pay elsewhere | 20 | pl
    A11 | Nikola Ilić | phone | agent | -390 | | | 21 | sr
    A12 | Daniel Reed | phone | agent | -250 | 655 | stress | 21 | en
    A13 | Hanna Wilk | phone | agent | 270 | | | 20 | pl
    A14 | Julia Sowa | phone | agent | 610 | | | 19 | pl
    A15 | Ewa Kruk | returns | lead | -1100 | | | 27 | pl
    A16 | Milica Savić | returns | agent | -460 | | | 21 | sr
    A17 | Filip Zając | returns | agent | -210 | 590 | studies | 20 | pl
    A18 | Chen Wei | returns | agent | 575 | | | 20 | zh
    A19 | Suman Gurung | workshop | lead | -1000 | | | 17 | ne
    A20 | Anita Tamang | workshop | agent | -620 | | | 14 | ne
    A21 | Bikash Rai | workshop | agent | -300 | 335 | went abroad | 13 | ne
    A22 | Prakash Sherpa | workshop | agent | 320 | | | 13 | ne
    A23 | Oskar Duda | evening | lead | -640 | | | 27 | pl
    A24 | Parisa Karimi | evening | agent | -350 | | | 22 | fa
    A25 | Zhao Min | evening | agent | 120 | | | 21 | zh
    A26 | Barbara Sikora | front | quality | -880 | | | 30 | pl
"""
PROMOTED = {"A09": 400, "A20": 250}  # agents who became leads, so many days after the first


@dataclass(frozen=True)
class Agent:
    """A member of staff; ``skill`` shifts quality and satisfaction, ``pace`` the time that work takes."""

    agent_id: str
    name: str
    team_id: str
    role: str
    hired_at: int
    left_at: int | None
    reason: str | None
    cost: float
    language: str
    skill: float
    pace: float

    def works(self, at: float) -> bool:
        """Tell whether the agent is employed at this instant."""
        return self.hired_at <= at and (self.left_at is None or at < self.left_at)


def staff(stage: Stage) -> list[Agent]:
    """Return everybody who was employed in the span, in the order of their keys."""
    rng = stage.rng("staff")
    agents = []
    for line in _STAFF.strip().splitlines():
        key, name, team, role, hired, left, reason, cost, language = (part.strip() for part in line.split("|"))
        hired_at = midnight(stage.first + timedelta(days=int(hired))) + 8 * HOUR_S
        left_at = midnight(stage.first + timedelta(days=int(left))) + 17 * HOUR_S if left else None
        gone = left_at is not None and left_at < stage.stop
        skill, pace = rng.gauss(0, 1), rng.lognormvariate(0, 0.08)
        if hired_at < stage.stop:
            agents.append(
                Agent(key, name, team, role, hired_at, left_at if gone else None, reason if gone else None,
                      float(cost), language, skill, pace)
            )  # fmt: skip
    return agents


def hours(story: Story) -> dict[str, Hours]:
    """Return the opening hours by calendar."""
    stage = story.stage
    closing = {date(year, 12, 31): 13 * HOUR_S for year in range(stage.first.year, stage.last.year + 1)}
    found: dict[str, Hours] = {}
    for name, week in WEEKS.items():
        if name == "kathmandu":
            found[name] = Hours(NEPAL, week, frozenset(nepal_holidays(stage)))
        else:
            change = (story.policy, RETURNS_LATER) if name == "returns" else None
            found[name] = Hours(ZONE, week, story.holidays, closing if name == "office" else {}, change)
    return found


def nepal_holidays(stage: Stage) -> list[date]:
    """Return the days on which the workshop in Kathmandu is closed."""
    days: list[date] = []
    for year in range(stage.first.year, stage.last.year + 1):
        days += [date(year, 1, 11), date(year, 2, 19), date(year, 4, 14), date(year, 5, 1), date(year, 9, 19)]
        if year in _DASHAIN:
            days += [_DASHAIN[year] + timedelta(days=number) for number in range(-2, 3)]
            days += [_TIHAR[year], _TIHAR[year] + timedelta(days=1)]
    return sorted(days)
