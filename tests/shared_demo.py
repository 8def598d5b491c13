"""The demo company that tests share: made and loaded once for each run, by whichever worker asks for it first."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from pathlib import Path

import deskgauge
from deskgauge.cli.demo import LOADED, MARK
from deskgauge.sources.demo import write_company

TICKETS = 8_000
"""A fraction of the demo's own 20,000 over the same two years: its story still shows, and it loads in a few seconds."""


def loaded(home: Path) -> Path:
    """Return the folder of the loaded company below ``home``, making it on the first call of the test run."""
    folder = home / "company"
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _make(folder)
    return folder


def _make(folder: Path) -> None:
    """Make it beside its place and put it there at the end, so that a folder that is there is whole."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as beside:
        made = Path(beside) / "made"
        write_company(made, tickets=TICKETS)
        with deskgauge.open(made) as workspace:
            workspace.import_files([made / "files"])
        (made / MARK).write_text(LOADED + "\n", encoding="utf-8")
        shutil.move(made, folder)
