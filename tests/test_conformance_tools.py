"""Small tools of other people's kind, held against the suite: it finds the error of each, there and nowhere else."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from statistics import fmean
from zoneinfo import ZoneInfo

import pytest

from conformance.__main__ import COMPANIES, main, verdicts_on
from conformance.form import read_expected
from conformance.judge import AGREES, DIFFERS

Cells = dict[str, str]
Tool = Callable[[Path, Cells], str]
"""Answers one question about a company, given its row of the questionnaire; empty where it cannot."""

EXPECTED = {path.name: read_expected(path) for path in sorted(COMPANIES.iterdir())}
PLAIN = ("by", "where", "clock", "anchor", "as_of")


def held(tool: Tool, folder: Path) -> tuple[set[str], set[str]]:
    """Let a tool fill in the questionnaires; return the questions on which it agrees, and on which it differs."""
    main(["--write", str(folder)])
    for path in folder.iterdir():
        rows = rows_of(path)
        for row in rows:
            row["value"] = tool(COMPANIES / path.stem, row)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    found = [
        (one.outcome, f"{company} {one.question['question']}")
        for company, verdicts in verdicts_on(folder, EXPECTED).items()
        for one in verdicts
    ]
    agrees, differs = ({name for outcome, name in found if outcome == told} for told in (AGREES, DIFFERS))
    return agrees, differs


def rows_of(path: Path) -> list[Cells]:
    """Read a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def is_asked(row: Cells, metric: str, stat: str) -> bool:
    """Whether this is the metric over a whole range, without any option."""
    return (row["metric"], row["grain"], row["stat"]) == (metric, "total", stat) and not any(row[one] for one in PLAIN)


def local(company: Path, text: str) -> datetime:
    """Return an instant by the wall clock of the company."""
    settings = tomllib.loads((company / "deskgauge.toml").read_text(encoding="utf-8"))
    return datetime.fromisoformat(text).astimezone(ZoneInfo(settings["company"]["time_zone"])).replace(tzinfo=None)


def within(company: Path, row: Cells, text: str) -> bool:
    """Whether an instant lies in the range of a question."""
    return datetime.fromisoformat(row["from"]) <= local(company, text) < datetime.fromisoformat(row["to"])


def counting(*out: str) -> Tool:
    """A tool that counts tickets, leaving out those with something in these columns."""

    def tool(company: Path, row: Cells) -> str:
        if not is_asked(row, "ticket_volume", "") or not (company / "tickets.csv").exists():
            return ""
        tickets = [one for one in rows_of(company / "tickets.csv") if within(company, row, one["created_at"])]
        return str(sum(not any(one.get(name) not in (None, "", "false") for name in out) for one in tickets))

    return tool


def averaging(company: Path, row: Cells) -> str:
    """A tool that keeps one mean a day and averages these, and knows a wait only by its two instants."""
    if not is_asked(row, "speed_of_answer", ""):
        return ""
    days: dict[str, list[float]] = {}
    for one in rows_of(company / "calls.csv"):
        is_call = one.get("kind", "call") == "call" and one.get("direction", "inbound") == "inbound"
        if one["answered_at"] and is_call and within(company, row, one["queued_at"]):
            wait = datetime.fromisoformat(one["answered_at"]) - datetime.fromisoformat(one["queued_at"])
            days.setdefault(one["queued_at"][:10], []).append(wait.total_seconds())
    return repr(fmean(map(fmean, days.values())))


def first_waits(read: Callable[[Path, str], datetime]) -> Tool:
    """A tool that subtracts the creation from the first message of an agent, both read off some clock."""

    def tool(company: Path, row: Cells) -> str:
        if not is_asked(row, "first_response_time", "mean") or not (company / "messages.csv").exists():
            return ""
        tickets = [one for one in rows_of(company / "tickets.csv") if within(company, row, one["created_at"])]
        created = {one["ticket_id"]: one["created_at"] for one in tickets}
        replies: dict[str, datetime] = {}
        for one in rows_of(company / "messages.csv"):
            if one["author_kind"] == "agent":
                at = read(company, one["at"])
                replies[one["ticket_id"]] = min(at, replies.get(one["ticket_id"], at))
        waits = [replies[name] - read(company, at) for name, at in created.items() if name in replies]
        return repr(fmean(wait.total_seconds() for wait in waits))

    return tool


@pytest.mark.parametrize(
    ("out", "wrong"),
    [
        (("is_spam", "is_deleted", "merged_into"), set()),
        (("is_spam", "is_deleted"), {"merge volume"}),
        (("merged_into", "is_deleted"), {"spam-and-deleted volume"}),
        ((), {"merge volume", "spam-and-deleted volume"}),
    ],
)
def test_a_tool_that_counts_what_is_no_request(out: tuple[str, ...], wrong: set[str], tmp_path: Path) -> None:
    """Merged tickets, spam, both: found where there are any."""
    agrees, differs = held(counting(*out), tmp_path)

    assert differs == wrong
    assert "unknown-requester volume" in agrees


def test_a_tool_that_averages_averages(tmp_path: Path) -> None:
    """It is right wherever all calls came on one day, and no wait is told only in seconds."""
    agrees, differs = held(averaging, tmp_path)

    assert differs == {"median-of-medians mean", "half-told-calls answer-speed"}
    assert agrees == {"callbacks answer-speed", "queue-waits answer-speed"}


CLOCKS = {"dst-autumn first-reply", "dst-spring first-reply", "no-midnight first-reply", "skipped-day first-reply"}
OTHERS = {"agent-first first-reply", "backwards-clock first-reply", "merge first-reply"}
"""Where such a tool errs by whatever clock: it takes an agent's opening, a reply too early, a merged ticket."""


def test_a_tool_that_reads_the_wall_clock(tmp_path: Path) -> None:
    """It differs where clocks change in a wait, and there it agrees once it reckons in instants."""
    by_wall = held(first_waits(local), tmp_path / "wall")
    by_instant = held(first_waits(lambda _, text: datetime.fromisoformat(text)), tmp_path / "instant")

    assert by_wall[1] == CLOCKS | OTHERS
    assert by_instant[1] == OTHERS
    assert by_instant[0] >= CLOCKS | {"overnight-shift first-reply", "late-replies first-reply"}
