"""deskgauge demo: a believable company to look at."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from deskgauge.cli.importing import progress_bar
from deskgauge.cli.output import show, tell, width
from deskgauge.cli.projects import PROJECT_FILE, opened
from deskgauge.cli.scorecard import document_of
from deskgauge.errors import UsageError, WorkFailedError
from deskgauge.language import N_, _

MARK = ".deskgauge-demo"
"""The file by which a folder is known as a demo, so that nothing else is ever remade; says how far it got."""
LOADED = "loaded"
MADE_HERE = ("files", "data", PROJECT_FILE)
EPILOG = N_("A demo that is there is shown again; --force makes it anew.")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare where the demo is made."""
    parser.add_argument(
        "folder",
        metavar="DIR",
        nargs="?",
        type=Path,
        default=Path("deskgauge-demo"),
        help=_("default: ./deskgauge-demo"),
    )
    parser.add_argument("--force", action="store_true", help=_("make it anew"))


def execute(args: argparse.Namespace) -> int:
    """Make the demo where it is not there yet, and show its scorecard."""
    folder: Path = args.folder
    if args.force or _state(folder) != LOADED:
        _make(folder)
    with opened(folder) as workspace:
        page = document_of(workspace, workspace.scorecard()).page(width())
    show(page)
    where = f"--project {folder}"
    tell(
        "\n"
        + _(
            "The company is in {folder}: its export in files/, its settings in {project_file}. Look further:",
            folder=folder,
            project_file=PROJECT_FILE,
        )
    )
    tell(f"  deskgauge query first_response_time csat --by channel --grain month {where}")
    tell(f"  deskgauge scorecard --compare year {where}")
    tell(f"  deskgauge check {where}")
    tell(_("  deskgauge metrics csat"))
    tell(_("Your own: deskgauge init my-company, then deskgauge import EXPORT --project my-company"))
    tell("\n" + _("The dashboard: {command}", command=f"{_program()} serve {where}"))
    return 0


def _program() -> str:
    """Return how this program is called here: by its name where the shell finds it, else by its path."""
    return "deskgauge" if shutil.which("deskgauge") or not Path(sys.argv[0]).is_file() else sys.argv[0]


def _make(folder: Path) -> None:
    """Write the company's files and load them; raise UsageError for a folder that holds something else."""
    from deskgauge.sources.demo import write_company

    if folder.exists() and (not folder.is_dir() or (_state(folder) is None and any(folder.iterdir()))):
        raise UsageError(
            _("{folder} is there already and no demo; name another folder: deskgauge demo DIR.", folder=folder)
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _remove(folder)
        (folder / MARK).write_text("begun\n", encoding="utf-8")
        tell(_("Making two years of a shop for mountain gear …"))
        write_company(folder)
    except OSError as error:
        raise WorkFailedError(
            _("{folder} cannot be written to: {strerror}.", folder=folder, strerror=error.strerror or error)
        ) from error
    tell(_("Loading them …"))
    with opened(folder) as workspace, progress_bar() as progress:
        report = workspace.import_files([folder / "files"], progress=progress)
    tell(
        _(
            "{read} rows read = {stored} stored + {rejected} rejected.",
            read=f"{report.read:,}",
            stored=f"{report.stored:,}",
            rejected=f"{report.rejected:,}",
        )
    )
    (folder / MARK).write_text(LOADED + "\n", encoding="utf-8")


def _remove(folder: Path) -> None:
    for name in MADE_HERE:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _state(folder: Path) -> str | None:
    """Return how far a demo in the folder got, None where there is none."""
    mark = folder / MARK
    return mark.read_text(encoding="utf-8").strip() if mark.is_file() else None
