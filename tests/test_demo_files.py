"""The files of the demo company: complete, deterministic, and without errors but those planted."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from demo_tables import load, number
from deskgauge.model.tables import TABLES, Type
from deskgauge.sources.demo import write_company
from deskgauge.sources.demo_flaws import FLAWS, UNKNOWN_TICKETS, UNKNOWN_TYPE
from deskgauge.sources.demo_story import Story
from deskgauge.sources.demo_time import Stage

START, END = date(2025, 1, 23), date(2026, 3, 28)  # the clocks change in the night after the last day

# What a column of this name refers to, in whatever table it stands.
TARGETS = {
    "ticket_id": "tickets", "merged_into": "tickets", "parent_ticket_id": "tickets", "credited_ticket_id": "tickets",
    "customer_id": "customers", "call_id": "calls", "credited_call_id": "calls", "order_id": "orders",
    "agent_id": "agents", "reviewer_id": "agents", "team_id": "teams", "parent_team_id": "teams",
    "article_id": "articles", "answered_by_article": "articles", "invite_id": "survey_invites",
}  # fmt: skip
REFERENCES = [
    (table.name, column.name, TARGETS[column.name])
    for table in TABLES.values()
    for column in table.columns
    if column.name in TARGETS and (column.name,) != table.key
]
PLANTED = {
    ("messages", "ticket_id"): len(UNKNOWN_TICKETS),
    ("orders", "credited_ticket_id"): FLAWS["order_of_no_ticket"],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company of another size and span than the default."""
    made = tmp_path_factory.mktemp("company")
    write_company(made, seed=11, tickets=5_000, end=END, days=(END - START).days + 1)
    return made


@pytest.fixture(scope="module")
def db(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Its files."""
    connection = load(folder)
    yield connection
    connection.close()


def test_each_table_has_its_file_with_the_declared_columns_and_rows(folder: Path) -> None:
    for name, table in TABLES.items():
        with (folder / "files" / f"{name}.csv").open(encoding="utf-8") as file:
            assert file.readline().strip().split(",") == [column.name for column in table.columns]
            assert file.readline(), name
    assert {path.stem for path in (folder / "files").iterdir()} == set(TABLES)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_keys_are_unique_and_required_columns_filled(db: duckdb.DuckDBPyConnection, name: str) -> None:
    table = TABLES[name]
    key = ", ".join(f'"{column}"' for column in table.key)
    assert number(db, f"SELECT count(*) FROM (SELECT 1 FROM {name} GROUP BY {key} HAVING count(*) > 1)") == 0
    missing = " OR ".join(f'"{column}" IS NULL' for column in table.required)
    assert number(db, f"SELECT count(*) FROM {name} WHERE {missing}") == 0


@pytest.mark.parametrize(("table", "column", "target"), REFERENCES)
def test_no_row_points_nowhere_but_those_planted(
    db: duckdb.DuckDBPyConnection, table: str, column: str, target: str
) -> None:
    key = TABLES[target].key[0]
    orphans = number(db, f'SELECT count(*) FROM {table} WHERE "{column}" NOT IN (SELECT "{key}" FROM {target})')
    assert orphans == PLANTED.get((table, column), 0)


def test_the_planted_errors_are_there_and_no_others(db: duckdb.DuckDBPyConnection) -> None:
    found = {
        "unknown_type": f"SELECT count(*) FROM tickets WHERE request_type = '{UNKNOWN_TYPE}'",
        "reply_before_creation": 'SELECT count(*) FROM messages JOIN tickets USING (ticket_id) WHERE "at" < created_at',
        "solved_before_reply": "SELECT count(*) FROM valid WHERE first_reply > first_solved",
        "change_before_creation": "SELECT count(*) FROM ticket_events JOIN tickets USING (ticket_id) "
        'WHERE "at" < created_at',
        "message_twice": "SELECT count(*) FROM (SELECT 1 FROM messages "
        'GROUP BY ticket_id, "at", author_id, body HAVING count(*) > 1)',
        "call_ends_before_answer": "SELECT count(*) FROM calls WHERE ended_at < answered_at",
    }
    assert {name: number(db, sql) for name, sql in found.items()} == {name: FLAWS[name] for name in found}


def test_each_change_of_status_starts_from_the_one_before(db: duckdb.DuckDBPyConnection) -> None:
    broken = """SELECT count(*) FROM (
        SELECT old_value, lag(new_value, 1, 'new') OVER (PARTITION BY ticket_id ORDER BY "at", event_id) AS before
        FROM ticket_events WHERE field = 'status') WHERE old_value <> before"""
    assert number(db, broken) == 0


def test_people_write_and_act_only_while_they_are_employed(db: duckdb.DuckDBPyConnection) -> None:
    acts = """SELECT count(*) FROM (
        SELECT author_id AS agent_id, "at" FROM messages UNION ALL SELECT actor_id, "at" FROM ticket_events
        UNION ALL SELECT agent_id, answered_at FROM calls UNION ALL SELECT agent_id, started_at FROM shifts
        ) JOIN agents USING (agent_id) WHERE "at" < hired_at OR "at" > left_at"""
    assert number(db, acts) == 0


def test_no_instant_lies_after_the_last_day_and_the_newest_lie_on_it(db: duckdb.DuckDBPyConnection) -> None:
    newest = {}
    for name, table in TABLES.items():
        for column in table.columns:
            if column.type is Type.INSTANT:
                sql = f'SELECT max(local("{column.name}") - INTERVAL 1 second)::DATE FROM {name}'
                ((newest[name, column.name],),) = db.execute(sql).fetchall()
    late = {place: day for place, day in newest.items() if day is not None and day > END}
    assert late == {}
    for place in [("tickets", "created_at"), ("messages", "at"), ("calls", "queued_at"), ("orders", "ordered_at")]:
        assert newest[place] == END
    assert number(db, f"SELECT count(*) FROM tickets WHERE local(created_at) < '{START}'") == 0


def _digest(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*.*")):
        total.update(path.name.encode() + path.read_bytes())
    return total.hexdigest()


def _made_elsewhere(folder: Path, zone: str, hash_seed: str) -> str:
    script = (
        "import sys, pathlib, datetime; from deskgauge.sources.demo import write_company; "
        "write_company(pathlib.Path(sys.argv[1]), seed=3, tickets=700, end=datetime.date(2025, 6, 30), days=150)"
    )
    environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": hash_seed, "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", script, str(folder)], check=True, env=environment)
    return _digest(folder)


def test_the_same_seed_gives_the_same_bytes_whatever_the_machine(tmp_path: Path) -> None:
    first = _made_elsewhere(tmp_path / "a", "Pacific/Noumea", "1")
    assert _made_elsewhere(tmp_path / "b", "America/Sao_Paulo", "2") == first
    write_company(tmp_path / "c", seed=4, tickets=700, end=date(2025, 6, 30), days=150)
    assert _digest(tmp_path / "c") != first


@pytest.mark.parametrize("last", [date(2024, 2, 29), date(2025, 12, 31), date(2026, 6, 30), date(2027, 1, 1)])
def test_the_story_fits_into_any_two_years(last: date) -> None:
    story = Story(Stage(1, 100, last, 730))
    assert story.launch.weekday() == 0
    assert (story.launch_end - story.launch).days == 21
    assert (story.gaming.month % 3, story.gaming.day) == (1, 1)
    assert 89 < (story.gaming_end - story.gaming).days < 93
    assert story.stage.first < story.outage < story.policy < story.launch_end < last
    assert story.gaming_end < story.launch
