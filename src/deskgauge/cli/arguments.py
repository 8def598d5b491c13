"""How a command's words are read: argparse with this project's sentences, its nearest names and shared options.

argparse and not a larger parser, because a cold `deskgauge query` has 0.6 s for everything.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from deskgauge.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from typing_extensions import override
else:

    def override(method: object) -> object:
        """Return the method; the mark is read by the type checker alone."""
        return method


class Parser(argparse.ArgumentParser):
    """A parser that raises UsageError with one sentence where argparse would print its usage and leave."""

    def __init__(self, prog: str, summary: str, epilog: str = "") -> None:
        super().__init__(
            prog=prog,
            description=summary,
            epilog=epilog,
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    @override
    def error(self, message: str) -> NoReturn:
        """Raise UsageError with what is wrong and where help is to be had."""
        text = message.replace("the following arguments are required:", "missing:")
        raise UsageError(f"{self.prog}: {text}. See {self.prog} --help.")

    def parse(self, words: Sequence[str], into: argparse.Namespace) -> argparse.Namespace:
        """Read a command's words, options and arguments in any order; raise NotFoundError for an unknown option."""
        result, rest = self.parse_known_intermixed_args(words, into)
        self._refuse(rest)
        return result

    def parse_head(self, words: Sequence[str]) -> argparse.Namespace:
        """Read the options before a command and leave the command's own words as they are."""
        result, rest = self.parse_known_args(words)
        self._refuse(rest)
        return result

    def _refuse(self, rest: Sequence[str]) -> None:
        for word in rest:
            if word.startswith("-") and word != "-":
                raise NotFoundError("option", word.partition("=")[0], self.options(), self.prog)
        if rest:
            raise UsageError(f"{self.prog} does not take {rest[0]!r}. See {self.prog} --help.")

    def options(self) -> list[str]:
        """Return the long options that this parser knows."""
        return [name for action in self._actions for name in action.option_strings if name.startswith("--")]


def one_of(kind: str, known: Iterable[str]) -> Callable[[str], str]:
    """Return a reader that takes one of the known words and names the nearest for any other."""
    words = list(known)

    def read(word: str) -> str:
        if word not in words:
            raise NotFoundError(kind, word, words)
        return word

    return read


def add_global(parser: argparse.ArgumentParser) -> None:
    """Add the options that stand before or after the command."""
    parser.add_argument(
        "--project",
        metavar="DIR",
        type=Path,
        default=argparse.SUPPRESS,
        help="the project's folder; default is the current one",
    )
    parser.add_argument(
        "--debug", action="store_true", default=argparse.SUPPRESS, help="show the traceback of an error"
    )


def add_output(parser: argparse.ArgumentParser) -> None:
    """Add --format and --output."""
    from deskgauge.report.export import FORMATS

    parser.add_argument(
        "--format",
        metavar="FORMAT",
        type=one_of("format", FORMATS),
        help=f"{', '.join(FORMATS)}; default: what the file's ending says, else table",
    )
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, help="write to this file, not to standard output")


def add_selection(parser: argparse.ArgumentParser, *, strict: bool = True) -> None:
    """Add what questions have in common: the span of time, the filter and the clock; and ``--strict`` where judged."""
    parser.add_argument("--from", dest="from_", metavar="DATE", help="the first day, such as 2026-03-01")
    parser.add_argument("--to", metavar="DATE", type=_no_file, help="the day after the last: the end is not included")
    parser.add_argument("--where", metavar="FILTER", action="append", help="such as \"channel = 'email'\"")
    parser.add_argument("--clock", metavar="CLOCK", help="calendar or business")
    if strict:
        parser.add_argument("--strict", action="store_true", help="exit with 3 where a target is missed")


def where_of(args: argparse.Namespace) -> str | None:
    """Return the filters, all of which must hold, as one."""
    filters: list[str] = args.where or []
    return filters[0] if len(filters) == 1 else " AND ".join(f"({one})" for one in filters) or None


def commas(values: Iterable[str] | None) -> list[str]:
    """Return the names of an option that may be repeated and may hold several with commas."""
    return [name for value in values or () for part in value.split(",") if (name := part.strip())]


def _no_file(text: str) -> str:
    """Take the end of the span; a file's name is told where it belongs."""
    from deskgauge.report.export import SUFFIXES

    if Path(text).suffix.lower() in SUFFIXES:
        raise UsageError(f"--to takes a date, not {text!r}; a file is named with --output {text}.")
    return text
