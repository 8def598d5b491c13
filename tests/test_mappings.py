"""The language of mappings: each key does what the documentation says."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from deskgauge.errors import UsageError
from mapping_support import FILES, JOINED, LOAD, LOG, NOTES, UTC, mapped


def test_columns_by_name_by_alternatives_and_by_expression(tmp_path: Path) -> None:
    mapping = (
        UTC
        + FILES
        + """
[[load]]
table = "tickets"
from = "log"
[load.columns]
ticket_id = { column = "NR" }
created_at = "Opened"
subject = { any = ["headline", "Group", "who"] }
brand = { any = ["house", "shop"] }
product = { expr = "upper(state) || '-' || \\"step\\"" }
"""
    )
    staged = mapped(tmp_path, mapping, {"log.csv": LOG + "7;New;1;2026-01-01 10:00:00;;Red;Ann\n"})

    assert staged.rows("tickets", "ticket_id", "created_at", "subject", "brand", "product") == [
        ("7", datetime(2026, 1, 1, 10), "Red", None, "NEW-1")
    ]
    assert staged.rows("tickets", "_source") == ["ours:log.csv"]
    assert (staged.report.files[0].mapping, staged.report.files[0].guessed) == ("ours", False)


def test_words_for_nothing_labels_prefix_and_parameters(tmp_path: Path) -> None:
    mapping = (
        'null = ["?", "NA"]\nprefix = ":where"\n[parameters]\nwhere = "berlin"\nwhat = "help"\n'
        + UTC
        + FILES
        + """
[labels.status]
"In Arbeit" = "open"
[lookups.colour]
Red = "rot"
[[load]]
table = "tickets"
from = "log"
[load.columns]
ticket_id = "nr"
created_at = "opened"
status = "state"
team_id = { expr = "LOOKUP('colour', \\"group\\")" }
subject = { expr = ":what || ' ' || who" }
"""
    )
    staged = mapped(
        tmp_path,
        mapping,
        {"log.csv": LOG + "1;in arbeit;?;2026-01-01 10:00:00;;Red;Ann\n2;Neu;;2026-01-01 10:00:00;;?;NA\n"},
    )

    assert staged.rows("tickets", "ticket_id", "status", "team_id", "subject") == [
        ("berlin:1", "open", "berlin:rot", "help Ann"), ("berlin:2", "Neu", None, None),
    ]  # fmt: skip


def test_rows_left_out_by_a_filter_are_counted_and_are_not_read(tmp_path: Path) -> None:
    mapping = UTC + FILES + LOAD.replace('from = "log"', 'from = "log"\nwhere = "state <> \'Test\'"')
    rows = [f"{at};{state};;2026-01-01 10:00:00;;;" for at, state in enumerate(["New", "Test", "Test", "", "Done"])]
    staged = mapped(tmp_path, mapping, {"log.csv": LOG + "\n".join(rows) + "\n"})

    assert staged.rows("tickets", "ticket_id") == ["0", "4"]
    assert (staged.report.files[0].read, staged.report.files[0].skipped) == (2, 3)


def test_the_latest_row_of_each_case(tmp_path: Path) -> None:
    latest = 'from = "log"\nlatest = { by = ["nr"], order = ["TRY_CAST(step AS INTEGER)"] }'
    mapping = UTC + FILES + LOAD.replace('from = "log"', latest) + 'subject = "state"\n'
    rows = [
        "1;a;9;2026-01-01 10:00:00;;;",
        "1;b;10;2026-01-01 10:00:00;;;",
        "1;c;2;2026-01-01 10:00:00;;;",
        "2;d;;2026-01-01 10:00:00;;;",
    ]
    staged = mapped(tmp_path, mapping, {"log.csv": LOG + "\n".join(rows) + "\n"})

    assert staged.rows("tickets", "ticket_id", "subject") == [("1", "b"), ("2", "d")]
    assert (staged.report.read, staged.report.duplicates) == (2, 0)


def test_one_row_for_each_different_value(tmp_path: Path) -> None:
    mapping = (
        FILES
        + '[[load]]\ntable = "teams"\nfrom = "log"\ndistinct = ["group"]\n'
        + '[load.columns]\nteam_id = "group"\nname = "who"\n'
    )
    staged = mapped(
        tmp_path, mapping, {"log.csv": LOG + "1;;;;;Red;first\n2;;;;;;none\n3;;;;;Red;second\n4;;;;;Blue;x\n"}
    )

    assert staged.rows("teams", "team_id", "name") == [("Blue", "x"), ("Red", "first")]


CHANGES = (
    UTC
    + FILES
    + """
[labels.status]
"New" = "new"
"Doing" = "open"
"Done" = "solved"
[[load]]
table = "ticket_events"
from = "log"
[load.columns]
actor_kind = { expr = "'agent'" }
[load.changes]
case = "nr"
order = ["TRY_CAST(step AS INTEGER)"]
at = "changed"
actor = "who"
[load.changes.track]
status = { expr = "nullif(state, '-100')", start = "New", skip_null = true }
team_id = "group"
"""
)


def test_a_log_of_states_becomes_events(tmp_path: Path) -> None:
    rows = [
        "1;New;1;;2026-01-01 10:00:00;Red;Ann",
        "1;Done;10;;2026-01-01 13:00:00;Blue;Cid",  # after the ninth, though "10" sorts before "9"
        "1;-100;2;;2026-01-01 11:00:00;Red;Bob",  # an error of the log: no change of state
        "1;Doing;9;;2026-01-01 12:00:00;;Bob",
        "2;Doing;1;;2026-01-01 10:00:00;Red;Ann",  # begins further than New
        "3;New;1;;2026-01-01 10:00:00;Red;Ann",
    ]
    staged = mapped(tmp_path, CHANGES, {"log.csv": LOG + "\n".join(rows) + "\n"})

    hour = datetime(2026, 1, 1)
    assert staged.rows("ticket_events", "event_id", "at", "field", "old_value", "new_value", "actor_id") == [
        ("1:000003:status", hour.replace(hour=12), "status", "new", "open", "Bob"),
        ("1:000003:team_id", hour.replace(hour=12), "team_id", "Red", None, "Bob"),
        ("1:000004:status", hour.replace(hour=13), "status", "open", "solved", "Cid"),
        ("1:000004:team_id", hour.replace(hour=13), "team_id", None, "Blue", "Cid"),
        ("2:000001:status", hour.replace(hour=10), "status", "new", "open", "Ann"),
    ]
    assert set(staged.rows("ticket_events", "actor_kind")) == {"agent"}


def test_events_get_the_prefix_on_keys_only(tmp_path: Path) -> None:
    rows = ["1;New;1;;2026-01-01 10:00:00;Red;Ann", "1;Doing;2;;2026-01-01 11:00:00;Blue;Ann"]
    staged = mapped(tmp_path, 'prefix = "sn"\n' + CHANGES, {"log.csv": LOG + "\n".join(rows) + "\n"})

    assert staged.rows("ticket_events", "event_id", "ticket_id", "actor_id", "old_value", "new_value") == [
        ("sn:1:000002:status", "sn:1", "sn:Ann", "new", "open"),
        ("sn:1:000002:team_id", "sn:1", "sn:Ann", "sn:Red", "sn:Blue"),
    ]  # fmt: skip


def test_joins_never_multiply_rows_and_views_are_tables(tmp_path: Path) -> None:
    staged = mapped(tmp_path, JOINED, {"note.csv": NOTES, "person.csv": "id,role\na,customer\na,agent\nb,customer\n"})

    assert staged.rows("messages", "message_id", "author_kind", "via") == [("1", "agent", "2"), ("2", "customer", "2")]
    assert staged.rows("agents", "agent_id", "name") == [("a", None), ("b", None)]
    assert staged.rows("customers", "customer_id") == ["a", "b"]


def test_a_rejected_row_is_shown_as_it_stands_in_its_file(tmp_path: Path) -> None:
    """The rows of a view have the places of its file's rows as long as it keeps the column _line."""
    kept = JOINED.replace("id <= '2'", "id = '3'")
    lost = kept.replace("SELECT * FROM note WHERE", "SELECT by, at FROM note WHERE")
    row = {"id": "3", "ticket": "t2", "by": "c", "at": "someday"}

    staged = mapped(tmp_path / "kept", kept, {"note.csv": NOTES})
    assert sorted((table, line, shown) for table, _, line, _, shown in staged.rejects()) == [
        ("customers", 4, row),
        ("messages", 4, row),
    ]
    staged = mapped(tmp_path / "lost", lost, {"note.csv": NOTES})
    assert [(file, line, shown) for table, file, line, _, shown in staged.rejects() if table == "customers"] == [
        ("note.csv", None, {"customer_id": "c", "created_at": "someday"})
    ]


def test_an_optional_file_may_be_missing_and_a_needed_one_may_not(tmp_path: Path) -> None:
    staged = mapped(tmp_path, JOINED, {"note.csv": NOTES})

    assert staged.report.tables == ("messages", "customers")
    assert staged.rows("messages", "author_kind") == [None, None]
    with pytest.raises(
        UsageError, match="The mapping ours needs a file 'note' \\(named note, with the columns id, ticket, by, at\\)"
    ):
        mapped(tmp_path / "b", JOINED, {"person.csv": "id,role\n", "other.csv": "x,y\n"})


def test_several_files_of_a_kind_are_one_and_keep_their_places(tmp_path: Path) -> None:
    latest = 'from = "log"\nlatest = { by = ["nr"], order = ["TRY_CAST(step AS INTEGER)"] }'
    mapping = (
        UTC + FILES + LOAD.replace('from = "log"', latest) + 'subject = "state"\nbrand = { any = ["shop", "house"] }\n'
    )
    first = LOG + "1;old;1;2026-01-01 10:00:00;;;\n2;bad;5;never;;;\n"
    second = "nr,state,step,opened,shop\n1,new,2,2026-01-01 10:00:00,s\n3,x\n4,bad,1,never,s\n"
    staged = mapped(tmp_path, mapping, {"log_2025.csv": first, "log_2026.csv": second})

    assert staged.rows("tickets", "ticket_id", "subject", "brand", "_source") == [
        ("1", "new", "s", "ours:log_2026.csv")
    ]
    assert [(table, file, line) for table, file, line, _, _ in staged.rejects()] == [
        ("tickets", "log_2025.csv", 3), (None, "log_2026.csv", 3), ("tickets", "log_2026.csv", 4),
    ]  # fmt: skip
    assert [(file.file, file.table, file.read) for file in staged.report.files] == [
        ("log_2026.csv", None, 1), ("log_2025.csv, log_2026.csv", "tickets", 3),
    ]  # fmt: skip


def test_files_are_known_by_their_columns_where_their_names_say_nothing(tmp_path: Path) -> None:
    staged = mapped(
        tmp_path, JOINED, {"export1.csv": NOTES, "export2.csv": "id,role\na,agent\n", "budget.csv": "x\n1\n"}
    )

    assert staged.rows("messages", "author_kind") == ["agent", None]
    assert staged.report.unused == ["budget.csv"]


def test_a_mapping_may_only_add_a_zone_to_canonical_files(tmp_path: Path) -> None:
    mapping = 'canonical = true\nprefix = "x"\n[times]\nzone = "Asia/Kathmandu"\n[labels.channel]\n"Brief" = "email"\n'
    files = {
        "tickets.csv": "ticket_id,Created_At,channel,mood\n1,2026-01-01 05:45:00,Brief,\n",
        "teams.csv": "team_id\n5\n",
        "log.csv": "a\n",
    }
    staged = mapped(tmp_path, mapping, files)

    assert staged.rows("tickets", "ticket_id", "created_at", "channel") == [("x:1", datetime(2026, 1, 1), "email")]
    assert staged.rows("teams", "team_id") == ["x:5"]
    assert staged.report.unused == ["log.csv"]


def test_a_parameter_is_found_in_the_name_of_the_file(tmp_path: Path) -> None:
    mapping = (
        '[parameters]\nday = { in_file_name = "(\\\\d{4}-\\\\d{2}-\\\\d{2})" }\n'
        + UTC
        + FILES
        + LOAD.replace('"opened"', "{ expr = \":day || ' ' || opened\" }")
    )
    staged = mapped(tmp_path, mapping, {"log_2026-02-03.csv": LOG + "1;;;10:00:00;;;\n"})

    assert staged.rows("tickets", "created_at") == [datetime(2026, 2, 3, 10)]
    with pytest.raises(UsageError, match=r"needs the parameter 'day', and the name of log\.csv holds none"):
        mapped(tmp_path / "b", mapping, {"log.csv": LOG + "1;;;10:00:00;;;\n"})
