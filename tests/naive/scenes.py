"""Where the generated companies live: zones whose clocks change, working hours of every kind, labels of their own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from naive.zones import DAY, from_wall

SPELLINGS = {
    "new": ["new", "New", "NEW"],
    "open": ["open", "Open", "In Progress", "in-progress"],
    "pending": ["pending", "Pending", "waiting_on_customer", "Čekanje"],
    "on_hold": ["on_hold", "On-Hold", "on hold", "Hold"],
    "solved": ["solved", "Solved", "RESOLVED", "Gelöst"],
    "closed": ["closed", "Closed"],
    "other": ["zombie", "w.i.x."],
}
LABELS = {
    "status": {"Gelöst": "solved", "Čekanje": "pending"},
    "channel": {"Kontaktformular": "web"},
    "request_type": {"Rechnung": "billing", "Reklamation": "complaint"},
}
CHANNELS = ["email", "Email", "web", "Kontaktformular", "chat", "Live Chat", "phone", "social", "api", "pigeon", None]
TYPES = [
    "refund",
    "Refund",
    "billing",
    "Rechnung",
    "how-to",
    "shipping",
    "complaint",
    "Reklamation",
    "tax",
    "fax",
    None,
]
TEAMS = ["billing", "night", "weekend", "loose", "ghost", None]


@dataclass(frozen=True)
class Scene:
    """A zone, the day on which its clock changes (any day where it does not), the zone of the night shift."""

    zone: str
    change: date
    night_zone: str
    with_calendar: bool = True  # whether the company has default working hours
    emptied: tuple[str, ...] = ()  # tables that it does not have
    before: int = 30  # days of data before the change
    after: int = 14

    @property
    def start(self) -> datetime:
        """The first instant of the data."""
        return self._midnight(self.change - DAY * self.before)

    @property
    def end(self) -> datetime:
        """The last instant of the data, not on a border of days."""
        return self._midnight(self.change + DAY * self.after) + timedelta(hours=15, minutes=23, seconds=11)

    @property
    def turning(self) -> datetime:
        """Local midnight of the day on which the clock changes."""
        return self._midnight(self.change)

    def _midnight(self, day: date) -> datetime:
        return from_wall(datetime.combine(day, time()), ZoneInfo(self.zone))


SCENES = (
    Scene("Europe/Warsaw", date(2026, 3, 29), "America/New_York"),
    Scene("America/New_York", date(2025, 11, 2), "Europe/Warsaw", with_calendar=False),
    Scene("Australia/Lord_Howe", date(2026, 4, 5), "Australia/Lord_Howe"),
    Scene("Asia/Kathmandu", date(2026, 3, 8), "America/New_York", emptied=("customers", "teams", "quality_reviews")),
    Scene("America/Sao_Paulo", date(2018, 11, 4), "America/Sao_Paulo"),
    Scene("America/Sao_Paulo", date(2018, 2, 18), "Asia/Kathmandu", emptied=("calls", "agents", "agent_roles")),
    Scene("Australia/Lord_Howe", date(2025, 10, 5), "Europe/Warsaw", emptied=("survey_responses", "messages")),
)


def settings_of(scene: Scene, random: Random) -> dict[str, Any]:
    """Return the project file of a scene."""
    week = {key: ["09:00-13:00", "13:30-17:00"] for key in ("mon", "tue", "wed", "thu")}
    day = {number: (scene.change + DAY * number).isoformat() for number in range(-30, 15)}
    company: dict[str, Any] = {"name": "Trouble Ltd", "time_zone": scene.zone, "currency": "EUR"}
    if scene.with_calendar:
        company["calendar"] = "office"
    office = {
        "time_zone": scene.zone,
        **week,
        "fri": ["10:30-18:30"],
        "sun": ["01:00-04:00"],
        "holidays": [day[-20], day[-1]],
        "closed": [f"{day[-6]} 11:00-15:15", f"{day[2]} 13:00-24:00"],
        "changes": [{"from": day[4], **week, "wed": ["08:00-12:00"], "sat": ["00:00-24:00"]}],
    }
    night = {
        "time_zone": scene.night_zone,
        **{key: ["22:00-06:00"] for key in ("mon", "tue", "fri", "sat")},
        "sun": ["07:00-07:30", "20:15-03:00"],
        "closed": [day[-12], day[1], f"{day[-3]} 00:00-02:00"],
    }
    options = random.choice([{}, {"min_n": 5, "min_n_survey": 8, "min_n_agent": 3, "service_level_within": "30s"}])
    return {
        "company": company,
        "calendars": {"office": office, "night": night},
        "settings": options,
        "labels": LABELS,
    }  # fmt: skip


def calendar_rows(scene: Scene) -> list[dict[str, Any]]:
    """Return working hours kept in the data: two versions of one, and one that the project file overrules."""
    turn, evening = scene.change - DAY * 10, {"sat": ["10:00-14:00"], "sun": ["12:00-24:00"]}
    holidays = json.dumps([(scene.change - DAY * 14).isoformat(), f"{scene.change + DAY * 7} 12:00-13:00"])
    late = {"sat": ["00:00-03:30", "08:00-23:45"], "sun": ["01:15-02:15", "23:00-01:00"], "mon": ["07:00-08:00"]}
    common = {"time_zone": scene.zone, "holidays": holidays}
    return [
        {
            **common, "calendar_id": "weekend", "valid_from": (scene.change - DAY * 40).isoformat(),
            "valid_to": (turn - DAY * 3).isoformat(), "weekly_hours": json.dumps(evening),
        },
        {
            **common, "calendar_id": "weekend", "valid_from": turn.isoformat(), "valid_to": None,
            "weekly_hours": json.dumps(late),
        },
        {
            **common, "calendar_id": "office", "valid_from": (scene.change - DAY * 400).isoformat(),
            "valid_to": None, "weekly_hours": json.dumps({"mon": ["03:00-04:00"]}),
        },
    ]  # fmt: skip


def team_rows() -> list[dict[str, Any]]:
    """Return the teams: with hours of the project file and of the data, and without."""
    return [
        {"team_id": "billing", "name": "Billing", "calendar_id": "office"},
        {"team_id": "night", "name": "Night", "calendar_id": "night"},
        {"team_id": "weekend", "name": "Weekend", "calendar_id": "weekend"},
        {"team_id": "loose", "name": "Loose", "calendar_id": None, "parent_team_id": "night"},
    ]
