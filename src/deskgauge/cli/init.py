"""deskgauge init: a project folder."""

from __future__ import annotations

import argparse
from pathlib import Path

from deskgauge.cli.output import tell
from deskgauge.cli.projects import PROJECT_FILE
from deskgauge.errors import UsageError, WorkFailedError

FOLDERS = ("metrics", "mappings", "data")
EPILOG = f"Writes {PROJECT_FILE} with every setting explained, and the folders {', '.join(FOLDERS)}."


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare where the project is made."""
    parser.add_argument("folder", metavar="DIR", nargs="?", type=Path, default=Path(), help="default: the current one")


def execute(args: argparse.Namespace) -> int:
    """Make the project; raise UsageError where there is one."""
    folder: Path = args.folder
    make_project(folder)
    where = "" if folder == Path() else f" --project {folder}"
    tell(f"Made {folder / PROJECT_FILE}. Next:")
    tell(f"  1. Set name, time_zone and working hours in {folder / PROJECT_FILE}.")
    tell(f"  2. deskgauge import FILE_OR_FOLDER…{where}")
    tell(f"  3. deskgauge scorecard{where}")
    return 0


def make_project(folder: Path) -> None:
    """Write the project file and its folders; raise UsageError rather than write over a project."""
    from deskgauge.model.settings_template import DEFAULT_TOML

    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; a project is a folder.")
    if (folder / PROJECT_FILE).exists():
        raise UsageError(f"There is a project in {folder.resolve()} already; its {PROJECT_FILE} stays as it is.")
    try:
        for name in FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / PROJECT_FILE).write_text(DEFAULT_TOML, encoding="utf-8")
    except OSError as error:
        raise WorkFailedError(f"{folder} cannot be written to: {error.strerror or error}.") from error
