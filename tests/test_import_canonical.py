"""Canonical files: columns by name, values by type, one row a key, and a reason for whatever is refused."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from deskgauge.errors import ImportFailedError, UsageError
from deskgauge.model.tables import TABLES
from import_support import one, stage, tickets, write

NOON = "2026-03-01T12:00:00Z"


def test_columns_are_found_by_name_in_any_order_and_case(tmp_path: Path) -> None:
    staged = one(tmp_path, "tickets.csv", f"Subject,CREATED_AT,Ticket ID\nhello,{NOON},t1\n")

    assert staged.rows("tickets", "ticket_id", "created_at", "subject") == [("t1", datetime(2026, 3, 1, 12), "hello")]


def test_every_declared_column_is_there_with_its_type(tmp_path: Path) -> None:
    staged = one(tmp_path, "orders.csv", f"order_id,ordered_at,amount\no1,{NOON},12.5\n")
    described = staged.con.execute("DESCRIBE stage.orders").fetchall()

    assert [row[0] for row in described] == [column.name for column in TABLES["orders"].all_columns]
    types = {row[0]: row[1] for row in described}
    assert types["ordered_at"] == types["_loaded_at"] == "TIMESTAMP"
    assert (types["amount"], types["is_cancelled"], types["currency"]) == ("DECIMAL(18,4)", "BOOLEAN", "VARCHAR")


def test_every_canonical_table_can_be_staged(tmp_path: Path) -> None:
    for table in TABLES.values():
        row = {name: _example(table.column(name).type.value) for name in table.required}
        write(tmp_path, {f"{table.name}.jsonl": json.dumps(row) + "\n"})
    staged = stage(tmp_path)

    assert set(staged.report.tables) == set(TABLES)
    assert staged.totals() == (len(TABLES), len(TABLES), 0)


def _example(kind: str) -> object:
    return {"instant": NOON, "date": "2026-03-01", "money": 1.5, "number": 2, "integer": 3}.get(kind, "x")


def test_source_and_time_of_loading_stand_in_every_row(tmp_path: Path) -> None:
    staged = one(tmp_path, "tickets.csv", tickets(f"t1,{NOON},a"))

    [(source, loaded_at)] = staged.rows("tickets", "_source", "_loaded_at")
    assert source == "tickets.csv"
    assert abs((datetime.now(UTC).replace(tzinfo=None) - loaded_at).total_seconds()) < 60


def test_unknown_columns_are_reported_and_the_bookkeeping_ones_are_not(tmp_path: Path) -> None:
    staged = one(
        tmp_path, "tickets.csv", tickets(f"t1,{NOON},a,b,c", header="ticket_id,created_at,mood,_source,Weather")
    )

    assert staged.report.files[0].unknown_columns == ("mood", "Weather")
    assert staged.rows("tickets", "_source") == ["tickets.csv"]


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        (
            "ticketid,created_at",
            "tickets.csv has no column 'ticket_id', which every row of tickets needs. Did you mean 'ticketid'?",
        ),
        ("ticket_id,created", "no column 'created_at', which every row of tickets needs. Did you mean 'created'?"),
        ("a,b", "no column 'ticket_id' and 'created_at'"),
    ],
)
def test_a_missing_column_that_rows_need_is_named_with_the_nearest(tmp_path: Path, header: str, sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        one(tmp_path, "tickets.csv", f"{header}\n1,2\n")

    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-01T12:00:00Z", datetime(2026, 3, 1, 12)),
        ("2026-03-01 12:00:00+01:00", datetime(2026, 3, 1, 11)),
        ("2026-03-01T12:00:00.123456-0330", datetime(2026, 3, 1, 15, 30, 0, 123456)),
        ("2026-03-01T12:00+05:45", datetime(2026, 3, 1, 6, 15)),
        ("2026-03-01T12:00:00,5Z", datetime(2026, 3, 1, 12, 0, 0, 500000)),
        ("2026-03-01T12:00:00+01", datetime(2026, 3, 1, 11)),
    ],
)
def test_times_with_an_offset_become_utc(tmp_path: Path, text: str, instant: datetime) -> None:
    staged = one(tmp_path, "tickets.csv", tickets(f't1,"{text}",a'))

    assert staged.rows("tickets", "created_at") == [instant]


@pytest.mark.parametrize(
    "text", ["2026-03-01T12:00:00", "2026-03-01", "1/3/2026 12:00", "noon", "2026-03-01T12:00:00+25:00"]
)
def test_a_time_without_an_offset_is_refused_with_the_way_out(tmp_path: Path, text: str) -> None:
    staged = one(tmp_path, "tickets.csv", tickets(f"t0,{NOON},a", f"t1,{text},a"))

    [(line, reason)] = staged.reasons()
    assert line == 3
    assert reason.startswith(f"created_at: {text}: expected a time with its offset, such as 2026-03-01T09:30:00Z")
    assert "import with a mapping that names their zone" in reason


@pytest.mark.parametrize("text", ["1899-12-31T23:59:59Z", "2200-01-01T00:00:00Z", "0001-01-01T00:00:00Z"])
def test_a_time_outside_1900_to_2199_is_refused(tmp_path: Path, text: str) -> None:
    staged = one(tmp_path, "tickets.csv", tickets(f"t0,{NOON},a", f"t1,{text},a"))

    assert staged.reasons() == [(3, f"created_at: {text}: outside the years 1900 to 2199")]


def test_the_years_1900_and_2199_are_inside(tmp_path: Path) -> None:
    staged = one(tmp_path, "tickets.csv", tickets("t0,1900-01-01T00:00:00Z,a", "t1,2199-12-31T23:59:59Z,a"))

    assert staged.totals() == (2, 2, 0)


def test_booleans_are_read_in_all_spellings_of_rule_41_and_no_other(tmp_path: Path) -> None:
    spellings = ["true", "T", "Yes", "1", "FALSE", "f", "no", "0", "", "y", "2"]
    rows = [f"t{at:02},{NOON},{text}" for at, text in enumerate(spellings)]
    staged = one(tmp_path, "tickets.csv", tickets(*rows, header="ticket_id,created_at,is_spam"))

    assert staged.rows("tickets", "ticket_id", "is_spam") == [
        (f"t{at:02}", value) for at, value in enumerate([True] * 4 + [False] * 4 + [None])
    ]
    assert [reason.split(":")[1].strip() for _, reason in staged.reasons()] == ["y", "2"]


def test_numbers_have_a_decimal_point_and_nothing_else(tmp_path: Path) -> None:
    texts = {
        "5": 5.0,
        "5.25": 5.25,
        "-.5": -0.5,
        "1e3": 1000.0,
        "1,5": None,
        "0x10": None,
        "1_000": None,
        "nan": None,
        "inf": None,
    }
    rows = [f'c{at},{NOON},"{text}"' for at, text in enumerate(texts)]
    staged = one(tmp_path, "calls.csv", tickets(*rows, header="call_id,queued_at,wait_s"))

    assert staged.rows("calls", "call_id", "wait_s") == [
        (f"c{at}", value) for at, value in enumerate(texts.values()) if value is not None
    ]
    assert {reason.split(":")[1].strip() for _, reason in staged.reasons()} == {
        text for text, value in texts.items() if value is None
    }


def test_whole_numbers_are_never_rounded(tmp_path: Path) -> None:
    rows = ["a1,5", "a2,5.0", "a3,5.7", "a4,-3"]
    staged = one(tmp_path, "articles.csv", tickets(*rows, header="article_id,words"))

    assert staged.rows("articles", "article_id", "words") == [("a1", 5), ("a2", 5), ("a4", -3)]
    assert staged.reasons() == [(4, "words: 5.7: expected a whole number")]


def test_money_and_dates(tmp_path: Path) -> None:
    rows = [
        "c1,2026-01-01,2026-01-31,1234.5678",
        "c2,2026-02-30,2026-02-28,1",
        "c3,01.03.2026,2026-03-31,1",
        "c4,2026-01-01,2026-01-02,1.234,5",
    ]
    staged = one(tmp_path, "costs.csv", tickets(*rows, header="cost_id,from_date,to_date,amount"))

    assert staged.rows("costs", "cost_id", "from_date", "to_date", "amount") == [
        ("c1", date(2026, 1, 1), date(2026, 1, 31), Decimal("1234.5678"))
    ]
    assert [line for line, _ in staged.reasons()] == [3, 4, 5]
    assert staged.reasons()[0][1] == "from_date: 2026-02-30: expected a date as YYYY-MM-DD"


def test_lists_and_objects_are_json_and_a_country_may_stand_alone(tmp_path: Path) -> None:
    staged = one(
        tmp_path,
        "calendars.csv",
        "calendar_id;time_zone;weekly_hours;holidays\n"
        'c1;UTC;{"mon": ["09:00-17:00"]};PL\nc2;UTC;;["2026-01-01"]\nc3;UTC;nine to five;\n',
    )

    assert staged.rows("calendars", "calendar_id", "weekly_hours", "holidays") == [
        ("c1", '{"mon": ["09:00-17:00"]}', '"PL"'), ("c2", None, '["2026-01-01"]'),
    ]  # fmt: skip
    assert staged.reasons() == [(4, "weekly_hours: nine to five: expected a JSON list or object")]


def test_an_empty_cell_is_null_and_a_required_one_rejects(tmp_path: Path) -> None:
    staged = one(tmp_path, "tickets.csv", tickets(f"t1,{NOON},", f't2,{NOON},""', f",{NOON},x", "t4,,x"))

    assert staged.rows("tickets", "ticket_id", "subject") == [("t1", None), ("t2", None)]
    assert staged.reasons() == [
        (4, "ticket_id is empty, and a row needs it"),
        (5, "created_at is empty, and a row needs it"),
    ]


def test_the_last_row_of_a_key_wins_and_the_others_are_counted(tmp_path: Path) -> None:
    rows = [f"t1,{NOON},first", f"t2,{NOON},only", f"t1,{NOON},second", f"t1,{NOON},last"]
    staged = one(tmp_path, "tickets.csv", tickets(*rows))

    assert staged.rows("tickets", "ticket_id", "subject") == [("t1", "last"), ("t2", "only")]
    assert (staged.report.read, staged.report.stored, staged.report.duplicates) == (4, 4, 2)


def test_a_rejected_row_does_not_replace_a_good_one_of_its_key(tmp_path: Path) -> None:
    staged = one(tmp_path, "tickets.csv", tickets(f"t1,{NOON},good", "t1,yesterday,bad"))

    assert staged.rows("tickets", "ticket_id", "subject") == [("t1", "good")]
    assert staged.report.duplicates == 0


def test_a_key_of_several_columns_may_have_empty_ones(tmp_path: Path) -> None:
    header = "metric,value,team_id,channel,priority,from_date"
    staged = one(tmp_path, "targets.csv", tickets("csat,0.8,,,,", "csat,0.9,,,,", "csat,0.7,billing,,,", header=header))

    assert sorted(staged.rows("targets", "team_id", "value"), key=str) == [("billing", 0.7), (None, 0.9)]
    assert staged.report.duplicates == 1


def test_later_files_win_over_earlier_ones(tmp_path: Path) -> None:
    write(tmp_path, {"tickets_1.csv": tickets(f"t1,{NOON},old"), "tickets_2.csv": tickets(f"t1,{NOON},new")})
    staged = stage(tmp_path)

    assert staged.rows("tickets", "subject", "_source") == [("new", "tickets_2.csv")]
    assert [file.duplicates for file in staged.report.files] == [1, 0]


def test_a_rejected_row_is_kept_as_it_came(tmp_path: Path) -> None:
    staged = one(tmp_path, "tickets.csv", tickets('t1,soon,"a ""b""",x', header="ticket_id,created_at,subject,mood"))

    assert staged.rejects()[0][4] == {"ticket_id": "t1", "created_at": "soon", "subject": 'a "b"', "mood": "x"}


def test_reasons_are_counted_without_their_values(tmp_path: Path) -> None:
    rows = [f"t{at},day {at},x" for at in range(5)]
    staged = one(tmp_path, "tickets.csv", tickets(*rows, f"ok,{NOON},x"))

    [(text, count)] = staged.report.files[0].reasons
    assert count == 5
    assert text.startswith("created_at: expected a time with its offset")


def test_the_stage_is_emptied_before_each_import(tmp_path: Path) -> None:
    write(tmp_path, {"a/tickets.csv": tickets("t1,never,x", f"t2,{NOON},x"), "b/teams.csv": "team_id\nx\n"})
    first = stage(tmp_path / "a")
    from deskgauge.sources.files import stage_files

    stage_files(first.con, [tmp_path / "b"])
    found = first.con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'stage' ORDER BY 1"
    ).fetchall()
    assert found == [("rejects",), ("teams",)]
    assert first.con.execute("SELECT count(*) FROM stage.rejects").fetchall() == [(0,)]


def test_nothing_of_the_work_stays_behind(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "tickets.csv": tickets("t1,never,x", f"t2,{NOON},x", "t3"),
            "teams.jsonl": '{"team_id": 1}\n{"team_id": 1}\nx\n',
        },
    )
    staged = stage(tmp_path)

    found = staged.con.execute(
        "SELECT table_name FROM duckdb_tables() UNION SELECT view_name FROM duckdb_views() WHERE NOT internal"
    )
    assert sorted(found.fetchall()) == [("rejects",), ("teams",), ("tickets",)]


def test_one_broken_file_stops_no_other(tmp_path: Path) -> None:
    write(tmp_path, {"tickets.csv": tickets(f"t1,{NOON},a"), "teams.csv": "name\nx\n", "calls.csv": ""})
    staged = stage(tmp_path)

    assert staged.report.tables == ("tickets",)
    assert {broken.file: broken.reason for broken in staged.report.broken} == {
        "calls.csv": "calls.csv is empty: it has 0 bytes.",
        "teams.csv": "teams.csv has no column 'team_id', which every row of teams needs. Known: name.",
    }


def test_several_broken_files_fail_with_all_their_reasons(tmp_path: Path) -> None:
    write(tmp_path, {"teams.csv": "name\nx\n", "calls.csv": ""})
    with pytest.raises(ImportFailedError) as caught:
        stage(tmp_path)

    assert "calls.csv is empty" in str(caught.value)
    assert "teams.csv has no column 'team_id'" in str(caught.value)
