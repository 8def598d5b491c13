"""Small random companies full of trouble, as plain dicts; the same seed makes the same company."""

from __future__ import annotations

from random import Random

from naive import made_calls, made_surveys, made_tickets, more
from naive.desk import Company
from naive.made import Maker
from naive.scenes import SCENES, calendar_rows, settings_of, team_rows

__all__ = ["Company", "generate"]


def generate(seed: int, tickets: int = 120) -> Company:
    """Make the company of a seed with about so many tickets, and calls and answers in proportion."""
    scene = SCENES[seed % len(SCENES)]
    random = Random(seed)
    maker = Maker(random, scene, settings_of(scene, random))
    made_tickets.staff_and_customers(maker)
    maker.tables["teams"] += team_rows()
    maker.tables["calendars"] += calendar_rows(scene)
    for _ in range(tickets):
        made_tickets.ticket(maker)
    made_tickets.mergers(maker)
    made_calls.calls(maker, tickets * 3 // 4)
    made_calls.work_logs(maker, tickets // 2)
    made_surveys.reviews(maker, tickets // 4)
    made_surveys.surveys(maker, tickets)
    made_surveys.other_events(maker, tickets // 4)
    for module in more.modules():
        module.make(maker, tickets)
    for name in scene.emptied:
        maker.tables[name] = []
    if "calls" in scene.emptied:
        maker.tables["work_logs"] = [row for row in maker.tables["work_logs"] if not row["call_id"]]
    return Company(dict(maker.tables), maker.settings)
