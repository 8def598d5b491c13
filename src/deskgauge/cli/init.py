"""deskgauge init: a project folder, with the settings and the choice of metrics that were named or asked for."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from deskgauge.cli.arguments import add_output, commas
from deskgauge.cli.output import deliver, tell
from deskgauge.cli.projects import PROJECT_FILE
from deskgauge.cli.questions import can_ask, questionnaire
from deskgauge.errors import UsageError, WorkFailedError
from deskgauge.language import N_, _

FOLDERS = ("metrics", "mappings", "data")
SAID = {"profile": "profile", "aims": "aims", "time_zone": "time_zone", "currency": "currency", "language": "language"}
"""The options that are settings, and the fields of Settings that they set."""
EPILOG = (
    N_(
        "Writes deskgauge.toml with every setting explained, the folders data, metrics and mappings,\n"
        "and in metrics/ an example of a metric of your own. On a terminal, without any of these options, "
        "it asks a few\nquestions first."
    )
    + """

examples:
  deskgauge init my-shop --profile shop --aims fast,warm --time-zone Europe/Warsaw
  deskgauge init --list-profiles"""
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare where the project is made and what is said of it."""
    parser.add_argument(
        "folder", metavar="DIR", nargs="?", type=Path, default=Path(), help=_("default: the current one")
    )
    parser.add_argument("--profile", metavar="NAME", help=_("the kind of business: its starter set is the scorecard"))
    parser.add_argument("--aims", metavar="NAMES", action="append", help=_("what you want to be known for: fast,warm"))
    parser.add_argument("--time-zone", metavar="ZONE", help=_("the reporting zone, such as Europe/Warsaw"))
    parser.add_argument("--currency", metavar="CODE", help=_("the currency of amounts, such as EUR"))
    parser.add_argument("--language", metavar="CODE", help=_("the language of pages, such as en"))
    parser.add_argument("--hours", metavar="HOURS", help=_("working hours, such as 'mon-fri 09:00-17:00'"))
    parser.add_argument("--defaults", action="store_true", help=_("ask nothing, also on a terminal"))
    parser.add_argument(
        "--list-profiles", action="store_true", help=_("list profiles and aims with their metrics and why")
    )
    add_output(parser)


def execute(args: argparse.Namespace) -> int:
    """Make the project, or list the profiles; raise UsageError where there is a project already."""
    if args.list_profiles:
        from deskgauge.report.profiles import profiles_document

        deliver(profiles_document(), args)
        return 0
    folder: Path = args.folder
    _refuse(folder)
    said = _said(args)
    if not said and not args.defaults and can_ask():
        said = questionnaire()
    make_project(folder, said)
    _tell_choice(said)
    where = "" if folder == Path() else f" --project {folder}"
    tell(f"Made {folder / PROJECT_FILE}. Next:")
    tell("  1. " + _("Look through {file}: name, time_zone and working hours above all.", file=folder / PROJECT_FILE))
    tell(f"  2. deskgauge import FILE_OR_FOLDER…{where}")
    tell(f"  3. deskgauge scorecard{where}")
    return 0


def make_project(folder: Path, said: Mapping[str, object]) -> None:
    """Write the project file, its folders and the example of a metric.

    Raise UsageError rather than write over a project, and for a value that a setting cannot take.
    """
    from deskgauge.catalogue.own_template import EXAMPLE, EXAMPLE_FILE
    from deskgauge.catalogue.starter_file import starter_toml

    _refuse(folder)
    text = starter_toml(said)
    try:
        for name in FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
        example = folder / "metrics" / EXAMPLE_FILE
        if not example.exists():
            example.write_text(EXAMPLE, encoding="utf-8")
        (folder / PROJECT_FILE).write_text(text, encoding="utf-8")
    except OSError as error:
        raise WorkFailedError(
            _("{folder} cannot be written to: {strerror}.", folder=folder, strerror=error.strerror or error)
        ) from error


def _refuse(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(_("{folder} is a file; a project is a folder.", folder=folder))
    if (folder / PROJECT_FILE).exists():
        raise UsageError(
            _(
                "There is a project in {folder} already; its {project_file} stays as it is.",
                folder=folder.resolve(),
                project_file=PROJECT_FILE,
            )
        )


def _said(args: argparse.Namespace) -> dict[str, object]:
    """Return what the options say; raise UsageError for a value that a setting cannot take."""
    from deskgauge.catalogue.starter_file import read_said

    given = {field: getattr(args, option) for option, field in SAID.items() if getattr(args, option) is not None}
    if "aims" in given:
        given["aims"] = commas(given["aims"])
    if args.hours is not None:
        given["hours"] = args.hours
    said = {}
    for name, value in given.items():
        try:
            said[name] = read_said(name, value)
        except ValueError as error:
            raise UsageError(f"--{name.replace('_', '-')}: {error}") from None
    return said


def _tell_choice(said: Mapping[str, object]) -> None:
    """Tell the metrics that were picked, each with its reason."""
    from deskgauge.catalogue import registry
    from deskgauge.catalogue.starter_file import picked

    choices = picked(said)
    if not choices:
        return
    known = registry.builtin()
    titles = {one.metric: known[one.metric].title for one in choices if one.metric in known}
    margin = max(map(len, titles.values()), default=0) + 2
    tell(_("The scorecard shows {n} metrics; --all shows every one.", n=len(titles)))
    for one in choices:
        if one.metric in titles:
            tell(f"  {titles[one.metric].ljust(margin)}{one.why}")
    tell(_(""))
