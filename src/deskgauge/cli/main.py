"""The command line: finds the command, runs it, and turns every error into one sentence and an exit status.

Exit status: 0 done, 1 the work failed, 2 wrong usage, 3 a target or a check is missed (with --strict).
A command is a module with ``SUMMARY``, ``EPILOG``, ``configure(parser)`` and ``execute(args) -> int``; it is
imported when it is called, so that none pays for what another needs.
"""

from __future__ import annotations

import argparse
import importlib
import io
import os
import sys
from collections.abc import Sequence
from typing import Protocol

from deskgauge.cli.arguments import Parser, add_global
from deskgauge.cli.language_choice import chosen
from deskgauge.errors import DeskgaugeError, NotFoundError
from deskgauge.language import N_, _, in_language, in_style

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo", N_("make a believable company, load it and show its scorecard")),
    "init": ("init", N_("make a project folder with a commented deskgauge.toml")),
    "import": ("importing", N_("load files: CSV, JSON, JSON lines, Parquet, Excel")),
    "check": ("check", N_("say what is wrong with the data, before any number")),
    "metrics": ("metrics", N_("list the catalogue, or show one metric whole")),
    "query": ("query", N_("ask for metrics by dimension and period")),
    "explain": ("explain", N_("follow one number down to its rows, or tell one ticket's line of time")),
    "scorecard": ("scorecard", N_("show all metrics that the data allow, against target and past")),
    "report": ("report", N_("write the report: PDF, HTML, Excel or e-mail")),
    "contributors": ("contributors", N_("say what moved a metric between two periods, slice by slice")),
    "compare-definitions": ("compare_definitions", N_("show one metric under the rules of others, and what differs")),
    "reconcile": ("reconcile", N_("hold a vendor's own numbers by ticket against ours")),
    "serve": ("serve", N_("open the dashboard and the API on this computer")),
    "users": ("users", N_("say who may sign in to the dashboard, and what they see")),
    "tokens": ("tokens", N_("give programs a way into the API")),
    "audit": ("audit", N_("show who signed in, took rows away or saw what is personal")),
    "doctor": ("doctor", N_("say whether everything is in place")),
}
DONE, FAILED, INTERRUPTED = 0, 1, 130


class Command(Protocol):
    """What the module of a command offers."""

    EPILOG: str

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's options."""

    def execute(self, args: argparse.Namespace) -> int:
        """Do the work; return the exit status."""


def run() -> None:
    """Run the words of this process and leave with the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without the signs gets question marks, not an error
    sys.exit(app(sys.argv[1:]))


def app(words: Sequence[str]) -> int:
    """Run one command line in the reader's language; return its exit status, never raise."""
    language, digits, dates = chosen(words)
    with in_language(language), in_style(digits, dates):
        return _run(words)


def _run(words: Sequence[str]) -> int:
    debug = "--debug" in words
    try:
        status = _dispatch(words)
        sys.stdout.flush()
    except SystemExit as leaving:  # argparse leaves after --help
        return leaving.code if isinstance(leaving.code, int) else DONE
    except BrokenPipeError:
        _forget_output()
        return DONE
    except KeyboardInterrupt:
        sys.stderr.write(_("Stopped.") + "\n")
        return INTERRUPTED
    except DeskgaugeError as error:
        _explain(str(error), debug)
        return error.exit_code
    except Exception as error:  # noqa: BLE001  # the last door: a person gets a sentence, --debug the rest
        what = f"{type(error).__name__}: {error}"
        told = (
            _("internal error ({what})", what=what)
            if debug
            else _("internal error ({what}); run again with --debug for the details", what=what)
        )
        _explain(told, debug)
        return FAILED
    return status


def _dispatch(words: Sequence[str]) -> int:
    args = _root().parse_head(words)
    if args.version:
        sys.stdout.write(f"deskgauge {_version()}\n")
        return DONE
    if args.command is None:
        _root().print_help()
        return DONE
    if args.command not in COMMANDS:
        raise NotFoundError("command", args.command, COMMANDS)
    return _execute(args)


def _execute(args: argparse.Namespace) -> int:
    module, summary = COMMANDS[args.command]
    command: Command = importlib.import_module(f"deskgauge.cli.{module}")
    parser = Parser(f"deskgauge {args.command}", _sentence(_(summary)), _told(command.EPILOG))
    command.configure(parser)
    add_global(parser)
    return command.execute(parser.parse(args.words, argparse.Namespace(project=args.project, debug=args.debug)))


def _root() -> Parser:
    width = max(map(len, COMMANDS)) + 2
    listing = "\n".join(f"  {name.ljust(width)}{_(summary)}" for name, (__, summary) in COMMANDS.items())
    parser = Parser(
        "deskgauge",
        _("Measures customer service: exactly defined numbers, honest about their uncertainty."),
        _("commands:") + f"\n{listing}\n\n" + _("deskgauge COMMAND --help shows what a command takes."),
    )
    parser.set_defaults(project=None, debug=False)
    add_global(parser)
    parser.add_argument("--version", action="store_true", help=_("print the version"))
    parser.add_argument("command", metavar="COMMAND", nargs="?", help=_("one of those below"))
    parser.add_argument("words", metavar="…", nargs=argparse.REMAINDER, help=_("the command's own arguments"))
    return parser


def _sentence(summary: str) -> str:
    return summary[0].upper() + summary[1:] + _(".")


def _told(epilog: str) -> str:
    """Return what stands below a command's options: its prose in the reader's language, its examples as they are."""
    mark = "examples:\n"
    parts = (
        part.replace(mark, _("examples:") + "\n") if part.startswith(mark) else _(part) for part in epilog.split("\n\n")
    )
    return "\n\n".join(parts)


def _explain(text: str, debug: bool) -> None:
    if debug:
        import traceback

        traceback.print_exc(file=sys.stderr)
    sys.stderr.write(f"deskgauge: {text}\n")


def _version() -> str:
    from importlib.metadata import version

    return version("deskgauge")


def _forget_output() -> None:
    """Point standard output at nothing, so that the interpreter's last flush meets no closed pipe either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
