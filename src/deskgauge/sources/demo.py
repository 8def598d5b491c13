"""A believable company to look at: two years of a shop for mountain gear, made from a seed.

What happens in it is in docs/demo.md. The way: demo_story says when what happens, demo_service plays the contacts,
the other modules add what a company has beside them, demo_sheets writes the files.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from deskgauge.sources.demo_books import write_books
from deskgauge.sources.demo_calls import Call
from deskgauge.sources.demo_case import CaseWriter
from deskgauge.sources.demo_customers import Customers
from deskgauge.sources.demo_flaws import plant_in_calls, plant_in_cases, plant_rows
from deskgauge.sources.demo_help import write_help
from deskgauge.sources.demo_project import project_file
from deskgauge.sources.demo_service import Played, Service
from deskgauge.sources.demo_sheets import Sheets
from deskgauge.sources.demo_shop import write_shop
from deskgauge.sources.demo_staff import Roster, write_staff
from deskgauge.sources.demo_story import Story, write_events
from deskgauge.sources.demo_surveys import Surveys, write_reviews
from deskgauge.sources.demo_teams import staff
from deskgauge.sources.demo_time import Stage


def write_company(
    folder: Path, *, seed: int = 7, tickets: int = 20_000, end: date = date(2026, 10, 31), days: int = 730
) -> None:
    """Write a project: deskgauge.toml, and in files/ one CSV per canonical table.

    ``tickets`` is met within a few in a hundred; ``end`` is the last day, ``days`` how many there are. The same
    arguments give the same bytes. Existing files of these names are replaced.
    """
    stage = Stage(seed, tickets, end, days)
    story = Story(stage)
    roster = Roster(story, staff(stage))
    played = Service(story, roster, Customers(stage)).play()
    plant_in_cases(stage, played.cases)
    plant_in_calls(stage, played.switchboard.calls)
    with Sheets(folder / "files") as sheets:
        _write_contacts(sheets, played)
        played.customers.write(sheets)
        write_staff(sheets, story, roster)
        write_books(sheets, story, roster)
        write_help(sheets, played)
        write_events(sheets, story)
        plant_rows(sheets, stage)
    (folder / "deskgauge.toml").write_text(project_file(story), encoding="utf-8")


def _write_contacts(sheets: Sheets, played: Played) -> None:
    """Write tickets, calls and what refers to them."""
    stage = played.story.stage
    calls = played.switchboard.write(sheets)
    writer = CaseWriter(sheets, stage.stop, stage.rng("cases"))
    for case in played.cases:
        writer.write(case)
    _log_chats(writer, calls)
    Surveys(sheets, played).write(calls)
    write_reviews(sheets, played, calls)
    write_shop(sheets, played, calls)


def _log_chats(writer: CaseWriter, calls: list[Call]) -> None:
    """Write the time that chats took, which the chat tool does not tell."""
    for call in calls:
        if call.kind == "chat" and call.agent and call.is_answered:
            writer.log(call.ended_at, call.talk, call.agent.agent_id, call_id=call.call_id)
