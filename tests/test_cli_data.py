"""The commands that bring data in and look after it: import, check, doctor, demo."""

from __future__ import annotations

import fcntl
import functools
import json
import re
from pathlib import Path

import pytest

from deskgauge.cli.main import app
from deskgauge.errors import WorkFailedError
from deskgauge.report import fonts
from deskgauge.sources import demo


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages as wide as they need, whatever the terminal that the tests run in says."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new project, with the current folder in it."""
    assert app(["init", str(tmp_path / "new")]) == 0
    monkeypatch.chdir(tmp_path / "new")
    return tmp_path / "new"


def test_an_import_counts_every_row_and_lists_the_rejected(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = ["ticket_id,created_at,mood", *(f"t{at},2026-03-01T09:00:00Z,fine" for at in range(3)), ",2026-03-01,x"]
    lines += [f"u{at},not a time,fine" for at in range(12)]
    (empty / "tickets.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    capsys.readouterr()
    assert app(["import", "tickets.csv"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "16 rows read = 3 stored + 13 rejected" in out
    assert re.search(r"^tickets.csv +tickets +16 +3 +3 +0 +0 +13 +0$", out, re.MULTILINE)
    assert "tickets.csv: columns not known and left out: mood" in out
    assert len(re.findall(r"^◆ tickets.csv, line \d+ \(tickets\): ", out, re.MULTILINE)) == 10
    assert "… and 3 more. All rejected rows: " in out
    assert Path(out.rsplit("All rejected rows: ", 1)[1].strip()).is_file()


def test_an_import_of_nothing_but_rejected_rows_failed(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (empty / "tickets.csv").write_text("ticket_id,created_at\nt1,never\n", encoding="utf-8")
    assert app(["import", "tickets.csv"]) == 1
    assert "None of 1 rows could be stored." in capsys.readouterr().err


def test_an_import_again_changes_nothing_and_says_so_in_json(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (empty / "tickets.csv").write_text("ticket_id,created_at\nt1,2026-03-01T09:00:00Z\n", encoding="utf-8")
    assert app(["import", str(empty)]) == 0
    capsys.readouterr()
    assert app(["import", "tickets.csv", "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["read"], report["stored"], report["rejected"], report["rejects"]) == (1, 1, 0, [])
    assert (report["files"][0]["inserted"], report["files"][0]["unchanged"]) == (0, 1)


def test_a_dry_run_writes_the_guessed_mapping_and_stores_nothing(
    empty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (empty / "calls_log.csv").write_text(
        "Ticket ID,Created,Channel\nA1,2026-03-01T09:00:00Z,email\nA2,2026-03-02T09:00:00Z,chat\n", encoding="utf-8"
    )
    capsys.readouterr()
    assert app(["import", "calls_log.csv", "--dry-run"]) == 0
    guessed = capsys.readouterr().out
    assert "Ticket ID" in guessed
    assert app(["import", "calls_log.csv", "--dry-run", "-o", "mappings/ours.toml"]) == 0
    assert (empty / "mappings" / "ours.toml").read_text(encoding="utf-8") == guessed
    assert not list((empty / "data").iterdir())
    assert app(["import", "calls_log.csv", "--dry-run", "--format", "json"]) == 2


def test_questions_before_any_import_name_the_command(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert empty.is_dir()
    for words in (["query", "csat"], ["scorecard"], ["check"]):
        assert app(words) == 2
        assert "deskgauge import PATH" in capsys.readouterr().err


def test_check_finds_and_strict_tells(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (empty / "tickets.csv").write_text("ticket_id,created_at\nt1,2026-03-01T09:00:00Z\n", encoding="utf-8")
    (empty / "messages.csv").write_text(
        "message_id,ticket_id,at,author_kind\nm1,t1,2026-02-01T09:00:00Z,agent\n", encoding="utf-8"
    )
    assert app(["import", "tickets.csv", "messages.csv"]) == 0
    capsys.readouterr()
    assert app(["check"]) == 0
    out = capsys.readouterr().out
    assert "◆ error  messages  " in out
    assert "touches: " in out
    assert app(["check", "--strict", "--format", "json"]) == 3
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert {"check", "severity", "table", "text", "rows", "share", "metrics", "sample"} == set(found[0])
    assert found[0]["severity"] == "error"
    assert found[0]["check"] in err


def test_the_doctor_works_without_a_project(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert app(["doctor"]) == 0
    assert re.search(r"^project +● ok +none in ", capsys.readouterr().out, re.MULTILINE)
    assert app(["doctor", "--project", "nowhere"]) == 1
    out, err = capsys.readouterr()
    assert "deskgauge init nowhere" in out
    assert err == "deskgauge: Not in place: project.\n"


def test_the_doctor_sees_which_fonts_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And names the packages that bring them."""
    font = fonts.font_file("latin")
    monkeypatch.chdir(tmp_path)
    assert app(["doctor"]) == 0
    assert "Noto Sans Devanagari" in capsys.readouterr().out

    monkeypatch.setattr(fonts, "font_file", lambda script: font if script == "latin" else no_font())
    assert app(["doctor"]) == 1
    told = capsys.readouterr().out
    assert "not here: Noto Sans Arabic, Noto Sans Devanagari, Noto Sans CJK SC" in told
    assert "apt install fonts-noto-core fonts-noto-cjk" in " ".join(told.split())


def no_font() -> Path:
    """Fail as where a font is missing."""
    raise WorkFailedError("no font")


def test_the_doctor_sees_wrong_settings_and_a_broken_store(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (empty / "data" / "CURRENT").write_text("7", encoding="ascii")
    assert app(["doctor"]) == 1
    out, err = capsys.readouterr()
    assert re.search(r"^store +◆ problem ", out, re.MULTILINE)
    assert err == "deskgauge: Not in place: store.\n"
    (empty / "deskgauge.toml").write_text("[company]\ntime_zone = 'Europe/Warsawa'\n", encoding="utf-8")
    assert app(["doctor"]) == 1
    assert "Europe/Warsaw'" in capsys.readouterr().out


def test_the_doctor_tells_who_is_writing(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (empty / "data" / "LOCK").open("w") as lock:
        lock.write("4711")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert app(["doctor"]) == 0
        assert "process 4711 is writing now" in capsys.readouterr().out
    assert app(["doctor"]) == 0
    assert re.search(r"^lock +● ok +free$", capsys.readouterr().out, re.MULTILINE)


def test_a_store_that_nothing_answers_is_told(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (empty / "deskgauge.toml").write_text(
        "[store]\nurl = 'postgresql://someone@127.0.0.1:1/nothing'\n", encoding="utf-8"
    )
    assert app(["doctor"]) == 1
    assert re.search(
        r"^store +◆ problem +PostgreSQL at 127.0.0.1:1 cannot be reached", capsys.readouterr().out, re.MULTILINE
    )


@pytest.fixture
def small_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """A demo of 100 tickets in place of 20,000."""
    monkeypatch.setattr(demo, "write_company", functools.partial(demo.write_company, tickets=100, days=60))


@pytest.mark.usefixtures("small_demo")
def test_the_demo_is_made_once_shown_again_and_remade_by_force(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "demo"
    assert app(["demo", str(folder)]) == 0
    first, told = capsys.readouterr()
    assert "· scorecard" in first
    assert "0 rejected" in told
    assert f"deskgauge scorecard --compare year --project {folder}" in told
    assert told.endswith(f" serve --project {folder}\n")
    (folder / "files" / "tickets.csv").write_text("mine\n", encoding="utf-8")
    assert app(["demo", str(folder)]) == 0
    assert capsys.readouterr().out == first
    assert (folder / "files" / "tickets.csv").read_text(encoding="utf-8") == "mine\n"
    assert app(["demo", str(folder), "--force"]) == 0
    assert capsys.readouterr().out == first
    assert (folder / "files" / "tickets.csv").read_text(encoding="utf-8") != "mine\n"


def test_the_demo_touches_no_other_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "files").mkdir()
    assert app(["demo", str(tmp_path), "--force"]) == 2
    assert "is there already and no demo" in capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == ["files"]
