"""The command line as a person meets it: words in, streams and an exit status out."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from deskgauge.cli import main
from deskgauge.cli.main import COMMANDS, app

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"]])
def test_help_lists_every_command(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert app(words) == 0
    out = capsys.readouterr().out
    for name, (_, summary) in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(summary)}$", out, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_the_manual_names_all_its_options(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app([command, "--help"]) == 0
    usage = capsys.readouterr().out
    manual = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    section = re.search(rf"^## {command}\n(.*?)(?=^## |\Z)", manual, re.MULTILINE | re.DOTALL)
    assert section
    missing = set(re.findall(r"--[a-z-]+", usage)) - set(re.findall(r"--[a-z-]+", section[1]))
    assert missing <= {"--help", "--project", "--debug", "--language"}


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert app(["--version"]) == 0
    assert re.fullmatch(r"deskgauge \d+\.\d+\.\d+\n", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["querry"], "There is no command 'querry'. Did you mean 'query'?"),
        (["forecast"], "There is no command 'forecast'."),
        (["--projct", "x", "query"], "There is no option '--projct' in deskgauge. Did you mean '--project'?"),
        (
            ["query", "csat", "--gain", "month"],
            "There is no option '--gain' in deskgauge query. Did you mean '--grain'",
        ),
        (["query", "csat", "--form=json"], "There is no option '--form' in deskgauge query. Did you mean"),
        (["query"], "deskgauge query: missing: METRIC. See deskgauge query --help."),
        (["query", "csat", "--by"], "deskgauge query: argument --by: expected one argument."),
        (["query", "csat", "--format", "exel"], "There is no format 'exel'."),
        (["query", "csat", "--to", "answer.csv"], "a file is named with --output answer.csv"),
        (["scorecard", "--compare", "last"], "There is no comparison 'last'."),
        (["scorecard", "csat"], "deskgauge scorecard does not take 'csat'."),
        (["metrics", "csta"], "There is no metric 'csta'. Did you mean 'csat'"),
        (["import"], "deskgauge import: missing: PATH."),
    ],
)
def test_a_wrong_word_is_answered_with_a_sentence_and_the_nearest_right_one(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert app(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err
    assert err.count("\n") == 1
    assert "Traceback" not in err


@pytest.mark.parametrize("words", [["query", "csat"], ["scorecard"], ["check"], ["import", "x.csv"]])
def test_without_a_project_the_command_that_makes_one_is_named(
    words: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert app(words) == 2
    err = capsys.readouterr().err
    assert "deskgauge init" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("words", [["--debug", "metrics", "csta"], ["metrics", "csta", "--debug"]])
def test_debug_shows_where_an_error_came_from(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert app(words) == 2
    err = capsys.readouterr().err
    assert "Traceback" in err
    assert err.rstrip().splitlines()[-1].startswith("deskgauge: There is no metric 'csta'.")


def test_an_error_of_ours_is_one_sentence_and_status_1(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> int:
        raise RuntimeError("the cable is loose")

    monkeypatch.setattr(main, "_execute", broken)
    assert app(["check"]) == 1
    assert capsys.readouterr().err == (
        "deskgauge: internal error (RuntimeError: the cable is loose); run again with --debug for the details\n"
    )
    assert app(["check", "--debug"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_an_interrupt_ends_quietly(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(main, "_execute", interrupted)
    assert app(["check"]) == 130
    assert capsys.readouterr().err == "Stopped.\n"


def test_init_makes_a_project_that_opens_and_never_writes_over_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "ours"
    assert app(["init", str(folder)]) == 0
    assert f"deskgauge import FILE_OR_FOLDER… --project {folder}" in capsys.readouterr().err
    assert sorted(one.name for one in folder.iterdir()) == ["data", "deskgauge.toml", "mappings", "metrics"]
    (folder / "deskgauge.toml").write_text("[company]\nname = 'Kept'\n", encoding="utf-8")
    assert app(["init", str(folder)]) == 2
    assert "already" in capsys.readouterr().err
    assert (folder / "deskgauge.toml").read_text(encoding="utf-8") == "[company]\nname = 'Kept'\n"


def test_init_refuses_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    assert app(["init", str(file)]) == 2
    assert "is a file; a project is a folder" in capsys.readouterr().err


def test_no_heavy_package_is_imported_before_it_is_needed() -> None:
    heavy = {"rich", "babel", "sqlglot", "holidays", "duckdb", "typer", "xlsxwriter", "pydantic"}
    code = (
        "import sys; from deskgauge.cli.main import app; import deskgauge.cli.query, deskgauge.report.answers\n"
        "app(['query', '--help']); print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not heavy & set(done.stdout.splitlines()[-1].split())


def test_a_closed_pipe_is_no_error() -> None:
    command = f"{sys.executable} -m deskgauge metrics --format json | head -c 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout == "[0\n"
    assert done.stderr == ""


def test_a_terminal_without_our_signs_gets_a_page_all_the_same() -> None:
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "deskgauge", "metrics"]
    done = subprocess.run(command, capture_output=True, check=True, env=env)
    assert b"? down" in done.stdout


def on_a_terminal(words: list[str], columns: int = 100, **environment: str) -> str:
    """Run a command with a terminal for standard output and return what it wrote there."""
    ours, theirs = pty.openpty()
    env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": str(columns), **environment}
    done = subprocess.Popen([sys.executable, "-m", "deskgauge", *words], stdout=theirs, stderr=theirs, env=env)
    os.close(theirs)
    written = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        written += piece
    os.close(ours)
    done.wait()
    return written.decode().replace("\r\n", "\n")


def test_colour_is_for_terminals_that_want_it() -> None:
    assert "\x1b[" in on_a_terminal(["metrics"])
    assert "\x1b[" not in on_a_terminal(["metrics"], NO_COLOR="1")
    assert "\x1b[" not in on_a_terminal(["metrics"], TERM="dumb")


def test_a_terminal_gets_a_page_as_wide_as_it_is() -> None:
    lines = on_a_terminal(["metrics"], 60, NO_COLOR="1").splitlines()
    assert max(map(len, lines)) <= 60
    assert any(line.startswith("first_response_time ") for line in lines)


@pytest.mark.parametrize("kind", ["parquet", "xlsx"])
def test_a_terminal_gets_no_binary_data(kind: str) -> None:
    assert on_a_terminal(["metrics", "--format", kind]) == (
        f"deskgauge: {kind} is not for a terminal: add --output FILE, or pipe it into a program.\n"
    )
