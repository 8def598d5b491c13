"""ServiceNow's audit log of 13,302 incidents: the numbers of the shipped mapping against a reading line by line."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from operator import attrgetter
from pathlib import Path

import pytest

from deskgauge.project import Workspace
from deskgauge.sources.outcome import ImportReport
from naive.figures import mean, mean_interval, quantile, quantile_interval, wilson
from realdata.asking import Line, assert_nothing_lost, by_period, lines_of, project, stored, values
from realdata.incidents import SOLVED, Incident, incidents, minute, month
from support import one_row

HALF = Fraction(1, 2)
END_OF_MARCH = datetime(2016, 4, 1)
MARCH_31 = {"from_": "2016-03-31", "to": "2016-04-01", "grain": "day"}
MONTHS = {"from_": "2016-02-01", "to": "2016-07-01", "grain": "month"}
EXACT = 1e-9


@dataclass(frozen=True)
class Log:
    """The log as lines, as a naive reading, and as a project that imported it."""

    lines: list[Line]
    incidents: list[Incident]
    desk: Workspace
    report: ImportReport

    def by_month(self, at: Callable[[Incident], datetime | None]) -> dict[datetime, list[Incident]]:
        """Return the incidents by the month of one of their instants."""
        found: dict[datetime, list[Incident]] = defaultdict(list)
        for one in self.incidents:
            moment = at(one)
            if moment is not None:
                found[month(moment)].append(one)
        return found


@pytest.fixture(scope="module")
def log(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Log:
    """The whole file, imported with the shipped mapping."""
    path = real_data / "servicenow_incidents" / "incident_event_log_until_2016-04-15.csv.gz"
    desk = project(tmp_path_factory.mktemp("incidents"))
    report = desk.import_files([path], mapping="servicenow_incident_log")
    lines = lines_of(path)
    return Log(lines, incidents(lines), desk, report)


def since_opening(one: Incident, until: datetime | None) -> float:
    """Return the seconds from an incident's opening."""
    assert until is not None
    return (until - one.opened).total_seconds()


def test_every_line_is_in_the_tables(log: Log) -> None:
    """Nothing is rejected; each incident, each group and each person is there once."""
    assert_nothing_lost(log.report)
    assert len(log.incidents) == 13302
    assert stored(log.desk, "SELECT count(*) FROM tickets") == [(len(log.incidents),)]
    assert stored(log.desk, "SELECT team_id FROM teams ORDER BY 1") == named(log.lines, "assignment_group")
    assert stored(log.desk, "SELECT agent_id FROM agents ORDER BY 1") == named(log.lines, "assigned_to")


def named(lines: list[Line], column: str) -> list[tuple[str]]:
    """Return the different values of a column, without the sign for none."""
    return sorted({(line[column],) for line in lines if line[column] != "?"})


def test_every_state_is_a_known_status(log: Log) -> None:
    """The vocabulary of the mapping knows all states of the log, in tickets and in their history."""
    words = {"new", "open", "pending", "on_hold", "solved", "closed"}
    labels = stored(
        log.desk,
        "SELECT status FROM tickets UNION SELECT new_value FROM ticket_events WHERE field = 'status' "
        "UNION SELECT old_value FROM ticket_events WHERE field = 'status'",
    )

    assert {label for (label,) in labels} == words
    assert [one.check for one in log.desk.check() if "status" in one.check] == []


def test_the_backlog_of_31_march(log: Log) -> None:
    """From the history of states. The log's own column, which tells the future on every line, says otherwise."""
    naive = sum(one.is_active(END_OF_MARCH) for one in log.incidents)
    row = one_row(log.desk, "active_tickets", **MARCH_31)
    by_column = {line["number"]: line["resolved_at"] for line in log.lines if minute(line["opened_at"]) < END_OF_MARCH}
    unresolved = sum(text == "?" or minute(text) >= END_OF_MARCH for text in by_column.values())

    assert naive == 1481
    assert (row["value"], row["n"]) == (naive, naive)
    assert unresolved != naive


def test_the_backlog_of_every_day(log: Log) -> None:
    """Over the three months in which incidents came in and most of them went."""
    found = values(log.desk, "active_tickets", from_="2016-02-29", to="2016-06-01", grain="day")

    assert len(found) == 93
    assert found == {day: sum(one.is_active(day + timedelta(days=1)) for one in log.incidents) for day in found}


def test_the_backlog_by_team(log: Log) -> None:
    """A slice takes the group that an incident ended with, an unassigned one none."""
    rows = log.desk.query("active_tickets", by=["team"], **MARCH_31).rows
    naive = Counter(one.updates[-1].group for one in log.incidents if one.is_active(END_OF_MARCH))

    assert {row["team"] or "?": row["value"] for row in rows if row["value"]} == naive


def test_the_age_of_the_backlog(log: Log) -> None:
    """The median age since the opening, not since the last reopening."""
    ages = [since_opening(one, END_OF_MARCH) for one in log.incidents if one.is_active(END_OF_MARCH)]
    row = one_row(log.desk, "backlog_age", **MARCH_31)

    assert row["value"] == pytest.approx(quantile(ages, HALF), rel=EXACT)
    assert (row["low"], row["high"]) == pytest.approx(quantile_interval(ages, HALF), rel=EXACT)


def test_reviews_overdue_at_the_end_of_march(log: Log) -> None:
    """Any update by a person is a look at an incident; the system's are not."""
    active = [one for one in log.incidents if one.is_active(END_OF_MARCH)]
    naive = sum(END_OF_MARCH - one.looked_at(END_OF_MARCH) > timedelta(days=2) for one in active)

    assert one_row(log.desk, "overdue_reviews", **MARCH_31)["value"] == naive
    assert 0 < naive < len(active)


def test_incidents_opened_and_solved_by_month(log: Log) -> None:
    """The final solve dates an incident: a reopened one counts where it was solved for good, the closing nowhere."""
    opened = Counter(month(one.opened) for one in log.incidents)
    solved = {start: len(own) for start, own in log.by_month(lambda one: one.solved).items()}
    found = values(log.desk, "tickets_solved", grain="month", from_="2016-02-01", to="2017-03-01")

    assert values(log.desk, "ticket_volume", **MONTHS) == {start: opened[start] for start in months(2, 7)}
    assert {start: count for start, count in found.items() if count} == solved
    assert sum(solved.values()) == len(log.incidents)


def months(first: int, end: int) -> list[datetime]:
    """Return the beginnings of months of 2016."""
    return [datetime(2016, number, 1) for number in range(first, end)]


def test_resolution_time_by_month(log: Log) -> None:
    """Opening to final solve: mean and median, each with its interval."""
    means = by_period(log.desk, "resolution_time", stat="mean", **MONTHS)
    medians = by_period(log.desk, "resolution_time", stat="median", **MONTHS)

    for start, own in log.by_month(lambda one: one.solved).items():
        if start < datetime(2016, 7, 1):
            taken = [since_opening(one, one.solved) for one in own]
            shown = means[start], medians[start]
            assert [row["n"] for row in shown] == [len(own), len(own)]
            assert [row["value"] for row in shown] == pytest.approx([mean(taken), quantile(taken, HALF)], rel=EXACT)
            assert (shown[0]["low"], shown[0]["high"]) == pytest.approx(mean_interval(taken), rel=1e-6)
            assert (shown[1]["low"], shown[1]["high"]) == pytest.approx(quantile_interval(taken, HALF), rel=EXACT)


def test_first_resolution_and_reopenings_by_month(log: Log) -> None:
    """Dated by the first solve: what was opened again later is a reopening of that month."""
    first = log.by_month(lambda one: one.solves[0])
    durations = values(log.desk, "first_resolution_time", stat="median", **MONTHS)
    reopened = by_period(log.desk, "reopen_rate", **MONTHS)

    for start in months(3, 6):
        own = first[start]
        again = sum(bool(one.reopenings) for one in own)
        taken = [since_opening(one, one.solves[0]) for one in own]
        assert durations[start] == pytest.approx(quantile(taken, HALF), rel=EXACT)
        assert (reopened[start]["value"], reopened[start]["n"]) == (pytest.approx(again / len(own)), len(own))
        assert (reopened[start]["low"], reopened[start]["high"]) == pytest.approx(wilson(again, len(own)), rel=EXACT)
        assert again > 0


def test_waits_for_the_desk_and_for_the_caller(log: Log) -> None:
    """Awaiting User Info is the caller's time, everything else before the solve the desk's; reopenings add to both."""
    desk = values(log.desk, "requester_wait_time", stat="mean", **MONTHS)
    caller = values(log.desk, "agent_wait_time", stat="mean", **MONTHS)

    for start, own in log.by_month(lambda one: one.solved).items():
        if start in desk:
            theirs = [one.seconds("Awaiting User Info") for one in own]
            ours = [
                one.seconds("New", "Active", "Awaiting Vendor", "Awaiting Problem", "Awaiting Evidence") for one in own
            ]
            assert desk[start] == pytest.approx(mean(ours), rel=EXACT)
            assert caller[start] == pytest.approx(mean(theirs), rel=EXACT)


@pytest.mark.parametrize(("field", "held_by"), [("team_id", "group"), ("agent_id", "person")])
def test_every_handover_is_an_event(log: Log, field: str, held_by: str) -> None:
    """From group to group and from person to person, update after update."""
    holder = attrgetter(held_by)
    naive = Counter(
        one.number
        for one in log.incidents
        for before, after in zip(one.updates, one.updates[1:], strict=False)
        if holder(before) != holder(after)
    )
    found = stored(
        log.desk, f"SELECT ticket_id, count(*) FROM ticket_events WHERE field = '{field}' GROUP BY ticket_id"
    )

    assert dict(found) == naive
    assert naive.total() > 5000


def test_the_history_ends_where_the_log_ends(log: Log) -> None:
    """Every incident of this log is closed in the end, and the store knows the same last state."""
    found = stored(log.desk, "SELECT ticket_id, status FROM tickets")

    assert {number for number, status in found if status == "closed"} == {
        one.number for one in log.incidents if one.stretches[-1][2] == "Closed"
    }
    assert all(one.stretches[-1][2] in SOLVED for one in log.incidents)


def test_the_scorecard_of_march(log: Log) -> None:
    """The same numbers stand on the scorecard, and every metric that tickets and their history allow is there."""
    card = log.desk.scorecard(from_="2016-03-01", to="2016-04-01")
    found = {line.metric.id: line.row["value"] for line in card.lines}
    solved = log.by_month(lambda one: one.solved)[datetime(2016, 3, 1)]

    assert found["ticket_volume"] == 8995
    assert found["active_tickets"] == 1481
    assert found["tickets_solved"] == len(solved)
    assert found["resolution_time"] == pytest.approx(mean([since_opening(one, one.solved) for one in solved]))
    assert [metric for metric, value in found.items() if value is None] == []
    assert ("first_response_time", "needs messages") in card.missing
