"""The commands that ask a project: what they write, in every format, and how they end."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet
import pytest

import deskgauge
from deskgauge.catalogue.registry import builtin
from deskgauge.cli.main import app
from support import company

BEGIN = datetime(2026, 1, 5, 9, 0)
CHANNELS = ("email", "chat")


def tables() -> dict[str, list[dict[str, object]]]:
    """Return 120 tickets of eight weeks, one each eleven hours, answered, solved and rated."""
    tickets, messages, events, answers = [], [], [], []
    for number in range(120):
        at = BEGIN + timedelta(hours=11 * number)
        ticket = f"t{number:03}"
        channel = CHANNELS[number % 2]
        tickets.append({"ticket_id": ticket, "created_at": at, "channel": channel, "status": "solved", "team_id": "a"})
        reply = at + timedelta(minutes=10 + number % 7)
        messages.append(
            {"message_id": f"m{number:03}", "ticket_id": ticket, "at": reply, "author_kind": "agent", "author_id": "x"}
        )
        events.append(
            {"event_id": f"e{number:03}", "ticket_id": ticket, "at": reply + timedelta(hours=1), "field": "status",
             "old_value": "open", "new_value": "solved"}
        )  # fmt: skip
        answers.append(
            {"response_id": f"r{number:03}", "kind": "csat", "answered_at": reply + timedelta(hours=2),
             "score": 5 if number % 3 else 2, "scale_min": 1, "scale_max": 5, "ticket_id": ticket}
        )  # fmt: skip
    return {"tickets": tickets, "messages": messages, "ticket_events": events, "survey_responses": answers}


SETTINGS = {
    "company": {"name": "Larkfield | Outdoor", "time_zone": "Europe/Warsaw"},
    "targets": [
        {"metric": "csat", "value": 0.95},
        {"metric": "first_response_time", "value": 3600},
    ],
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a loaded project."""
    folder = tmp_path_factory.mktemp("project") / "ours"
    company(folder, tables(), SETTINGS).close()
    return folder


@pytest.fixture
def inside(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, with the current folder in it."""
    monkeypatch.chdir(project)
    return project


# ------------------------------------------------------------------- query
def test_the_json_of_a_query_is_the_answer_of_the_library(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["query", "csat", "first_response_time", "--by", "channel", "--grain", "month", "--format", "json"]
    assert app(words) == 0
    out, err = capsys.readouterr()
    with_library = deskgauge.open(inside).query("csat", "first_response_time", by=["channel"], grain="month")
    assert err == ""
    assert json.loads(out) == json.loads(json.dumps(with_library.to_dict()))
    assert list(json.loads(out)) == ["rows", "definitions", "excluded", "data_through", "as_of"]


def test_a_row_of_json_has_the_shape_of_the_interface(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert inside.is_dir()
    question = ["query", "csat", "--by", "channel", "--grain", "month", "--from", "2026-01-01", "--to", "2026-02-01"]
    assert app([*question, "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    row = answer["rows"][0]
    named = ["metric", "period_start", "period_end", "channel", "value", "unit", "n", "n_open", "provisional", "low",
             "high", "too_few"]  # fmt: skip
    assert list(row)[: len(named)] == named
    assert (row["period_start"], row["period_end"]) == ("2026-01-01T00:00:00+01:00", "2026-02-01T00:00:00+01:00")
    assert set(answer["definitions"]["csat"]) == {"version", "text", "options"}
    assert answer["data_through"].endswith("Z")


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (["csat,first_response_time"], {"metrics": ["csat", "first_response_time"]}),
        (["--by", "channel,team", "csat"], {"metrics": ["csat"], "by": ["channel", "team"]}),
        (["--by", "channel", "csat", "--by", "team"], {"metrics": ["csat"], "by": ["channel", "team"]}),
        (["csat", "--where", "channel = 'chat'", "--where", "team = 'a'"],
         {"metrics": ["csat"], "where": "channel = 'chat' AND team = 'a'"}),
        (["first_response_time", "--stat", "p90", "--clock", "calendar", "--anchor", "created"],
         {"metrics": ["first_response_time"], "stat": "p90", "clock": "calendar", "anchor": "created"}),
        (["csat", "--compare", "previous", "--from", "2026-02-01", "--to", "2026-02-15"],
         {"metrics": ["csat"], "compare": "previous", "from_": "2026-02-01", "to": "2026-02-15"}),
        (["csat", "--as-of", "2026-02-01T12:00:00Z"], {"metrics": ["csat"], "as_of": "2026-02-01T12:00:00Z"}),
    ],
)  # fmt: skip
def test_every_part_of_a_question_reaches_the_library(
    words: list[str], asked: dict[str, list[str]], inside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app(["query", *words, "--format", "json"]) == 0
    options = {key: value for key, value in asked.items() if key != "metrics"}
    answer = deskgauge.open(inside).query(*asked["metrics"], **options)  # type: ignore[arg-type]  # options are of many types
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(answer.to_dict()))


def test_every_format_holds_the_same_values(inside: Path, tmp_path: Path) -> None:
    assert inside.is_dir()

    def file(ending: str) -> bytes:
        path = tmp_path / f"answer{ending}"
        assert app(["query", "csat", "--by", "channel", "--grain", "month", "--output", str(path)]) == 0
        return path.read_bytes()

    rows = json.loads(file(".json"))["rows"]
    values = [row["value"] for row in rows]
    table = list(csv.DictReader(io.StringIO(file(".csv").decode())))
    assert list(table[0]) == list(rows[0])
    assert [float(row["value"]) if row["value"] else None for row in table] == values
    arrow = pa.parquet.read_table(io.BytesIO(file(".parquet")))
    assert arrow.column_names == list(rows[0])
    assert arrow.column("value").to_pylist() == values
    book = openpyxl.load_workbook(io.BytesIO(file(".xlsx")))
    place = [cell.value for cell in book["Answer"][1]].index("value")
    assert [row[place] for row in book["Answer"].iter_rows(min_row=2, values_only=True)] == values
    assert book["About"]["A2"].value == "csat"
    assert file(".md").startswith(b"| Metric | Period | Channel | Value |")
    assert file(".md").count(b"\n") == 2 + len(rows)
    assert file(".txt").startswith(b"Metric  Period")


@pytest.mark.parametrize(("kind", "first"), [("parquet", b"PAR1"), ("xlsx", b"PK")])
def test_a_pipe_gets_binary_data(kind: str, first: bytes, project: Path) -> None:
    command = [sys.executable, "-m", "deskgauge", "query", "csat", "--format", kind, "--project", str(project)]
    assert subprocess.run(command, capture_output=True, check=True).stdout.startswith(first)


def test_a_file_that_cannot_be_written_is_told(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app(["query", "csat", "-o", str(inside / "nowhere" / "a.csv")]) == 1
    assert "cannot be written: No such file or directory." in capsys.readouterr().err


def test_the_table_reads_as_words(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert inside.is_dir()
    assert app(["query", "csat", "--by", "channel", "--from", "2026-01-01", "--to", "2026-02-01"]) == 0
    out = capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")
    head, first = out.splitlines()[:2]
    assert head.split() == ["Metric", "Period", "Channel", "Value", "95%", "interval", "Target", "n", "Verdict"]
    assert re.fullmatch(r"csat +Jan 2026 +chat +\d\d% +\d\d–\d\d% +≥ 95% +\d+ +[●◆◐◌] .+", first)
    assert "data through: 1 Mar 2026" in out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["query", "csta"], "Did you mean 'csat'"),
        (["query", "csat", "--by", "chanel"], "Did you mean 'channel'"),
        (["query", "csat", "--grain", "moth"], "Did you mean 'month'"),
        (["query", "csat", "--from", "yesterday"], "yesterday"),
        (["query", "wait_time"], "wait_time needs calls"),
        (["query", "csat", "--where", "chanel = 'email'"], "Did you mean 'channel'"),
        (["import", "nowhere.csv"], "There is no file 'nowhere.csv'"),
        (["scorecard", "--clock", "busines"], "Did you mean 'business'"),
    ],
)
def test_what_is_not_there_is_told_with_the_nearest_name(
    words: list[str], sentence: str, inside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert inside.is_dir()
    assert app(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("words", "status"),
    [(["csat"], 3), (["csat", "first_response_time"], 3), (["first_response_time"], 0), (["ticket_volume"], 0)],
)
def test_strict_ends_in_3_where_a_value_is_off_target_and_still_writes_it(
    words: list[str], status: int, inside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert inside.is_dir()
    assert app(["query", *words, "--format", "json"]) == 0
    capsys.readouterr()
    assert app(["query", *words, "--strict", "--format", "json"]) == status
    out, err = capsys.readouterr()
    assert json.loads(out)["rows"]
    assert err == ("deskgauge: Off target: csat.\n" if status else "")


# ------------------------------------------------------------------- scorecard
def test_a_scorecard_has_its_groups_verdicts_and_what_is_not_measured(
    inside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert inside.is_dir()
    assert app(["scorecard", "--from", "2026-02-01", "--to", "2026-03-01"]) == 0
    out = capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")
    lines = out.splitlines()
    assert lines[0] == "Larkfield | Outdoor · scorecard"
    assert re.match(r"\d+ metrics: 1 on target, 1 off target, .*without a target$", lines[1])
    assert lines[2].startswith("Shown: Feb 2026 · compared with: 4–31 Jan 2026 · data through: 1 Mar 2026")
    assert [line for line in lines if line in {"Flow and backlog", "Speed", "Voice of the customer"}] == [
        "Flow and backlog", "Speed", "Voice of the customer",
    ]  # fmt: skip
    assert re.search(r"^Customer satisfaction .* ≥ 95% .* ◆ Off target$", out, re.MULTILINE)
    assert re.search(r"^First response time .* ≤ 1 h .* ● On target$", out, re.MULTILINE)
    assert re.search(r"^needs calls: .*Wait time", out, re.MULTILINE)
    assert "\x1b" not in out


def test_a_scorecard_of_80_columns_keeps_to_them(
    inside: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert inside.is_dir()
    monkeypatch.setenv("COLUMNS", "80")
    assert app(["scorecard"]) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    assert "No room at this width for: 95% interval" in out
    assert re.search(r"^Customer satisfaction .* ◆ Off target$", out, re.MULTILINE)


def test_the_json_of_a_scorecard_is_that_of_the_library(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app(["scorecard", "--compare", "none", "--format", "json"]) == 0
    card = deskgauge.open(inside).scorecard(compare=None)
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(card.to_dict()))


def test_a_scorecard_for_programs_has_a_row_for_each_metric(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app(["scorecard", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    lines = deskgauge.open(inside).scorecard().lines
    assert [row["metric"] for row in rows] == [line.metric.id for line in lines]
    assert list(rows[0])[:4] == ["group", "title", "metric", "period_start"]
    assert app(["scorecard", "--format", "markdown"]) == 0
    assert "| **Speed** |" in capsys.readouterr().out


def test_a_strict_scorecard_names_what_is_off_target(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert inside.is_dir()
    assert app(["scorecard", "--strict", "--compare", "year"]) == 3
    assert capsys.readouterr().err == "deskgauge: Off target: Customer satisfaction.\n"


def test_a_metric_in_a_project_shows_its_sql(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert inside.is_dir()
    assert app(["metrics", "csat", "--format", "json"]) == 0
    described = json.loads(capsys.readouterr().out)
    assert described["id"] == "csat"
    assert "survey_facts" in described["sql"]


def test_the_doctor_finds_a_loaded_project_in_order(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert inside.is_dir()
    assert app(["doctor", "--format", "json"]) == 0
    signs = {sign["subject"]: sign for sign in json.loads(capsys.readouterr().out)}
    assert {"Python", "duckdb", "time zones", "settings", "data folder", "disk space", "lock", "store"} <= set(signs)
    assert "480 rows in 4 tables, through 2026-03-01" in signs["store"]["seen"]


def test_the_scorecard_tells_of_every_metric(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A value, or the reason for none, for each metric of the catalogue."""
    assert app(["scorecard", "--format", "json", "--project", str(inside)]) == 0
    told = json.loads(capsys.readouterr().out)
    shown = {row["metric"]: row for row in told["rows"]}
    reasons = {one["metric"]: one["needs"] for one in told["missing"]}
    reasons |= {one["metric"]: one["reason"] for one in told["apart"]}

    assert shown.keys() | reasons.keys() == builtin().keys()
    assert all(reasons.values())
    assert [name for name, row in shown.items() if row["value"] is None and not row["note"]] == []
