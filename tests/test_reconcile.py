"""A vendor's numbers against ours: every cause planted in a small company, and found; and files of every shape."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from deskgauge.cli.main import app
from deskgauge.errors import MissingDataError, NotFoundError, UsageError
from deskgauge.project import Workspace
from support import company

WARSAW = ZoneInfo("Europe/Warsaw")
OFFICE = {"time_zone": "Europe/Warsaw", **{day: ["09:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}}
SETTINGS = {"company": {"time_zone": "Europe/Warsaw", "calendar": "office"}, "calendars": {"office": OFFICE}}
MONDAY = datetime(2026, 3, 23, 10, tzinfo=WARSAW)


class Desk:
    """A company that is written ticket by ticket."""

    def __init__(self) -> None:
        self.tickets: list[dict[str, object]] = []
        self.messages: list[dict[str, object]] = []
        self.events: list[dict[str, object]] = []

    def ticket(self, key: str, created: datetime = MONDAY, **more: object) -> None:
        """Open a ticket."""
        self.tickets.append({"ticket_id": key, "created_at": created.astimezone(UTC), "channel": "email", **more})

    def message(self, key: str, at: datetime, kind: str = "agent", **more: object) -> None:
        """Write a message on it."""
        self.messages.append({"message_id": f"{key}-{len(self.messages)}", "ticket_id": key, "at": at.astimezone(UTC),
                              "author_kind": kind, **more})  # fmt: skip

    def status(self, key: str, at: datetime, old: str, new: str) -> None:
        """Change its status."""
        self.events.append({"event_id": f"{len(self.events):04}", "ticket_id": key, "at": at.astimezone(UTC),
                            "field": "status", "old_value": old, "new_value": new})  # fmt: skip

    def open(self, folder: Path, store: str = "duckdb") -> Workspace:
        """Import all of it."""
        tables = {"tickets": self.tickets, "messages": self.messages, "ticket_events": self.events}
        return company(folder, tables, SETTINGS, store)


def minutes(number: float) -> timedelta:
    """Return so many minutes."""
    return timedelta(minutes=number)


def write(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> Path:
    """Write a file of values separated by commas."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([header, *rows])
    return path


def causes(found: Any) -> dict[str, list[str]]:
    """Return the tickets of each cause."""
    told: dict[str, list[str]] = {}
    for row in found.rows:
        told.setdefault(row["cause"], []).append(row["ticket_id"])
    return told


# ------------------------------------------------------------------------------ first response, every cause
def first_responses() -> tuple[Desk, list[tuple[str, object]]]:
    """A desk, and a vendor's file in seconds that differs for every reason there is."""
    desk = Desk()
    file: list[tuple[str, object]] = []
    for at in range(4):  # the same
        desk.ticket(f"same{at}", MONDAY + minutes(at))
        desk.message(f"same{at}", MONDAY + minutes(at + 7) + timedelta(seconds=at * 13))
        file.append((f"same{at}", 7 * 60 + at * 13))
    for at in range(3):  # over a night: 18 h on the calendar, 2 h 10 min and more in office hours
        evening = MONDAY.replace(hour=16) + minutes(at)
        desk.ticket(f"office{at}", evening)
        desk.message(f"office{at}", evening.replace(hour=10, minute=10) + timedelta(days=1))
        file.append((f"office{at}", (60 - at) * 60 + 70 * 60))
    before = datetime(2026, 3, 28, 20, 5, tzinfo=WARSAW)  # the clocks go forward in this night
    for at in range(2):
        desk.ticket(f"dst{at}", before + minutes(at))
        desk.message(f"dst{at}", datetime(2026, 3, 29, 9, 33, tzinfo=WARSAW))
        file.append((f"dst{at}", 13 * 3600 + 28 * 60 - at * 60))  # by the wall clock an hour more than by the watch
    for at in range(2):
        desk.ticket(f"note{at}")
        desk.message(f"note{at}", MONDAY + minutes(3 + at), is_public=False)
        desk.message(f"note{at}", MONDAY + minutes(41))
        file.append((f"note{at}", (3 + at) * 60))
    for at in range(3):
        desk.ticket(f"bot{at}")
        desk.message(f"bot{at}", MONDAY + timedelta(seconds=2 + at), "bot")
        desk.message(f"bot{at}", MONDAY + minutes(52))
        file.append((f"bot{at}", 2 + at))
    for at in range(2):
        desk.ticket(f"zone{at}")
        desk.message(f"zone{at}", MONDAY + minutes(26 + at))
        file.append((f"zone{at}", (26 + at) * 60 + 2 * 3600))
    others(desk, file)
    return desk, file


def others(desk: Desk, file: list[tuple[str, object]]) -> None:
    """Add the tickets that one side has no value of, and one that nothing explains."""
    desk.ticket("odd")
    desk.message("odd", MONDAY + minutes(31))
    desk.ticket("agents", created_by="agent")
    desk.message("agents", MONDAY)
    desk.message("agents", MONDAY + minutes(9))
    desk.ticket("junk", is_spam=True)
    desk.message("junk", MONDAY + minutes(5))
    desk.ticket("twin", merged_into="same0")
    desk.message("twin", MONDAY + minutes(6))
    desk.ticket("waiting")
    desk.ticket("zero")
    desk.ticket("silent", status="solved", status_at=(MONDAY + minutes(4)).astimezone(UTC))
    desk.ticket("unsaid")
    desk.message("unsaid", MONDAY + minutes(11))
    desk.ticket("left_out")
    desk.message("left_out", MONDAY + minutes(12))
    desk.ticket("later", MONDAY + timedelta(days=40))
    desk.message("later", MONDAY + timedelta(days=40, minutes=5))
    file += [("odd", 4321), ("agents", 540), ("junk", 300), ("twin", 360), ("waiting", None), ("zero", 0),
             ("silent", 77), ("unsaid", None), ("ghost", 60)]  # fmt: skip


@pytest.fixture(scope="module")
def responses(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Path]:
    """The desk, open, and the file."""
    desk, file = first_responses()
    folder = tmp_path_factory.mktemp("responses")
    return desk.open(folder / "desk"), write(folder / "vendor.csv", ["Ticket ID", "First reply time (seconds)"], file)


def test_every_cause_is_found(responses: tuple[Workspace, Path]) -> None:
    """From the facts of each ticket, not from the size of the difference."""
    desk, file = responses
    found = desk.reconcile(file)

    assert (found.metric.id, found.unit, found.columns_used) == (
        "first_response_time", "seconds", ("Ticket ID", "First reply time (seconds)"),
    )  # fmt: skip
    assert causes(found) == {
        "equal": ["same0", "same1", "same2", "same3"],
        "clock:business": ["office0", "office1", "office2"],
        "wall_clock": ["dst0", "dst1"],
        "span:created:first_touch": ["note0", "note1"],
        "span:created:first_answer": ["bot0", "bot1", "bot2"],
        "offset:7200": ["zone0", "zone1"],
        "unexplained": ["odd"],
        "ours_none:agent_created": ["agents"],
        "ours_none:spam": ["junk"],
        "ours_none:merged": ["twin"],
        "neither": ["waiting"],
        "ours_none:no_reply_yet": ["zero"],
        "ours_none:solved_without_reply": ["silent"],
        "theirs_none": ["unsaid"],
        "not_in_file": ["left_out"],
        "outside": ["later"],
        "unknown": ["ghost"],
    }
    assert (found.equal, found.compared, found.share) == (4, 17, 4 / 17)


def test_causes_are_counted_with_examples_of_both_values(responses: tuple[Workspace, Path]) -> None:
    desk, file = responses
    told = {one.id: one for one in desk.reconcile(file).causes}
    bots = told["span:created:first_answer"]

    assert sum(one.count for one in told.values()) == 27
    assert (bots.count, bots.share) == (3, 3 / 27)
    assert [(one.ticket_id, one.theirs, one.ours) for one in bots.examples] == [
        ("bot0", 2.0, 3120.0), ("bot1", 3.0, 3120.0), ("bot2", 4.0, 3120.0),
    ]  # fmt: skip
    assert bots.text == "from the creation to the first answer, automatic ones included"
    assert told["offset:7200"].text == "2 h too much: one side is in another time zone"
    assert (
        told["ours_none:agent_created"].examples[0].detail.startswith("theirs is from the creation to the first reply")
    )


def test_on_the_other_clock_the_others_differ(responses: tuple[Workspace, Path]) -> None:
    desk, file = responses
    found = desk.reconcile(file, clock="business")

    assert set(causes(found)["equal"]) >= {"office0", "office1", "office2", "same0"}


def test_the_same_on_postgresql(postgres_database: str, responses: tuple[Workspace, Path], tmp_path: Path) -> None:
    desk, file = responses
    there = first_responses()[0].open(tmp_path, postgres_database)

    assert there.reconcile(file).to_dict() == desk.reconcile(file).to_dict()


# ------------------------------------------------------------------------------ other instants and rules
@pytest.fixture(scope="module")
def reopened(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Six tickets, replied to twice and solved after two hours; three of them reopened and solved after 30 hours."""
    desk = Desk()
    for at in range(6):
        start = MONDAY + minutes(at * 3)
        key = f"zendesk:{at}"
        desk.ticket(key, start, status="solved", customer_id=f"c{at}")
        desk.message(key, start + minutes(20))
        desk.message(key, start + minutes(25), is_public=False)
        desk.message(key, start + timedelta(hours=1, minutes=50))
        desk.status(key, start + timedelta(hours=2), "open", "solved")
        if at % 2:
            desk.status(key, start + timedelta(hours=26), "solved", "open")
            desk.status(key, start + timedelta(hours=30), "open", "solved")
    return desk.open(tmp_path_factory.mktemp("reopened"))


def test_another_instant_of_ours_is_told_by_its_name(reopened: Workspace, tmp_path: Path) -> None:
    """The vendor stops at the first solve; three tickets were solved twice. Ids stand without their source."""
    file = write(tmp_path / "v.csv", ["id", "Resolution time (min)"], [(at, 120) for at in range(6)])
    found = reopened.reconcile(file, "resolution_time")

    assert causes(found) == {
        "equal": ["zendesk:0", "zendesk:2", "zendesk:4"],
        "span:created:first_solved": ["zendesk:1", "zendesk:3", "zendesk:5"],
    }
    assert found.unit == "minutes"
    assert found.agreement[0] == ("from the creation to the first solve", 1.0)


def test_counts_of_messages(reopened: Workspace, tmp_path: Path) -> None:
    """The vendor counts the private note."""
    file = write(tmp_path / "v.csv", ["ticket_id", "replies"], [(at, 3) for at in range(6)])
    found = reopened.reconcile(file, "replies_per_resolution")

    assert causes(found) == {"counts:replies + notes": [f"zendesk:{at}" for at in range(6)]}
    assert found.causes[0].text == "private notes count as well"


def test_yes_and_no_under_another_rule(reopened: Workspace, tmp_path: Path) -> None:
    """Reopened or not: the vendor says no for one that was, for which there is no rule."""
    rows = [(at, "yes" if at in (1, 3) else "no") for at in range(6)]
    found = reopened.reconcile(write(tmp_path / "v.csv", ["ticket_id", "reopened"], rows), "reopen_rate")

    assert causes(found) == {"equal": [f"zendesk:{at}" for at in range(5)], "unexplained": ["zendesk:5"]}
    assert [(one.theirs, one.ours) for one in found.causes[1].examples] == [(0.0, 1.0)]


def test_a_named_definition_is_recognised(tmp_path: Path) -> None:
    """Freshdesk's rule: resolved in the first response. A new contact of the same customer breaks ours, not theirs."""
    desk = Desk()
    for at in range(8):
        start = MONDAY + timedelta(hours=at)
        desk.ticket(f"t{at}", start, status="solved", customer_id=f"c{at // 2}")
        desk.message(f"t{at}", start + minutes(20))
        desk.status(f"t{at}", start + minutes(20), "open", "solved")
    desk.ticket("now", MONDAY + timedelta(days=30))
    rows = [(f"t{at}", "true") for at in range(8)]
    found = desk.open(tmp_path / "desk").reconcile(
        write(tmp_path / "v.csv", ["ticket_id", "fcr"], rows), "first_contact_resolution"
    )
    told = causes(found)

    assert told["equal"] == ["t1", "t3", "t5", "t7"]
    (other,) = [cause for cause in told if cause != "equal"]
    assert other.startswith("definition:")
    assert told[other] == ["t0", "t2", "t4", "t6"]


# ------------------------------------------------------------------------------ what files look like
@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Ten tickets answered after 1 to 10 hours and 11 to 20 seconds more."""
    desk = Desk()
    for at in range(10):
        desk.ticket(f"q{at}", MONDAY + minutes(at))
        desk.message(f"q{at}", MONDAY + minutes(at) + timedelta(hours=1 + at, seconds=11 + at * 4))
    return desk.open(tmp_path_factory.mktemp("quick"))


def waited(at: int) -> int:
    """Return the seconds that a ticket of that company waited."""
    return (1 + at) * 3600 + 11 + at * 4


@pytest.mark.parametrize(
    ("form", "unit", "cause"),
    [
        (lambda s: s, "seconds", "equal"),
        (lambda s: s // 60, "minutes", "rounded:down"),
        (lambda s: -(-s // 60), "minutes", "rounded:up"),
        (lambda s: round(s / 60, 2), "minutes", "equal"),
        (lambda s: round(s / 3600, 5), "hours", "equal"),
        (lambda s: f"{s // 3600}:{s // 60 % 60:02}:{s % 60:02}", "seconds", "equal"),
        (lambda s: f"{s // 3600}h {s % 3600}s", "seconds", "equal"),
        (lambda s: f"{s / 60:.2f}".replace(".", ","), "minutes", "equal"),
        (lambda s: f"{s:,}", "seconds", "equal"),
    ],
)
def test_units_and_forms_are_found_out(quick: Workspace, tmp_path: Path, form: Any, unit: str, cause: str) -> None:
    rows = [(f"q{at}", form(waited(at))) for at in range(10)]
    found = quick.reconcile(write(tmp_path / "v.csv", ["ticket_id", "first response"], rows))

    assert found.unit == unit
    assert set(causes(found)) == {cause}


def test_instants_are_counted_from_the_creation(quick: Workspace, tmp_path: Path) -> None:
    """With an offset as they are, without one in the company's zone."""
    answered = [MONDAY + minutes(at) + timedelta(seconds=waited(at)) for at in range(10)]
    texts = [one.isoformat() if at % 2 else f"{one:%Y-%m-%d %H:%M:%S}" for at, one in enumerate(answered)]
    file = write(
        tmp_path / "v.csv", ["ticket_id", "first_response_at"], [(f"q{at}", text) for at, text in enumerate(texts)]
    )
    found = quick.reconcile(file, "first_response_time")

    assert (found.unit, set(causes(found))) == ("instant", {"equal"})


def test_other_formats_and_columns_in_between(quick: Workspace, tmp_path: Path) -> None:
    rows = [{"agent": "q0", "ticket": f"q{at}", "wait": 3, "First response time [s]": waited(at)} for at in range(10)]
    file = tmp_path / "v.json"
    file.write_text(json.dumps(rows), encoding="utf-8")
    found = quick.reconcile(file)

    assert found.columns_used == ("ticket", "First response time [s]")
    assert found.equal == 10


def test_rows_that_stand_there_twice_are_taken_once(quick: Workspace, tmp_path: Path) -> None:
    rows = [(f"q{at}", waited(at)) for at in (0, 1, 1, 2)]
    found = quick.reconcile(write(tmp_path / "v.csv", ["ticket_id", "frt seconds"], rows), "first_response_time")

    assert found.equal == 3
    assert found.notes == ["1 rows stand in the file twice and are taken once"]


@pytest.mark.parametrize(
    ("header", "rows", "asked", "error", "sentence"),
    [
        (["ticket_id", "x"], [("q0", 1)], {"value": "y"}, NotFoundError, "There is no column 'y' in the file."),
        (["ticket_id", "x"], [("q0", 1)], {"id": "ticket"}, NotFoundError, "Did you mean 'ticket_id'"),
        (["ticket_id", "x"], [("q0", 1)], {"unit": "minuts"}, NotFoundError, "Did you mean 'minutes'"),
        (["ticket_id", "x"], [("q0", 1)], {"metric": "frt"}, NotFoundError, "There is no metric 'frt'."),
        (["ticket_id", "x"], [("q0", 1)], {"metric": None}, UsageError, "Which metric the file holds is not clear"),
        (["ticket_id", "x", "y"], [("q0", 1, 2)], {}, UsageError, "is not clear: x, y. Name it with --value."),
        (["ticket_id", "x"], [("z0", 1)], {}, UsageError, "No column of the file holds ids of tickets that are here"),
        (["ticket_id", "x"], [("z0", 1)], {"id": "ticket_id"}, UsageError, "its column ticket_id holds z0."),
        (["ticket_id", "x"], [("q0", 1), ("q0", 2)], {}, UsageError, "stand in the file more than once with different"),
        (["ticket_id", "x"], [("q0", "soon")], {}, UsageError, "'soon' in x is no value of first_response_time."),
        (["ticket_id", "x"], [("q0", "maybe")], {"metric": "resolution_rate"}, UsageError, "is neither yes nor no."),
        (["ticket_id", "x"], [("q0", 1)], {"metric": "ticket_volume"}, UsageError, "has no value of a single ticket"),
        (["ticket_id", "x"], [("q0", 1)], {"metric": "net_flow"}, UsageError, "is not made of single tickets'"),
        (["ticket_id", "x"], [("q0", 1)], {"metric": "csat"}, MissingDataError, "csat needs survey_responses"),
        (["ticket_id", "x"], [], {}, UsageError, "v.csv has no rows."),
    ],
)  # fmt: skip
def test_a_file_that_does_not_fit_is_answered_with_a_sentence(
    quick: Workspace, tmp_path: Path, header: Sequence[str], rows: Sequence[Sequence[object]],
    asked: Mapping[str, Any], error: type[UsageError], sentence: str,
) -> None:  # fmt: skip
    file = write(tmp_path / "v.csv", header, rows)
    with pytest.raises(error) as caught:
        quick.reconcile(file, **{"metric": "first_response_time", **asked})

    assert sentence in str(caught.value)


def test_the_command_gives_every_format(
    responses: tuple[Workspace, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    desk, file = responses
    monkeypatch.chdir(desk.path)
    outputs = {}
    for name in ("table", "json", "csv", "markdown"):
        assert app(["reconcile", str(file), "--format", name]) == 0
        outputs[name] = capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")
    assert app(["reconcile", str(file), "-o", str(tmp_path / "rows.parquet")]) == 0
    page, lines = outputs["table"].splitlines(), outputs["csv"].splitlines()

    assert page[0] == "First response time · reconciled"
    assert "23.5% of the tickets with both values are the same within 0:00:01: 4 of 17" in outputs["table"]
    assert any(line.startswith("on the business clock ") and "2:10:00" in line and "18:10:00" in line for line in page)
    assert lines[0] == "ticket_id,cause,theirs,ours,difference,detail"
    assert "bot0,span:created:first_answer,2.0,3120.0,-3118.0," in lines
    assert len(lines) == 28
    assert json.loads(outputs["json"])["equal_share"] == pytest.approx(4 / 17)
    assert "| the same | 4 |" in outputs["markdown"]
    assert app(["reconcile", "nowhere.csv"]) == 2
    assert "There is no file 'nowhere.csv'" in capsys.readouterr().err
