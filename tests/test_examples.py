"""The examples: the committed excerpt of a real incident log, the pages that show it, and a question to the demo."""

from __future__ import annotations

import json
import re
import shlex
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import deskgauge
from deskgauge.cli.main import app
from deskgauge.project import Workspace
from deskgauge.sources.demo import write_company
from naive.figures import kaplan_meier, mean, quantile
from realdata.asking import assert_nothing_lost, lines_of, project, stored, values
from realdata.incidents import Incident, incidents
from support import one_row

ROOT = Path(__file__).parent.parent
EXCERPT = ROOT / "examples" / "servicenow"
OWN = 'extends = "servicenow_incident_log"\n[parameters]\nzone = "Europe/Lisbon"\n'
MARCH = {"from_": "2016-03-01", "to": "2016-04-01", "grain": "month"}
QUESTION = ["query", "first_response_time", "csat", "--by", "channel", "--grain", "month"]
AUTUMN = ["--from", "2026-08-01", "--to", "2026-11-01", "--format", "json"]
COLUMNS = [
    "metric", "period_start", "period_end", "channel", "value", "unit", "n", "n_open", "provisional", "low", "high",
    "too_few",
]  # fmt: skip


# ---------------------------------------------------------------- the excerpt of the incident log


@pytest.fixture(scope="module")
def log() -> list[Incident]:
    """The excerpt, read line by line."""
    return incidents(lines_of(EXCERPT / "incident_log_excerpt.csv.gz"))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A project that imported the excerpt."""
    workspace = project(tmp_path_factory.mktemp("excerpt"))
    assert_nothing_lost(workspace.import_files([EXCERPT], mapping="servicenow_incident_log"))
    return workspace


def took(one: Incident, until: datetime) -> float:
    """Return the seconds from an incident's opening."""
    return (until - one.opened).total_seconds()


def test_the_excerpt_names_who_made_it_and_what_was_cut(log: list[Incident]) -> None:
    """As its licence asks; and what it says of its size is so."""
    credit = " ".join((EXCERPT / "CREDIT.md").read_text(encoding="utf-8").split())

    assert "Amaral" in credit
    assert "https://creativecommons.org/licenses/by/4.0/" in credit
    assert f"{len(log)} incidents" in credit
    assert f"{len(lines_of(EXCERPT / 'incident_log_excerpt.csv.gz')):,} stamped before 15 April 2016" in credit


def test_importing_the_excerpt_again_changes_nothing(desk: Workspace, log: list[Incident]) -> None:
    """Every incident is there once, and stays as it is."""
    report = desk.import_files([EXCERPT], mapping="servicenow_incident_log")

    assert_nothing_lost(report)
    assert sum(line.inserted + line.updated for line in report.lines) == 0
    assert stored(desk, "SELECT count(*) FROM tickets") == [(len(log),)]


def test_the_backlog_of_the_excerpt_on_every_day(desk: Workspace, log: list[Incident]) -> None:
    """From the history of states, on 31 March too."""
    found = values(desk, "active_tickets", from_="2016-02-29", to="2016-04-14", grain="day")

    assert found == {day: sum(one.is_active(day + timedelta(days=1)) for one in log) for day in found}
    assert found[datetime(2016, 3, 31)] == 41
    assert len(found) == 45


def test_how_long_the_incidents_of_march_take(desk: Workspace, log: list[Incident]) -> None:
    """Those solved by the end of the log, and by Kaplan and Meier with those that were not."""
    now = max(update.at for one in log for update in one.updates)
    march = [one for one in log if one.opened.month == 3]
    finished = [took(one, one.solved) for one in march if one.solved]
    waiting = [took(one, now) for one in march if not one.solved]
    half = Fraction(1, 2)
    naive = {
        "mean": mean(finished),
        "median": quantile(finished, half),
        "median_open": kaplan_meier(finished, waiting, half),
    }

    assert len(waiting) == 21
    for stat, expected in naive.items():
        row = one_row(desk, "resolution_time", anchor="created", stat=stat, **MARCH)
        assert (row["value"], row["n"], row["n_open"]) == (pytest.approx(expected), len(finished), len(waiting))


def test_the_zone_of_the_log_is_said_in_a_mapping_of_ones_own(tmp_path: Path, log: list[Incident]) -> None:
    """In Lisbon the clocks went forward within March: what ran over that night took an hour less."""
    workspace = project(tmp_path, "Europe/Lisbon")
    (tmp_path / "mappings").mkdir(exist_ok=True)
    (tmp_path / "mappings" / "lisbon.toml").write_text(OWN)
    workspace.import_files([EXCERPT], mapping="lisbon")
    solved = [(one.opened, one.solved) for one in log if one.solved and one.solved.month == 3]
    passed = [(in_lisbon(end) - in_lisbon(begin)).total_seconds() for begin, end in solved]

    assert one_row(workspace, "resolution_time", stat="mean", **MARCH)["value"] == pytest.approx(mean(passed))
    assert mean(passed) != mean([(end - begin).total_seconds() for begin, end in solved])
    days = values(workspace, "active_tickets", from_="2016-03-24", to="2016-04-01", grain="day")
    assert days == {day: sum(one.is_active(day + timedelta(days=1)) for one in log) for day in days}


def in_lisbon(wall: datetime) -> datetime:
    """Return the instant at which the clocks of Lisbon showed a time."""
    return wall.replace(tzinfo=ZoneInfo("Europe/Lisbon")).astimezone(UTC)


@pytest.mark.parametrize("name", ["examples.md", "explain.md"])
def test_the_pages_of_examples_show_what_their_commands_print(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each command of a console block is run, and each line under it stands in what it prints."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    shown = re.findall(r"^\$ deskgauge (.*)\n((?:(?!\$ |```).*\n)*)", page, re.MULTILINE)

    assert len(shown) >= 5
    for command, lines in shown:
        assert app(shlex.split(command)) == 0, command
        printed = {squeezed(line) for line in capsys.readouterr().out.splitlines()}
        assert {squeezed(line) for line in lines.splitlines()} - printed <= {"…", ""}, command


def squeezed(line: str) -> str:
    """Return a line without the blanks that only lay it out."""
    return " ".join(line.split())


# ---------------------------------------------------------------- a question to the demo company


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo company with a few hundred tickets, loaded."""
    folder = tmp_path_factory.mktemp("demo")
    write_company(folder, tickets=600, days=120, end=date(2026, 10, 31))
    assert_nothing_lost(deskgauge.open(folder).import_files([folder / "files"]))
    return folder


def asked(folder: Path, capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    """Ask on the command line; return the JSON of the answer."""
    capsys.readouterr()
    assert app([*QUESTION, *AUTUMN, *words, "--project", str(folder)]) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


Place = tuple[str, str | None]


def waits(answer: Mapping[str, Any]) -> dict[Place, dict[str, Any]]:
    """Return the rows of first response time by month and channel."""
    rows = [row for row in answer["rows"] if row["metric"] == "first_response_time"]
    found = {(row["period_start"], row["channel"]): row for row in rows}
    assert len(found) == len(rows)
    return found


@pytest.mark.parametrize("clock", ["calendar", "business"])
@pytest.mark.parametrize("stat", ["headline", "mean", "p90"])
def test_the_answer_has_the_shape_of_the_interface(
    demo: Path, capsys: pytest.CaptureFixture[str], clock: str, stat: str
) -> None:
    """Rows with the same columns in the same order, definitions with their options, and what was left out."""
    answer = asked(demo, capsys, "--clock", clock, "--stat", stat)
    rows = answer["rows"]
    options = {metric: told["options"] for metric, told in answer["definitions"].items()}

    assert list(answer) == ["rows", "definitions", "excluded", "data_through", "as_of"]
    assert all(list(row)[: len(COLUMNS)] == COLUMNS for row in rows)
    assert [row["metric"] for row in rows] == sorted((row["metric"] for row in rows), reverse=True)
    assert {row["metric"]: row["unit"] for row in rows} == {"first_response_time": "duration", "csat": "share"}
    assert {(row["period_start"], row["period_end"]) for row in rows} == {
        ("2026-08-01T00:00:00+02:00", "2026-09-01T00:00:00+02:00"),
        ("2026-09-01T00:00:00+02:00", "2026-10-01T00:00:00+02:00"),
        ("2026-10-01T00:00:00+02:00", "2026-11-01T00:00:00+01:00"),
    }
    assert options["first_response_time"]["clock"] == clock
    assert options["first_response_time"]["stat"] == ("median" if stat == "headline" else stat)
    assert "clock" not in options["csat"]
    assert all(0 <= row["value"] <= 1 for row in rows if row["metric"] == "csat" and row["value"] is not None)
    assert re.fullmatch(r"2026-10-31T\d\d:\d\d:\d\dZ", answer["data_through"])
    assert answer["as_of"] is None


def test_every_ticket_of_the_demo_is_answered_for(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each was answered, or is left out with its reason: the sum is what was created, each once."""
    answer = asked(demo, capsys)
    created = deskgauge.open(demo)
    total = stored(
        created,
        "SELECT count(*) FROM tickets WHERE created_at >= '2026-07-31 22:00' AND created_at < '2026-10-31 23:00'",
    )
    answered = sum(row["n"] for row in waits(answer).values())
    left_out = Counter(answer["excluded"]["first_response_time"])

    assert total == [(answered + left_out.total(),)]
    assert left_out["no_reply_yet"] == sum(row["n_open"] for row in waits(answer).values())
    assert {"spam", "merged", "agent_created", "solved_without_reply"} <= set(left_out)


def test_the_two_clocks_and_the_statistics_fit_together(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Working time is never longer than the time that passes, a median never over a p90; satisfaction has no clock."""
    found = {
        (clock, stat): asked(demo, capsys, "--clock", clock, "--stat", stat)
        for clock in ("calendar", "business")
        for stat in ("headline", "mean", "p90")
    }
    satisfaction = [[row for row in answer["rows"] if row["metric"] == "csat"] for answer in found.values()]

    assert all(rows == satisfaction[0] for rows in satisfaction)
    for place, row in waits(found["calendar", "headline"]).items():
        if row["n"]:
            shown = {key: waits(answer)[place] for key, answer in found.items()}
            assert {one["n"] for one in shown.values()} == {row["n"]}
            for stat in ("headline", "mean", "p90"):
                assert shown["business", stat]["value"] <= shown["calendar", stat]["value"]
            for clock in ("calendar", "business"):
                assert shown[clock, "headline"]["value"] <= shown[clock, "p90"]["value"]
    email = ("2026-09-01T00:00:00+02:00", "email")
    assert waits(found["business", "mean"])[email]["value"] < waits(found["calendar", "mean"])[email]["value"] / 2
