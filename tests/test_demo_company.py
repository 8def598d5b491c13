"""The demo company: that its story is in its rows, by plain SQL, and that nothing else is wrong with them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from demo_tables import load, number, numbers
from deskgauge.model.vocabulary import LABELLED, is_known
from deskgauge.sources.demo import write_company
from deskgauge.sources.demo_flaws import UNKNOWN_TYPE

# The story with the arguments left as they are.
LAUNCH, LAUNCH_END = "2026-09-07", "2026-09-28"
BEFORE_LAUNCH = "2026-08-03"
GAMING, GAMING_END, BEFORE_GAMING = "2026-04-01", "2026-07-01", "2026-01-01"
POLICY = "2026-02-01"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The company as `make demo` has it."""
    made = tmp_path_factory.mktemp("company")
    write_company(made)
    return made


@pytest.fixture(scope="module")
def db(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Its files."""
    connection = load(folder)
    yield connection
    connection.close()


def test_the_project_file_has_a_split_day_a_night_and_holidays(folder: Path) -> None:
    settings = tomllib.loads((folder / "deskgauge.toml").read_text(encoding="utf-8"))
    assert settings["company"]["time_zone"] == "Europe/Warsaw"
    calendars = settings["calendars"]
    assert calendars["evening"]["mon"] == ["16:00-00:30"]
    assert calendars["returns"]["mon"] == ["08:00-12:00", "13:00-17:00"]
    assert str(calendars["returns"]["changes"][0]["from"]) == POLICY
    assert {calendar["holidays"] for calendar in calendars.values()} == {"PL"}
    assert len(settings["targets"]) >= 5


def test_every_label_is_a_word_or_is_mapped_to_one(folder: Path, db: duckdb.DuckDBPyConnection) -> None:
    labels = tomllib.loads((folder / "deskgauge.toml").read_text(encoding="utf-8"))["labels"]
    unknown: dict[str, list[str]] = {}
    for place in LABELLED:
        where = f"WHERE field = '{place.field}'" if place.field else ""
        rows = db.execute(f'SELECT DISTINCT "{place.column}" FROM {place.table} {where}').fetchall()
        unknown[f"{place.table}.{place.column}"] = [
            label for (label,) in rows if label and not is_known(place.kind, label, labels.get(place.kind, {}))
        ]
    assert {place: found for place, found in unknown.items() if found} == {"tickets.request_type": [UNKNOWN_TYPE]}


# The picture as a whole


def test_sizes_are_those_of_a_company_of_twenty_thousand_tickets(db: duckdb.DuckDBPyConnection) -> None:
    tickets, messages = numbers(db, "SELECT (SELECT count(*) FROM tickets), (SELECT count(*) FROM messages)")
    assert 19_000 < tickets < 21_000
    assert 4 < messages / tickets < 6
    assert number(db, "SELECT count(*) FROM agents") == 26
    assert number(db, "SELECT count(DISTINCT language) FROM tickets") == 6
    assert number(db, "SELECT min(n) FROM (SELECT count(*) AS n FROM tickets GROUP BY language)") > 1_000
    put_aside = numbers(
        db, "SELECT avg(is_spam::INT), avg(is_deleted::INT), avg((merged_into IS NOT NULL)::INT) FROM tickets"
    )
    assert all(0.001 < share < 0.03 for share in put_aside)


def test_the_measures_of_an_ordinary_year_are_believable(db: duckdb.DuckDBPyConnection) -> None:
    where = f"created_at BETWEEN '2024-11-01' AND '{POLICY}'"
    email = number(db, f"SELECT median(waited) / 3600 FROM valid WHERE channel = 'email' AND {where}")
    assert 3 < email < 12
    chat = number(db, f"SELECT median(waited) FROM valid WHERE channel = 'chat' AND {where}")
    assert chat < 60
    reopened = number(db, f"SELECT avg((reopens > 0)::INT) FROM valid WHERE first_solved IS NOT NULL AND {where}")
    assert 0.03 < reopened < 0.08
    one = number(db, f"SELECT avg((replies = 1)::INT) FROM valid WHERE solved IS NOT NULL AND replies > 0 AND {where}")
    assert 0.65 < one < 0.8
    good = number(db, f"SELECT avg(good::INT) FROM csat WHERE answered_at < '{POLICY}'")
    assert 0.78 < good < 0.88
    abandoned, level = numbers(
        db,
        "SELECT avg((outcome = 'abandoned')::INT), avg((answered_at IS NOT NULL AND wait_s <= 20)::INT) FROM calls "
        f"WHERE direction = 'inbound' AND kind = 'call' AND queued_at < '{POLICY}'",
    )
    assert 0.04 < abandoned < 0.09
    assert 0.7 < level < 0.88
    rate = number(
        db, "SELECT avg((invite_id IN (SELECT invite_id FROM survey_responses))::INT) FROM survey_invites"
        " WHERE kind = 'csat'",
    )  # fmt: skip
    assert 0.17 < rate < 0.24


def test_no_calls_or_chats_while_the_line_is_cut(db: duckdb.DuckDBPyConnection) -> None:
    days = "local(queued_at)::DATE IN ('2025-05-13', '2025-05-14')"
    assert number(db, f"SELECT count(*) FROM calls WHERE {days}") == 0


@pytest.mark.parametrize(
    ("kind", "day", "title"),
    [
        ("launch", LAUNCH, "Wren"),
        ("policy", GAMING, "bonus"),
        ("policy", POLICY, "Returns"),
        ("incident", "2025-05-13", "down"),
    ],
)
def test_the_story_is_dated_in_the_events(db: duckdb.DuckDBPyConnection, kind: str, day: str, title: str) -> None:
    rows = db.execute(f"SELECT title FROM events WHERE kind = '{kind}' AND local(\"at\") = '{day}'").fetchall()
    assert len(rows) == 1
    assert title in rows[0][0]


# Story 1: the launch


def test_the_launch_floods_the_queue_for_three_weeks(db: duckdb.DuckDBPyConnection) -> None:
    weekly = """SELECT count(*) FILTER (created BETWEEN '{0}' AND '{1}') / 3.0,
        count(*) FILTER (created BETWEEN '{2}' AND '{0}') / 5.0,
        count(*) FILTER (created BETWEEN '{1}' AND '2026-10-26') / 4.0
        FROM (SELECT local(created_at) AS created FROM valid)"""
    during, before, after = numbers(db, weekly.format(LAUNCH, LAUNCH_END, BEFORE_LAUNCH))
    assert 2.2 < during / before < 2.9
    assert during / after > 2.2


def test_first_responses_are_several_times_slower_in_the_launch(db: duckdb.DuckDBPyConnection) -> None:
    median = """SELECT median(waited) FILTER (created BETWEEN '{0}' AND '{1}'),
        median(waited) FILTER (created BETWEEN '{2}' AND '{0}'), median(waited) FILTER (created > '2026-10-12')
        FROM (SELECT local(created_at) AS created, waited FROM valid WHERE is_written)"""
    during, before, after = numbers(db, median.format(LAUNCH, LAUNCH_END, BEFORE_LAUNCH))
    assert during > 4 * before
    assert during > 4 * after


def test_the_backlog_grows_in_the_launch_and_is_worked_off(db: duckdb.DuckDBPyConnection) -> None:
    active = """SELECT count(*) FROM valid WHERE local(created_at) < '{0}'
        AND (solved IS NULL OR local(solved) >= '{0}')"""
    before, end, after = (number(db, active.format(day)) for day in (LAUNCH, LAUNCH_END, "2026-10-26"))
    assert end > 2 * before
    assert after < end / 2


# Story 2: the phone desk is paid for short calls


def _phone_desk(db: duckdb.DuckDBPyConnection, start: str, end: str) -> dict[str, float]:
    """What the phone desk's numbers are between two local days."""
    inside = f"BETWEEN '{start}' AND '{end}'"
    return {
        "handle_time": number(
            db,
            "SELECT sum(seconds) / count(DISTINCT thing) FROM ("
            " SELECT talk_s + hold_s + wrap_s AS seconds, call_id AS thing, ended_at AS done FROM calls"
            " WHERE team_id = 'phone' AND kind = 'call' AND answered_at IS NOT NULL"
            " UNION ALL SELECT w.seconds, coalesce(w.ticket_id, w.call_id), w.ended_at FROM work_logs w"
            " LEFT JOIN tickets t USING (ticket_id) LEFT JOIN calls c USING (call_id)"
            " WHERE coalesce(t.team_id, c.team_id) = 'phone')"
            f" WHERE local(done) {inside}",
        ),
        "repeat_contact_rate": number(
            db,
            "SELECT avg(EXISTS (SELECT 1 FROM contacts o WHERE o.customer_id = c.customer_id AND o.id <> c.id"
            ' AND o."at" > c."at" AND o."at" <= c."at" + INTERVAL 7 day)::INT) FROM contacts c'
            f" WHERE c.customer_id IS NOT NULL AND c.team_id = 'phone' AND local(c.\"at\") {inside}",
        ),
        "calls_to_resolution": number(
            db,
            "SELECT count(*) / count(DISTINCT c.ticket_id) FROM valid v JOIN calls c ON c.ticket_id = v.ticket_id"
            " AND c.direction = 'inbound' AND c.kind = 'call' AND c.queued_at < v.solved"
            f" WHERE v.team_id = 'phone' AND v.status IN ('solved', 'closed') AND local(v.solved) {inside}",
        ),
        "reopen_rate": number(
            db,
            "SELECT avg((reopens > 0)::INT) FROM valid WHERE team_id = 'phone' AND first_solved IS NOT NULL"
            f" AND local(first_solved) {inside}",
        ),
        "quality_score": number(
            db,
            "SELECT avg(100 * score / scale_max) FROM quality_reviews JOIN agents USING (agent_id)"
            f" WHERE team_id = 'phone' AND local(reviewed_at) {inside}",
        ),
    }


def test_short_calls_are_bought_with_everything_else(db: duckdb.DuckDBPyConnection) -> None:
    gamed = _phone_desk(db, GAMING, GAMING_END)
    for start, end in [(BEFORE_GAMING, GAMING), (GAMING_END, LAUNCH)]:
        honest = _phone_desk(db, start, end)
        assert 0.55 < gamed["handle_time"] / honest["handle_time"] < 0.75
        assert gamed["repeat_contact_rate"] > 1.8 * honest["repeat_contact_rate"]
        assert gamed["calls_to_resolution"] > honest["calls_to_resolution"] + 0.1
        assert gamed["reopen_rate"] > 2 * honest["reopen_rate"]
        assert gamed["quality_score"] < honest["quality_score"] - 9


def test_the_other_desks_do_not_change_in_that_quarter(db: duckdb.DuckDBPyConnection) -> None:
    handled = """SELECT avg(seconds) FROM work_logs JOIN tickets t USING (ticket_id)
        WHERE t.team_id <> 'phone' AND local(ended_at) BETWEEN '{}' AND '{}'"""
    gamed = number(db, handled.format(GAMING, GAMING_END))
    assert gamed == pytest.approx(number(db, handled.format(BEFORE_GAMING, GAMING)), rel=0.1)


# Story 3: the slow Saturday


def test_saturdays_are_the_worst_day_to_call(db: duckdb.DuckDBPyConnection) -> None:
    rows = db.execute(
        "SELECT isodow(local(queued_at)), avg((outcome = 'abandoned')::INT), avg(wait_s) FROM calls"
        " WHERE direction = 'inbound' GROUP BY 1"
    ).fetchall()
    abandoned, waits = {day: share for day, share, _ in rows}, {day: wait for day, _, wait in rows}
    assert set(abandoned) == {1, 2, 3, 4, 5, 6}
    assert abandoned[6] > 1.8 * max(abandoned[day] for day in range(1, 6))
    assert waits[6] > 1.8 * max(waits[day] for day in range(1, 6))


def test_saturdays_are_the_worst_day_to_write(db: duckdb.DuckDBPyConnection) -> None:
    rows = db.execute(
        "SELECT isodow(local(created_at)), median(waited) FROM valid WHERE is_written GROUP BY 1"
    ).fetchall()
    median = dict(rows)
    assert median[6] > 1.2 * max(median[day] for day in (1, 2, 3, 4, 5, 7))


# Story 4: the new return rules


def test_the_return_rules_lower_csat_by_email_from_their_day_on(db: duckdb.DuckDBPyConnection) -> None:
    share = """SELECT avg(good::INT) FILTER (local(answered_at) < '{0}'), count(*) FILTER (local(answered_at) < '{0}'),
        avg(good::INT) FILTER (local(answered_at) >= '{0}'), count(*) FILTER (local(answered_at) >= '{0}')
        FROM csat WHERE (channel = 'email') = {1}"""
    before, n_before, after, n_after = numbers(db, share.format(POLICY, "true"))
    error = (before * (1 - before) / n_before + after * (1 - after) / n_after) ** 0.5
    assert before - after > 0.1
    assert (before - after) / error > 3
    elsewhere_before, _, elsewhere_after, _ = numbers(db, share.format(POLICY, "false"))
    assert abs(elsewhere_before - elsewhere_after) < 0.06
    assert abs(elsewhere_before - before) < 0.06


def test_only_answers_about_returns_and_refunds_turn_sour(db: duckdb.DuckDBPyConnection) -> None:
    share = """SELECT avg((r.score >= 4)::INT) FROM survey_responses r JOIN tickets t USING (ticket_id)
        WHERE r.kind = 'csat' AND r.score IS NOT NULL AND t.channel = 'email' AND local(r.answered_at) >= '{}'
        AND coalesce(t.request_type, 'other') {} IN ('return', 'refund')"""
    assert number(db, share.format(POLICY, "")) < 0.6
    assert number(db, share.format(POLICY, "NOT")) > 0.75
