"""JSON, Parquet, workbooks, compressed files and folders; and files that are not what they say."""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
import xlsxwriter
import zstandard

from deskgauge.errors import NotFoundError, UsageError
from import_support import one, stage, tickets, write

NOON = "2026-03-01T12:00:00Z"
CSV = tickets(f"t1,{NOON},a", "t2,never,b")


def test_json_lines_with_native_values(tmp_path: Path) -> None:
    lines = [
        {
            "ticket_id": 17,
            "created_at": NOON,
            "is_spam": True,
            "tags": ["a", "b"],
            "custom": {"x": 1},
            "subject": 'say "hi"\n',
        },
        {"Ticket_ID": "18", "created_at": NOON, "is_spam": None, "mood": 1},
    ]
    staged = one(tmp_path, "tickets.jsonl", "\n".join(json.dumps(line) for line in lines))

    assert staged.rows("tickets", "ticket_id", "is_spam", "tags", "custom", "subject") == [
        ("17", True, '["a","b"]', '{"x":1}', 'say "hi"\n')
    ]
    assert staged.report.files[0].unknown_columns == ("Ticket_ID_2", "mood")
    assert staged.reasons() == [(2, "ticket_id is empty, and a row needs it")]


def test_a_broken_line_of_json_lines_costs_that_line(tmp_path: Path) -> None:
    good = json.dumps({"team_id": "a"})
    staged = one(tmp_path, "teams.ndjson", f'{good}\n\n{{"team_id": \n[1]\n"text"\n{good[:-1]}, "name": "x"}}\n')

    assert staged.rows("teams", "team_id", "name") == [("a", "x")]
    assert staged.reasons() == [
        (3, "no JSON object with members"),
        (4, "no JSON object with members"),
        (5, "no JSON object with members"),
    ]
    assert staged.totals() == (5, 2, 3)
    assert staged.rejects()[0][4] == '{"team_id": '


def test_the_character_nul_is_left_out(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "teams.jsonl": '{"team_id": "a\\u0000b"}\n',
            "agents.csv": b"agent_id,name\n1,x\n" + b"2,y\n" * 2000 + b"3,a\0b\n",
        },
    )
    staged = stage(tmp_path)

    assert staged.rows("teams", "team_id") == ["ab"]
    assert staged.rows("agents", "name")[-1] == "y"
    assert "ab" in staged.rows("agents", "name")


def test_a_list_of_nothing_is_a_table_without_rows(tmp_path: Path) -> None:
    write(tmp_path, {"export.json": json.dumps({"tickets": [], "teams": [{"team_id": 1}, {}]})})
    staged = stage(tmp_path)

    assert [(file.table, file.read, file.rejected) for file in staged.report.files] == [
        ("tickets", 0, 0),
        ("teams", 2, 1),
    ]
    assert staged.reasons() == [(None, "no JSON object with members")]


@pytest.mark.parametrize("name", ["teams.jsonl.gz", "teams.json.gz"])
def test_of_compressed_json_that_breaks_off_the_rows_before_are_kept(tmp_path: Path, name: str) -> None:
    rows = [{"team_id": f"t{at:05}", "name": str(at * 7919 % 10007)} for at in range(60_000)]
    text = json.dumps(rows) if ".json." in name else "\n".join(json.dumps(row) for row in rows)
    packed = gzip.compress(text.encode())
    staged = one(tmp_path, name, packed[: len(packed) // 2])

    assert 20_000 < staged.report.stored < 40_000
    assert staged.report.rejected in {1, 2}


def test_keys_with_dots_and_quotes_are_one_name(tmp_path: Path) -> None:
    staged = one(tmp_path, "teams.jsonl", json.dumps({"team_id": "a", "a.b": 1, "c/d~e": 2, 'f"g': 3}) + "\n")

    assert staged.report.files[0].unknown_columns == ("a.b", "c/d~e", 'f"g')


def test_a_json_document_is_a_list(tmp_path: Path) -> None:
    staged = one(tmp_path, "teams.json", json.dumps([{"team_id": 1, "name": "Zoë"}, {"team_id": 2}], indent=1))

    assert staged.rows("teams", "team_id", "name") == [("1", "Zoë"), ("2", None)]


def test_a_json_document_may_hold_several_tables(tmp_path: Path) -> None:
    document = {
        "teams": [{"team_id": 1}],
        "tickets": [{"ticket_id": 5, "created_at": NOON}, {"ticket_id": 6}],
        "count": 2,
    }
    staged = one(tmp_path, "export.json", json.dumps(document))

    assert (staged.rows("teams", "team_id"), staged.rows("tickets", "ticket_id")) == (["1"], ["5"])
    assert [file.file for file in staged.report.files] == ["export.json:teams", "export.json:tickets"]
    assert staged.rejects()[0][:4] == (
        "tickets",
        "export.json:tickets",
        None,
        "created_at is empty, and a row needs it",
    )


def test_a_json_document_of_lines_and_of_one_object(tmp_path: Path) -> None:
    write(tmp_path, {"teams.json": '{"team_id": 1}\n{"team_id": 2}\n', "agents.json": '{"agent_id": 1, "name": "x"}'})
    staged = stage(tmp_path)

    assert (staged.rows("teams", "team_id"), staged.rows("agents", "agent_id", "name")) == (["1", "2"], [("1", "x")])


def test_of_a_broken_json_document_the_whole_elements_are_kept(tmp_path: Path) -> None:
    staged = one(tmp_path, "teams.json", '[\n{"team_id": 1},\n{"team_id": 2},\n{"team_id": 3, "na')

    assert staged.rows("teams", "team_id") == ["1", "2"]
    assert staged.totals() == (3, 2, 1)
    assert staged.reasons() == [(4, "the JSON is broken from here on")]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "teams.json is empty: it has 0 bytes."),
        ("  \n", "teams.json is empty: it holds blanks only."),
        ("[{", "teams.json is broken JSON: not one whole object could be read from it."),
        ("hello", "teams.json is no JSON of rows: it begins with 'hello', not with a list or an object."),
    ],
)
def test_json_that_is_none(tmp_path: Path, content: str, sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        one(tmp_path, "teams.json", content)

    assert str(caught.value) == sentence


def _parquet(path: Path, select: str) -> None:
    duckdb.connect().execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")


def test_parquet_with_typed_columns(tmp_path: Path) -> None:
    _parquet(
        tmp_path / "tickets.parquet",
        "SELECT 5 AS ticket_id, TIMESTAMPTZ '2026-03-01 13:00:00+01' AS created_at, TRUE AS is_spam, "
        "['a', 'b'] AS tags, {'x': 1} AS custom, '' AS subject, NULL::INTEGER AS priority",
    )
    staged = stage(tmp_path)

    assert staged.rows("tickets", "ticket_id", "created_at", "is_spam", "tags", "custom", "subject", "priority") == [
        ("5", datetime(2026, 3, 1, 12), True, '["a","b"]', '{"x":1}', None, None)
    ]


def test_a_parquet_time_without_a_zone_is_refused(tmp_path: Path) -> None:
    _parquet(
        tmp_path / "tickets.parquet",
        "SELECT 't' || i AS ticket_id, TIMESTAMP '2026-03-01 12:00:00' AS created_at FROM range(3) t(i)",
    )
    staged = stage(tmp_path)

    assert staged.totals() == (3, 0, 3)
    assert [line for line, _ in staged.reasons()] == [1, 2, 3]
    assert "expected a time with its offset" in staged.reasons()[0][1]


def test_parquet_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"teams\.parquet cannot be read as Parquet"):
        one(tmp_path, "teams.parquet", b"PAR1 not really")


@pytest.mark.parametrize(
    "name", ["tickets.csv.gz", "tickets.csv.zst", "tickets.jsonl.gz", "tickets.json.zst", "tickets.parquet.gz"]
)
def test_compressed_files(tmp_path: Path, name: str) -> None:
    plain = tmp_path / "plain"
    rows = [{"ticket_id": "t1", "created_at": NOON}, {"ticket_id": "t2", "created_at": NOON}]
    if ".parquet" in name:
        _parquet(plain, f"SELECT unnest(['t1', 't2']) AS ticket_id, '{NOON}' AS created_at")
    elif ".csv" in name:
        plain.write_text(tickets(f"t1,{NOON},a", f"t2,{NOON},b"))
    else:
        plain.write_text(json.dumps(rows) if ".json." in name else "\n".join(json.dumps(row) for row in rows))
    data = plain.read_bytes()
    packed = gzip.compress(data) if name.endswith("gz") else zstandard.compress(data)
    staged = one(tmp_path / "in", name, packed)

    assert staged.rows("tickets", "ticket_id") == ["t1", "t2"]


def test_compressed_and_not_in_utf_8(tmp_path: Path) -> None:
    content = tickets(f"t1,{NOON},déjà réglé", "t2,never,x").encode("cp1252")
    for name, data in (
        ("tickets_1.csv.gz", gzip.compress(content)),
        ("tickets_2.csv.zst", zstandard.compress(content)),
    ):
        staged = one(tmp_path, name, data)
        assert staged.rows("tickets", "subject") == ["déjà réglé"]
        assert staged.reasons()[0][0] == 3


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_damaged_rows_of_a_compressed_file(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    name = "tickets.csv.gz" if pack is gzip.compress else "tickets.csv.zst"
    staged = one(tmp_path, name, pack(tickets(f"t1,{NOON},a", f't2,{NOON},"open', f"t3,{NOON},c").encode()))

    assert staged.rows("tickets", "ticket_id") == ["t1", "t3"]
    assert staged.reasons() == [(3, "a quotation mark is never closed")]


def test_of_a_compressed_file_that_breaks_off_the_rows_before_are_kept(tmp_path: Path) -> None:
    rows = [f"t{at:06},{NOON},{at * 7919 % 10007}" for at in range(60_000)]
    packed = gzip.compress(tickets(*rows).encode())
    staged = one(tmp_path, "tickets.csv.gz", packed[: len(packed) // 2])

    assert 20_000 < staged.report.stored < 40_000
    assert staged.rows("tickets", "ticket_id")[:2] == ["t000000", "t000001"]
    assert "the file breaks off here" in staged.reasons()[-1][1]


@pytest.mark.parametrize("name", ["tickets.csv.gz", "tickets.csv.zst", "tickets.json.gz", "tickets.parquet.gz"])
def test_what_is_not_compressed_says_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=f"{name} cannot be decompressed"):
        one(tmp_path, name, CSV)


def _workbook(path: Path, sheets: dict[str, list[list[object]]], first_row: int = 0) -> None:
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd hh:mm"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(first_row + at, column, value)
    book.close()


def test_each_sheet_of_a_workbook_named_after_a_table(tmp_path: Path) -> None:
    _workbook(
        tmp_path / "export.xlsx",
        {
            "Tickets": [
                ["ticket_id", "created_at", "is_spam", "subject"],
                [1, NOON, True, "a\nb"],
                [2.0, "never", None, "x"],
            ],
            "teams": [["team_id", "name"], ["t", 1.5]],
            "notes": [["hello"]],
        },
    )
    staged = stage(tmp_path / "export.xlsx")

    assert staged.rows("tickets", "ticket_id", "is_spam", "subject") == [("1", True, "a\nb")]
    assert staged.rows("teams", "team_id", "name") == [("t", "1.5")]
    assert staged.rejects()[0][:3] == ("tickets", "export.xlsx:Tickets", 3)


def test_the_rows_of_a_sheet_that_begins_lower_down_keep_their_numbers(tmp_path: Path) -> None:
    rows: list[list[object]] = [["ticket_id", "created_at"], ["t1", NOON], [None, None], ["t2", "never"]]
    _workbook(tmp_path / "tickets.xlsx", {"Sheet1": rows}, first_row=4)
    staged = stage(tmp_path / "tickets.xlsx")

    assert [line for line, _ in staged.reasons()] == [8]


def test_a_date_cell_has_no_zone(tmp_path: Path) -> None:
    _workbook(tmp_path / "tickets.xlsx", {"Sheet1": [["ticket_id", "created_at"], ["t1", datetime(2026, 3, 1, 12)]]})
    staged = stage(tmp_path / "tickets.xlsx")

    assert staged.reasons()[0][1].startswith("created_at: 2026-03-01 12:00:00: expected a time with its offset")


def test_a_workbook_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"tickets\.xlsx cannot be read as a workbook"):
        one(tmp_path, "tickets.xlsx", CSV)


def test_a_folder_is_read_with_its_subfolders(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "budget.csv": "a,b\n1,2\n", "tickets.csv": tickets(f"t1,{NOON},a"),
            "2026/03/tickets-2026-03.csv": tickets(f"t2,{NOON},a"),
            ".hidden/tickets.csv": tickets(f"t3,{NOON},a"), "LICENSE": "x", "readme.md": "x",
        },
    )  # fmt: skip
    staged = stage(tmp_path)

    assert staged.rows("tickets", "ticket_id", "_source") == [
        ("t1", "tickets.csv"),
        ("t2", "2026/03/tickets-2026-03.csv"),
    ]
    assert sorted(staged.report.unused) == ["LICENSE", "budget.csv", "readme.md"]


@pytest.mark.parametrize(
    "name", ["tickets.2.csv", "Tickets_2026-01-31.csv", "TICKETS.CSV", "tickets-001.txt", "tickets 3.csv"]
)
def test_a_number_or_a_date_may_stand_behind_the_name(tmp_path: Path, name: str) -> None:
    assert one(tmp_path, name, tickets(f"t1,{NOON},a")).report.tables == ("tickets",)


def test_hyphens_and_blanks_stand_for_underscores(tmp_path: Path) -> None:
    write(tmp_path, {"work-logs.csv": "work_id\nw\n", "Agent Roles.csv": f"agent_id,role,from_at\na,agent,{NOON}\n"})

    assert set(stage(tmp_path).report.tables) == {"work_logs", "agent_roles"}


def test_a_path_with_signs_of_patterns_and_quotes(tmp_path: Path) -> None:
    folder = "it's [a] *strange* place?"
    staged = one(tmp_path, f"{folder}/tickets.csv", CSV)

    assert staged.rows("tickets", "ticket_id") == ["t1"]


def test_the_same_file_given_twice_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, {"tickets.csv": tickets(f"t1,{NOON},a")})

    assert stage([tmp_path, tmp_path / "tickets.csv"]).totals() == (1, 1, 0)


def test_a_missing_file_gives_the_nearest_name(tmp_path: Path) -> None:
    write(tmp_path, {"tickets.csv": CSV})
    with pytest.raises(NotFoundError) as caught:
        stage(tmp_path / "ticket.csv")

    assert str(caught.value) == f"There is no file 'ticket.csv' in {tmp_path}. Did you mean 'tickets.csv'?"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("tickets.csv", b"", "tickets.csv is empty: it has 0 bytes."),
        ("tickets.csv", b"\n\n", "tickets.csv is empty: it has no header line."),
        (
            "tickets.csv",
            bytes(range(256)) * 40,
            "tickets.csv is no text file: its beginning holds bytes that no text has.",
        ),
        ("tickets.pdf", b"%PDF", "tickets.pdf is of no format that can be read; readable are .csv"),
    ],
)
def test_files_that_are_not_what_they_say(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        one(tmp_path, name, content)

    assert str(caught.value).startswith(sentence)


def test_a_header_without_rows_is_a_table_without_rows(tmp_path: Path) -> None:
    staged = one(tmp_path, "tickets.csv", "ticket_id,created_at\n")

    assert staged.totals() == (0, 0, 0)
    assert staged.report.tables == ("tickets",)


def test_a_folder_without_files_to_read(tmp_path: Path) -> None:
    write(tmp_path, {"picture.png": b"x"})
    with pytest.raises(UsageError, match="holds no file that can be read"):
        stage(tmp_path)


def test_no_path_at_all() -> None:
    with pytest.raises(UsageError, match="needs at least one file or folder"):
        stage([])


def test_progress_runs_from_nothing_to_all_bytes(tmp_path: Path) -> None:
    write(tmp_path, {"tickets.csv": tickets(f"t1,{NOON},a"), "teams.csv": "team_id\nx\n"})
    told: list[tuple[str, int, int]] = []
    stage(tmp_path, progress=lambda *one: told.append(one))

    total = sum(path.stat().st_size for path in tmp_path.iterdir())
    assert {one[2] for one in told} == {total}
    assert [one[1] for one in told] == sorted(one[1] for one in told)
    assert (told[0][:2], told[-1][:2]) == (("teams.csv", 0), ("", total))
