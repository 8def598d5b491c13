"""The questions of `deskgauge init` on a terminal: each may be left empty, a wrong answer is asked for again."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deskgauge.cli.output import tell
from deskgauge.errors import DeskgaugeError, UsageError
from deskgauge.language import _


@dataclass(frozen=True, slots=True)
class Query:
    """One question: the setting that it is about, its words, the answers to choose from, what an empty one means."""

    field: str
    text: str
    choices: Mapping[str, str]
    default: str = ""
    several: bool = False


def can_ask() -> bool:
    """Return whether a person sits at both ends: questions go to standard error, answers come from standard input."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def questionnaire() -> dict[str, object]:
    """Ask, and return what was said by the fields of Settings, and ``hours``.

    Raise UsageError where the answers end before the questions.
    """
    from deskgauge.catalogue.starter_file import read_said

    tell(_("A few questions; Enter leaves one out. All of it can be changed in deskgauge.toml later."))
    said: dict[str, object] = {}
    for one in _questions():
        found = _ask(one, lambda value, name=one.field: read_said(name, value))  # type: ignore[misc]  # name is bound here
        if found is not None:
            said[one.field] = found
    tell(_(""))
    return said


def _questions() -> Sequence[Query]:
    from deskgauge.catalogue.profiles import aims, profiles
    from deskgauge.model.settings import LANGUAGES

    businesses = {one.id: one.title for one in profiles().values()}
    known_for = {one.id: one.title for one in aims().values()}
    return (
        Query("profile", "What kind of business is it?", businesses),
        Query("aims", _("What do you want to be known for? Several with commas."), known_for, several=True),
        Query("time_zone", "In which time zone are days and months cut?", {}, zone_here()),
        Query("currency", "In which currency are amounts shown?", {}, "EUR"),
        Query("language", _("In which language are pages shown ({names})?", names=", ".join(LANGUAGES)), {}, "en"),
        Query("hours", "When do you work, such as mon-fri 09:00-17:00; sat 10:00-14:00?", {}),
    )


def _ask(one: Query, read: Callable[[object], object]) -> object:
    """Ask one question until its answer can be read; return None for an empty answer without a default."""
    if one.choices:
        tell(_(""))
    for number, (name, title) in enumerate(one.choices.items(), 1):
        tell(f"  {number}  {name.ljust(max(map(len, one.choices)) + 2)}{title}")
    while True:
        given = _line(f"{one.text}{f' [{one.default}]' if one.default else ''} ").strip() or one.default
        if not given:
            return None
        try:
            return read(_named(one, given))
        except (DeskgaugeError, ValueError) as error:
            tell(f"  {error}")


def _named(one: Query, given: str) -> object:
    """Return the names that were given, for numbers of the list those that they stand for."""
    names = list(one.choices)

    def name(word: str) -> str:
        return names[int(word) - 1] if word.isdigit() and 0 < int(word) <= len(names) else word

    if one.several:
        return [name(word) for word in given.replace(",", " ").split()]
    return name(given) if names else given


def _line(prompt: str) -> str:
    sys.stderr.write(prompt)
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise UsageError(_("The questions were not answered to the end; nothing was made. --defaults asks none."))
    return line


def zone_here() -> str:
    """Return the IANA name of this computer's time zone, or UTC where it does not tell one."""
    from deskgauge.model.zones import zone

    told = os.environ.get("TZ") or str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2]
    try:
        return zone(told.removeprefix(":")).key if told else "UTC"
    except UsageError:
        return "UTC"
