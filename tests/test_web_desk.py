"""The desk: one generation a request, equal questions once, and what nobody waits for any more is stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import pytest

import deskgauge
from deskgauge.engine.base import Engine
from deskgauge.errors import (
    GivenUpError,
    MissingDataError,
    NotFoundError,
    ProjectError,
    TooManyRowsError,
)
from deskgauge.project import Workspace
from deskgauge.web.desk import Desk, Limits
from deskgauge.web.kept import Kept
from deskgauge.web.warming import keep_warm
from support import company

LONG = "SELECT COUNT(*) FROM (VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)) AS a(x)" + "".join(
    f" CROSS JOIN (VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)) AS a{one}(x)" for one in range(13)
)
"""A query that every engine would compute for hours."""


OpenDesk = Callable[..., Desk]


@pytest.fixture
def open_desk() -> Iterator[OpenDesk]:
    """Opens desks that are closed afterwards."""
    with ExitStack() as stack:

        def opened(folder: Path, limits: Limits | None = None) -> Desk:
            desk = Desk(folder, limits)
            stack.callback(desk.close)
            return desk

        yield opened


def tickets(number: int) -> dict[str, list[dict[str, object]]]:
    """Return so many tickets of one morning."""
    made = datetime(2026, 3, 2, 9)
    return {"tickets": [{"ticket_id": f"t{one}", "created_at": made, "channel": "email"} for one in range(number)]}


def compute_long(workspace: Workspace) -> int:
    """Run what takes for hours."""
    with workspace.store.read() as engine:
        return len(engine.rows(LONG))


def volume(desk: Desk) -> object:
    """Return the number of tickets."""
    return desk.query("ticket_volume").rows[0]["value"]


def test_a_desk_answers_as_the_project_does_and_follows_its_data(
    tmp_path: Path, open_desk: OpenDesk, store: str
) -> None:
    workspace = company(tmp_path, tickets(3), store=store)
    desk = open_desk(tmp_path)
    assert desk.query("ticket_volume").to_dict() == workspace.query("ticket_volume").to_dict()
    before = desk.generation()
    with desk.turn():
        assert volume(desk) == 3
        company(tmp_path, tickets(5), store=store)
        if store == "duckdb":
            assert volume(desk) == 3  # the whole request sees one state of the data
            assert desk.query("ticket_volume", by="channel").rows[0]["value"] == 3
    deadline = time.monotonic() + 5
    while desk.generation() == before:
        assert time.monotonic() < deadline
    assert volume(desk) == 5


def test_changed_settings_are_followed(tmp_path: Path, open_desk: OpenDesk) -> None:
    company(tmp_path, tickets(1))
    desk = open_desk(tmp_path)
    before = desk.generation()
    assert desk.settings.name == "Test company"
    file = tmp_path / "deskgauge.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("Test company", "Another"), encoding="utf-8")
    assert desk.settings.name == "Another"
    assert volume(desk) == 1
    assert desk.generation() != before
    file.write_text("company = nothing", encoding="utf-8")
    with pytest.raises(ProjectError, match=r"deskgauge\.toml"):
        volume(desk)


def test_a_folder_without_a_project_or_without_data_can_be_opened(tmp_path: Path, open_desk: OpenDesk) -> None:
    desk = open_desk(tmp_path)
    assert (desk.has_project(), desk.has_data(), desk.generation()) == (False, False, "0")
    assert "csat" in desk.metrics()
    with pytest.raises(ProjectError, match="deskgauge init"):
        volume(desk)
    company(tmp_path, {})
    assert (desk.has_project(), desk.has_data()) == (True, False)
    with pytest.raises(MissingDataError, match="deskgauge import"):
        volume(desk)
    company(tmp_path, tickets(2))
    assert volume(desk) == 2


def test_equal_questions_are_computed_once(tmp_path: Path, open_desk: OpenDesk) -> None:
    company(tmp_path, tickets(2))
    desk = open_desk(tmp_path)
    computed: list[int] = []

    def slow(workspace: Workspace) -> int:
        computed.append(1)
        time.sleep(0.3)
        return int(str(workspace.query("ticket_volume").rows[0]["value"]))

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: desk.computed("slow", slow), range(8)))
    assert found == [2] * 8
    assert desk.computed("slow", slow) == 2
    assert len(computed) == 1


def test_an_error_is_raised_to_all_who_wait_and_not_kept(tmp_path: Path, open_desk: OpenDesk) -> None:
    company(tmp_path, tickets(2))
    desk = open_desk(tmp_path)
    for _ in range(2):
        with pytest.raises(NotFoundError) as raised:
            desk.query("ticket_volum")
        assert "ticket_volume" in raised.value.suggestions


def test_what_takes_too_long_is_given_up_and_stopped(tmp_path: Path, open_desk: OpenDesk, store: str) -> None:
    company(tmp_path, tickets(2), store=store)
    desk = open_desk(tmp_path, Limits(seconds=0.5, at_once=1))
    began = time.monotonic()
    with pytest.raises(GivenUpError, match=r"longer than .* seconds"):
        desk.computed("long", compute_long)
    assert time.monotonic() - began < 3
    # The only place is free again: the statement was stopped, not left to itself.
    assert eventually(lambda: volume(desk)) == 2


def eventually(ask: Callable[[], object]) -> object:
    """Return what is answered within ten seconds, asking again where it is given up."""
    deadline = time.monotonic() + 10
    while True:
        try:
            return ask()
        except GivenUpError:
            assert time.monotonic() < deadline


def test_what_its_viewer_leaves_is_stopped_unless_others_wait(tmp_path: Path, open_desk: OpenDesk) -> None:
    company(tmp_path, tickets(2))
    desk = open_desk(tmp_path, Limits(seconds=60, at_once=1))
    results: list[BaseException | int] = []
    release = threading.Event()

    def half_long(workspace: Workspace) -> int:
        release.wait(10)
        return int(str(workspace.query("ticket_volume").rows[0]["value"]))

    def ask(name: str, compute: Callable[[Workspace], int], leave_after: float | None) -> None:
        with desk.turn() as turn:
            if leave_after is not None:
                threading.Timer(leave_after, turn.leave).start()
            try:
                results.append(desk.computed(name, compute))
            except GivenUpError as error:
                results.append(error)

    leaver = threading.Thread(target=ask, args=("half", half_long, 0.2))
    stayer = threading.Thread(target=ask, args=("half", half_long, None))
    for one in (leaver, stayer):
        one.start()
    leaver.join(5)
    release.set()
    stayer.join(10)
    assert isinstance(results[0], GivenUpError)
    assert results[1] == 2
    ask("long", compute_long, 0.3)  # nobody else waits for this one
    assert isinstance(results[2], GivenUpError)
    assert eventually(lambda: volume(desk)) == 2


def test_an_answer_with_too_many_rows_says_how_many(tmp_path: Path, open_desk: OpenDesk) -> None:
    company(tmp_path, tickets(50))
    desk = open_desk(tmp_path, Limits(rows=100))
    with pytest.raises(TooManyRowsError, match=r"240 rows; at most 100"):
        desk.query("ticket_volume", grain="hour", from_="2026-03-01", to="2026-03-11")
    assert len(desk.query("ticket_volume", grain="hour", from_="2026-03-01", to="2026-03-03").rows) == 48
    with deskgauge.open(tmp_path) as workspace:
        assert len(workspace.query("ticket_volume", grain="hour", from_="2026-03-01", to="2026-03-11").rows) == 240


def test_a_running_statement_can_be_stopped_from_another_thread(tmp_path: Path, store: str) -> None:
    def attempt(engine: Engine) -> None:
        threading.Timer(0.3, engine.interrupt).start()
        engine.rows(LONG)

    with company(tmp_path, tickets(1), store=store) as workspace:
        began = time.monotonic()
        with pytest.raises(Exception, match=r"(?i)interrupt|cancel"), workspace.store.read() as engine:
            attempt(engine)
        assert time.monotonic() - began < 5


def test_a_question_can_reach_no_file_and_change_no_setting(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n", encoding="utf-8")
    held = company(tmp_path, tickets(1)).store.hold()
    for moment in (None, datetime(2026, 3, 3)):
        with held.read(moment) as engine:
            for sql in (f"SELECT * FROM '{secret}'", "SET threads = 1", f"ATTACH '{tmp_path / 'new.duckdb'}' AS n"):
                with pytest.raises(Exception, match=r"(?i)disabled|locked|permission"):
                    engine.rows(sql)
    held.close()


def test_what_is_kept_stays_within_its_bounds() -> None:
    kept = Kept(entries=3, weight=10)
    for number in range(5):
        kept.put(number, number, 4)
    assert [kept.get(number) for number in range(5)] == [None, None, None, 3, 4]
    kept.put("large", 1, 11)
    assert kept.get("large") is None
    kept.get(3)
    kept.put("next", 1, 4)
    assert (kept.get(3), kept.get(4)) == (3, None)
    assert len(kept) == 2


def test_the_scorecard_is_asked_for_before_anybody_comes(demo_project: Path, open_desk: OpenDesk) -> None:
    desk = open_desk(demo_project)
    warming = keep_warm(desk)
    deadline = time.monotonic() + 60
    while not desk.answers_kept:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    desk.leave()
    warming.join(60)
    assert not warming.is_alive()
