"""The commands about users, tokens and the audit log: passwords from standard input, errors in a sentence."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from access_support import CHEAP, PASSWORD
from deskgauge.cli.main import app
from deskgauge.model.settings import FILE_NAME
from deskgauge.web.access import passwords


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(passwords, "hasher", CHEAP)
    monkeypatch.chdir(tmp_path)
    (tmp_path / FILE_NAME).write_text("", encoding="utf-8")
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, *words: str, password: str = "") -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n" if password else ""))
    return app(words)


def test_users_from_the_first_to_the_last(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(monkeypatch, "users", "add", "Ana", "--role", "viewer", password=PASSWORD) == 2
    assert run(monkeypatch, "users", "add", "Ana", "--role", "admin", password=PASSWORD) == 0
    assert run(monkeypatch, "users", "add", "Ben", "--teams", "a,b", password=PASSWORD) == 0
    assert run(monkeypatch, "users", "role", "ben", "--role", "agent", "--agent", "a7", "--teams", "a") == 0
    assert run(monkeypatch, "users", "password", "Ben", password="another long phrase") == 0
    assert run(monkeypatch, "users", "disable", "Ana") == 2
    assert run(monkeypatch, "users", "disable", "Ben") == 0
    capsysbinary.readouterr()
    assert run(monkeypatch, "users", "list", "--format", "json") == 0
    found = json.loads(capsysbinary.readouterr().out)
    told = [(one["name"], one["role"], one["teams"], one["agent"], one["disabled"]) for one in found]
    assert told == [("Ana", "admin", "all", None, False), ("Ben", "agent", "a", "a7", True)]
    assert run(monkeypatch, "audit", "--format", "csv", "--action", "user disabled") == 0
    lines = capsysbinary.readouterr().out.decode().splitlines()
    assert len(lines) == 2
    assert ",command line,user disabled,Ben," in lines[1]


def test_a_token_is_printed_once_and_revoked_by_its_number(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    run(monkeypatch, "users", "add", "Ana", "--role", "admin", password=PASSWORD)
    capsysbinary.readouterr()
    assert run(monkeypatch, "tokens", "add", "Ana", "--for", "nightly", "--scopes", "read,export") == 0
    token = capsysbinary.readouterr().out.decode().strip()
    assert token.startswith("dg_")
    assert run(monkeypatch, "tokens", "list") == 0
    shown = capsysbinary.readouterr().out.decode()
    assert token[-4:] in shown
    assert token not in shown
    assert run(monkeypatch, "tokens", "revoke", "1") == 0
    assert run(monkeypatch, "tokens", "revoke", "9") == 2
    assert run(monkeypatch, "tokens", "revoke", "first") == 2
    assert run(monkeypatch, "tokens", "add", "Ana", "--for", "x", "--days", "0") == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("users", "ad", "Ana"), "Did you mean 'add'"),
        (("users", "add"), "Name the user"),
        (("users", "add", "Ana", "--role", "admin"), "first line is the password"),
        (("users", "role", "Ana"), "Name the role"),
        (("users", "disable", "Ana"), "no user 'Ana'"),
        (("tokens", "add"), "Name whose token"),
        (("tokens", "remove"), "no action 'remove'"),
        (("users", "list", "--project", "elsewhere"), "no project"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    assert run(monkeypatch, *words) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1


def test_a_link_is_made_as_long_as_nobody_is_a_user(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "users", "link") == 0
    assert "http://127.0.0.1:8765/open?token=" in capsys.readouterr().err
    run(monkeypatch, "users", "add", "Ana", "--role", "admin", password=PASSWORD)
    assert run(monkeypatch, "users", "link") == 2
