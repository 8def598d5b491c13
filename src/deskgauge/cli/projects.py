"""Which project a command works on."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deskgauge.project import Workspace

PROJECT_FILE = "deskgauge.toml"


def folder_of(args: argparse.Namespace) -> Path:
    """Return the folder that --project names, else the current one."""
    folder: Path | None = args.project
    return folder if folder is not None else Path()


@contextmanager
def opened(folder: Path) -> Iterator[Workspace]:
    """Open a project for as long as the block runs; raise ProjectError where there is none."""
    import deskgauge

    workspace = deskgauge.open(folder)
    try:
        yield workspace
    finally:
        workspace.close()
