"""A bank's calls of 1 August 1999, a Sunday and so a working day: every number against the lines of the exchange's log.

How a line is read, by the mapping and here alike:

- A line is a call that reached the voice menu. 118 callers hung up in the menu or were served by it: ``0:00:00`` in the
  queue and in the service says "never". They were offered to nobody and are no call of the queue.
- 268 calls found a free agent and have ``0:00:00`` in the queue only: they waited 0 s. ``0:00:00`` is midnight as well;
  no call of this day queued then, and one that did would show it by leaving the menu at that time.
- ``PHANTOM`` is no call but an error of the exchange: kept in the table as failed, and no offer in any number.
- ``AGENT`` was answered, where an agent hung up at once too (no service, 0 s of talk); ``HANG`` gave up, where the log
  shows a service without an agent too.
- The wait is what the queue says. The service has a clock of its own, which begins a second or two before the queue
  ends; the talk is what the service says, and a call ends when both have.
- Three calls entered the menu after they left it. Only the menu's clock is wrong; they are calls like others.
- The log has calls after midnight on other days, with the clock beginning anew. On this one all end before 24:00.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from deskgauge.project import Workspace
from deskgauge.sources.outcome import ImportReport
from naive.figures import mean, quantile, wilson
from realdata.asking import assert_nothing_lost, by_period, lines_of, project, stored
from support import one_row

NEVER = "0:00:00"
DAY = datetime(1999, 8, 1)
WHOLE_DAY = {"from_": "1999-08-01", "to": "1999-08-02", "grain": "total"}
BY_HOUR = {**WHOLE_DAY, "grain": "hour"}
SKILLS = {"PS": "account", "PE": "account", "IN": "technical", "NE": "product", "NW": "sales_question", "TT": "other"}


@dataclass(frozen=True)
class Call:
    """A call that was offered to the agents."""

    hour: int
    end_hour: int
    wait: int
    talk: int
    answered: bool
    skill: str


@dataclass(frozen=True)
class Day:
    """The day as its lines, as the calls that were offered, and as a project that imported it."""

    lines: list[dict[str, str]]
    calls: list[Call]
    desk: Workspace
    report: ImportReport

    @property
    def answered(self) -> list[Call]:
        """The calls that an agent took."""
        return [call for call in self.calls if call.answered]

    def by_hour(self) -> dict[int, list[Call]]:
        """Return the calls by the hour in which they were offered."""
        found: dict[int, list[Call]] = defaultdict(list)
        for call in self.calls:
            found[call.hour].append(call)
        return found


@pytest.fixture(scope="module")
def day(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Day:
    """The day's file, imported with the shipped mapping into a project that cuts periods in Jerusalem's time."""
    path = real_data / "call_centre_1999" / "calls_one_day_1999-08-01.csv.gz"
    desk = project(tmp_path_factory.mktemp("calls"), "Asia/Jerusalem")
    report = desk.import_files([path], mapping="acd_call_log")
    lines = lines_of(path)
    return Day(lines, offered(lines), desk, report)


def clock(text: str) -> int:
    """Return a clock time in seconds since midnight."""
    hours, minutes, seconds = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds)


def in_menu_only(line: dict[str, str]) -> bool:
    """Say whether a caller neither queued nor was served."""
    return all(line[name] == NEVER for name in ("q_start", "q_exit", "ser_start", "ser_exit"))


def offered(lines: Iterable[dict[str, str]]) -> list[Call]:
    """Return the calls that were offered to the agents, as the exchange counted their seconds."""
    calls = []
    for line in lines:
        if in_menu_only(line) or line["outcome"] == "PHANTOM":
            continue
        queued = line["q_start"] != NEVER
        begin = clock(line["q_start"] if queued else line["ser_start"])
        end = max(clock(line["q_exit"]), clock(line["ser_exit"]))
        wait = int(line["q_time"]) if queued else 0
        calls.append(
            Call(begin // 3600, end // 3600, wait, int(line["ser_time"]), line["outcome"] == "AGENT", line["type"])
        )
    return calls


def level(calls: Iterable[Call]) -> tuple[int, int]:
    """Return the calls answered within 20 s, and those offered less the ones that gave up within 5 s."""
    judged = [call for call in calls if call.answered or call.wait > 5]
    return sum(call.answered and call.wait <= 20 for call in judged), len(judged)


def test_every_line_is_a_call_or_ended_in_the_menu(day: Day) -> None:
    """118 of 2,375 are left out by the mapping and said to be; what is stored as failed is no offer."""
    assert_nothing_lost(day.report)
    [calls] = [line for line in day.report.lines if line.table == "calls"]
    menu = sum(in_menu_only(line) for line in day.lines)

    assert (len(day.lines), menu) == (2375, 118)
    assert calls.read == len(day.lines) - menu
    assert any(f"{menu} rows left out by the mapping" in note for note in calls.notes)
    assert dict(stored(day.desk, "SELECT outcome, count(*) FROM calls GROUP BY outcome")) == {
        "failed": 18, "answered": len(day.answered), "abandoned": len(day.calls) - len(day.answered),
    }  # fmt: skip


def test_offered_answered_and_abandoned(day: Day) -> None:
    """Counts and shares of the whole day."""
    lost = len(day.calls) - len(day.answered)
    volume = one_row(day.desk, "call_volume", **WHOLE_DAY)
    gone = one_row(day.desk, "abandonment_rate", **WHOLE_DAY)
    taken = one_row(day.desk, "answered_rate", **WHOLE_DAY)

    assert (volume["value"], len(day.calls)) == (2239, 2239)
    assert (gone["value"], gone["n"]) == (pytest.approx(lost / 2239), 2239)
    assert (gone["low"], gone["high"]) == pytest.approx(wilson(lost, 2239), rel=1e-9)
    assert (taken["value"], taken["n"]) == (pytest.approx(1511 / 2239), 2239)


def test_phantoms_are_counted_as_left_out(day: Day) -> None:
    """An answer says what it does not count and why."""
    assert day.desk.query("wait_time", **WHOLE_DAY).excluded == {"wait_time": {"failed": 18}}


def test_the_wait_of_all_and_of_the_answered(day: Day) -> None:
    """Callers who gave up waited too: leaving them out shows another wait."""
    for metric, calls in (("wait_time", day.calls), ("speed_of_answer", day.answered)):
        waits = [call.wait for call in calls]
        naive = {
            "mean": mean(waits),
            "median": quantile(waits, Fraction(1, 2)),
            "p90": quantile(waits, Fraction(9, 10)),
        }
        for stat, expected in naive.items():
            row = one_row(day.desk, metric, stat=stat, **WHOLE_DAY)
            assert (row["value"], row["n"], row["n_open"]) == (pytest.approx(expected, rel=1e-9), len(waits), 0)


def test_the_service_level(day: Day) -> None:
    """Answered within 20 s, of the offered less those who gave up within 5 s; both bounds are within."""
    hits, judged = level(day.calls)
    row = one_row(day.desk, "service_level", **WHOLE_DAY)

    assert (row["value"], row["n"]) == (pytest.approx(hits / judged), judged)
    assert (row["low"], row["high"]) == pytest.approx(wilson(hits, judged), rel=1e-9)
    assert any(call.answered and call.wait == 20 for call in day.calls)
    assert any(not call.answered and call.wait == 5 for call in day.calls)


def test_the_handle_time(day: Day) -> None:
    """The log knows the talk only; an agent who hangs up at once handled a call in 0 s."""
    talks = [call.talk for call in day.answered]
    row = one_row(day.desk, "handle_time", **WHOLE_DAY)

    assert (row["value"], row["n"]) == (pytest.approx(mean(talks), rel=1e-9), len(talks))
    assert min(talks) == 0


@pytest.mark.parametrize("metric", ["call_volume", "abandonment_rate", "wait_time", "speed_of_answer", "service_level"])
def test_each_hour_by_itself(day: Day, metric: str) -> None:
    """By the hour in which a call was offered, the empty hours of the night included."""
    naive: dict[int, tuple[Any, int]] = {}
    for hour in range(24):
        calls = day.by_hour().get(hour, [])
        answered = [call.wait for call in calls if call.answered]
        hits, judged = level(calls)
        naive[hour] = {
            "call_volume": (len(calls), len(calls)),
            "abandonment_rate": (1 - len(answered) / len(calls) if calls else None, len(calls)),
            "wait_time": (mean([call.wait for call in calls]), len(calls)),
            "speed_of_answer": (mean(answered), len(answered)),
            "service_level": (hits / judged if judged else None, judged),
        }[metric]
    found = by_period(day.desk, metric, **BY_HOUR)

    assert len(found) == 24
    for start, row in found.items():
        value, n = naive[int((start - DAY) / timedelta(hours=1))]
        assert (row["value"], row["n"]) == (value if value is None else pytest.approx(value, rel=1e-9), n), start


def test_the_handle_time_of_each_hour(day: Day) -> None:
    """By the hour in which the work ended, which for a call over the full hour is not the one it came in."""
    talks: dict[int, list[float]] = defaultdict(list)
    for call in day.answered:
        talks[call.end_hour].append(call.talk)
    found = by_period(day.desk, "handle_time", **BY_HOUR)

    assert {start.hour: row["n"] for start, row in found.items() if row["n"]} == {
        h: len(own) for h, own in talks.items()
    }
    for start, row in found.items():
        assert row["value"] == (pytest.approx(mean(talks[start.hour]), rel=1e-9) if talks[start.hour] else None)
    assert any(call.hour != call.end_hour for call in day.answered)


def test_calls_by_what_callers_wanted(day: Day) -> None:
    """The exchange's letters become types; the calls themselves stay what they are."""
    rows = day.desk.query("call_volume", by=["request_type"], **WHOLE_DAY).rows

    assert {row["request_type"]: row["value"] for row in rows} == Counter(SKILLS[call.skill] for call in day.calls)
