"""How a command's words are read: argparse with this project's sentences, its nearest names and shared options.

argparse and not a larger parser, because a cold `deskgauge query` has 0.6 s for everything.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from deskgauge.errors import NotFoundError, UsageError
from deskgauge.language import LANGUAGES, N_, _, retold

if TYPE_CHECKING:
    from typing_extensions import override
else:

    def override(method: object) -> object:
        """Return the method; the mark is read by the type checker alone."""
        return method


_SAID_BY_ARGPARSE = (
    N_("missing: {names}"),
    N_("argument {name}: expected one argument"),
    N_("argument {name}: expected at least one argument"),
    N_("argument {name}: expected {n} arguments"),
    N_("argument {name}: invalid {type} value: {value}"),
    N_("argument {name}: ignored explicit argument {value}"),
    N_("argument {name}: not allowed with argument {other}"),
)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """argparse's own layout, which begins in the reader's language."""

    @override
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        """Begin with the word for how it is used."""
        super().add_usage(usage, actions, groups, _("usage: ") if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser that raises UsageError with one sentence where argparse would print its usage and leave."""

    def __init__(self, prog: str, summary: str, epilog: str = "") -> None:
        super().__init__(
            prog=prog,
            description=summary,
            epilog=epilog,
            allow_abbrev=False,
            formatter_class=_Formatter,
            add_help=False,
        )
        self._positionals.title, self._optionals.title = _("positional arguments"), _("options")
        self.add_argument(
            "-h", "--help", action="help", default=argparse.SUPPRESS, help=_("show this help message and exit")
        )

    @override
    def error(self, message: str) -> NoReturn:
        """Raise UsageError with what is wrong and where help is to be had."""
        text = retold(message.replace("the following arguments are required:", "missing:"), _SAID_BY_ARGPARSE)
        raise UsageError(_("{prog}: {text}. See {prog} --help.", prog=self.prog, text=text))

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
            raise UsageError(_("{prog} does not take {rest}. See {prog} --help.", prog=self.prog, rest=repr(rest[0])))

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


def add_global(parser: Parser) -> None:
    """Add the options that stand before or after the command."""
    parser.add_argument(
        "--project",
        metavar="DIR",
        type=Path,
        default=argparse.SUPPRESS,
        help=_("the project's folder; default is the current one"),
    )
    parser.add_argument(
        "--debug", action="store_true", default=argparse.SUPPRESS, help=_("show the traceback of an error")
    )

    if "--language" not in parser.options():
        parser.add_argument(
            "--language",
            metavar="CODE",
            type=one_of("language", LANGUAGES),
            default=argparse.SUPPRESS,
            help=_("the language of what is shown: {names}", names=", ".join(LANGUAGES)),
        )


def add_output(parser: argparse.ArgumentParser) -> None:
    """Add --format and --output."""
    from deskgauge.report.export import FORMATS

    parser.add_argument(
        "--format",
        metavar="FORMAT",
        type=one_of("format", FORMATS),
        help=_("{names}; default: what the file's ending says, else table", names=", ".join(FORMATS)),
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE", type=Path, help=_("write to this file, not to standard output")
    )


def add_selection(parser: argparse.ArgumentParser, *, strict: bool = True) -> None:
    """Add what questions have in common: the span of time, the filter and the clock; and ``--strict`` where judged."""
    parser.add_argument("--from", dest="from_", metavar="DATE", help=_("the first day, such as 2026-03-01"))
    parser.add_argument(
        "--to", metavar="DATE", type=_no_file, help=_("the day after the last: the end is not included")
    )
    parser.add_argument("--where", metavar="FILTER", action="append", help=_("such as \"channel = 'email'\""))
    parser.add_argument("--clock", metavar="CLOCK", help=_("calendar or business"))
    if strict:
        parser.add_argument("--strict", action="store_true", help=_("exit with 3 where a target is missed"))


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
        raise UsageError(
            _("--to takes a date, not {text}; a file is named with --output {file}.", text=repr(text), file=text)
        )
    return text
