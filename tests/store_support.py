"""What the tests of both stores share: a company that grows with each import, and programs to kill."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import deskgauge
from deskgauge.project import Workspace
from support import DEFAULTS, merged, to_toml, write_tables

BEGIN = datetime(2026, 3, 2, 9)
STEP = 10
"""How many tickets each import brings."""

Rows = dict[str, list[dict[str, object]]]

IMPORTS = """
import sys
import deskgauge
workspace = deskgauge.open(sys.argv[1])
print("ready", flush=True)
for export in sys.argv[2:]:
    workspace.import_files([export])
    print(export, flush=True)
"""
"""A program that imports one export after another and says so."""


def grown(number: int) -> Rows:
    """The export of the n-th import: 10 n tickets, and as many answers given n minutes after the beginning.

    Tickets and answers say the same number, so that an answer made of two generations gives itself away.
    """
    at = BEGIN + timedelta(minutes=number)
    return {
        "tickets": [
            {"ticket_id": f"t{i:04}", "created_at": BEGIN, "channel": ("email", "web")[i % 2], "priority": f"p{number}"}
            for i in range(STEP * number)
        ],
        "survey_responses": [
            {"response_id": f"r{i:04}", "kind": "csat", "score": 5, "answered_at": at} for i in range(STEP * number)
        ],
    }


def export(folder: Path, number: int) -> Path:
    """Write the n-th export to a folder of its own and return it."""
    write_tables(folder / f"export-{number:03}", grown(number))
    return folder / f"export-{number:03}"


def state(workspace: Workspace) -> int:
    """Ask what the store holds and return the number of the import that it is of; fail where two disagree."""
    answer = workspace.query("ticket_volume", "csat", by=["priority"], from_="2026-03-02", to="2026-03-03")
    told = {(row["metric"], row["priority"], row["n"]) for row in answer.rows}
    assert answer.data_through is not None
    number = round((answer.data_through - BEGIN).total_seconds() / 60)
    assert told == {("ticket_volume", f"p{number}", STEP * number), ("csat", None, STEP * number)}, (number, told)
    return number


def generation(workspace: Workspace) -> int:
    """Return the number of the present generation."""
    found = re.search(r"generation (\d+)", workspace.store.describe())
    assert found
    return int(found[1])


def reopened(workspace: Workspace, settings: Mapping[str, object]) -> Workspace:
    """Write other settings over a project's and open it anew."""
    url = workspace.settings.store_url
    base: dict[str, object] = {**DEFAULTS, "store": {"url": url}}
    (workspace.path / "deskgauge.toml").write_text(to_toml(merged(base, settings)), encoding="utf-8")
    return deskgauge.open(workspace.path)


def started(program: str, *words: object, weak: bool = False, **options: Any) -> subprocess.Popen[str]:
    """Start a Python program; ``weak`` takes the right to write everywhere from it, where we are root."""
    drop = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if weak and os.geteuid() == 0 else []
    command = [*drop, sys.executable, "-c", program, *map(str, words)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, encoding="utf-8", **options)


def finished(process: subprocess.Popen[str], seconds: float = 120) -> tuple[int, str, str]:
    """Wait for a program, so long at most; return its status and what it wrote."""
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
    return process.returncode, out, err


def killed(process: subprocess.Popen[str]) -> None:
    """Kill a program as hard as can be and wait until it is gone."""
    with suppress(ProcessLookupError):
        process.kill()
    process.communicate()


def one_sentence(text: str) -> str:
    """Return what a person is told on the command line: one line, no traceback, nothing called internal."""
    assert text.startswith("deskgauge: "), text
    assert text.count("\n") == 1, text
    assert "internal error" not in text, text
    return text.removeprefix("deskgauge: ").rstrip("\n")


def imported(workspace: Workspace, folder: Path, numbers: Sequence[int]) -> None:
    """Import the exports of these numbers, one after another."""
    for number in numbers:
        workspace.import_files([export(folder, number)])
