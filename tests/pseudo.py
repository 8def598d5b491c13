"""A language that nobody speaks: every text that was translated stands in ⟦brackets⟧, so that what was not is seen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from babel.messages.mofile import write_mo
from catalogues import Lasting, collected, messages

from deskgauge import language
from deskgauge.catalogue.defined import all_definitions
from deskgauge.catalogue.definition import PRESETS
from deskgauge.catalogue.options import ANCHORS, CLOCKS, STATS
from deskgauge.catalogue.profiles import aims, profiles
from deskgauge.catalogue.registry import builtin
from deskgauge.catalogue.slices import DIMENSIONS, FRAMES
from deskgauge.cli import main
from deskgauge.cli.doctor import PACKAGES
from deskgauge.language import in_language
from deskgauge.model.tables import TABLES
from deskgauge.model.vocabulary import WORDS

IDS = {
    "deskgauge", "Deskgauge", "duckdb", "Python", "Noto Sans", "Noto Sans Arabic", "Noto Sans Devanagari", "at",
    "customer", "replies", "solved", "created", "first solved", "Brackenfold Outdoor", "options", "COMMAND", "usage",
    *TABLES, *builtin(), *DIMENSIONS, *FRAMES, *PRESETS, *PRESETS.values(), *main.COMMANDS, *PACKAGES, *profiles(),
    *aims(), *ANCHORS, *CLOCKS, *STATS, *(word for words in WORDS.values() for word in words),
    *(one for found in all_definitions().values() for one in found),
    "reason", "export", "servicenow", "xlsx",
    "anchor", "clock", "stat", "definition", "repeat", "csv", "json", "month", "previous", "up", "my",
}  # fmt: skip
"""What stands on pages as it is typed: ids, options, and names of programs, fonts and companies."""

OPEN, CLOSE = "⟦", "⟧"
WORD = re.compile(r"[A-Za-z][A-Za-z'’]+")
_INNER = re.compile(r"⟦[^⟦⟧]*⟧")
_IDS = re.compile(
    r"https?://\S+|`[^`]*`|(?<!\w)--?[a-z][\w-]*|\b\w*_\w+\b|\b[\w/-]+\.[a-z]\w+\b|\[[\w.]+\]|'[^'\s]*'|\"[^\"]*\"|"
    r"\b[A-Z][A-Z]+\b|\b[A-Z][A-Za-z]*/[A-Z][A-Za-z_]*\b"
)


@contextmanager
def pseudo_language(folder: Path, code: str = "sr") -> Iterator[None]:
    """Let texts be in the made-up language inside a ``with`` block; numbers and dates are written as in ``code``.

    ``folder`` takes its catalogue, in which every text of the program is translated by itself in brackets.
    """
    target = folder / code / "LC_MESSAGES"
    if not target.exists():
        target.mkdir(parents=True)
        with (target / f"{language.DOMAIN}.mo").open("wb") as file:
            write_mo(file, _bracketed(code))
    kept = language.FOLDER
    language.FOLDER = folder
    language._catalogue.cache_clear()
    try:
        with in_language(code):
            yield
    finally:
        language.FOLDER = kept
        language._catalogue.cache_clear()


def untranslated(text: str, data: Iterable[str] = ()) -> list[str]:
    """Return the runs of Latin words that stand outside of every bracket, and are neither ids nor one of ``data``.

    ``data`` are names that the company or a vendor gave, as they are written.
    """
    while _INNER.search(text):  # brackets stand within brackets where a text is a part of another
        text = _INNER.sub(" ", text)
    text = _IDS.sub(" ", text)
    for name in sorted(data, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", text)
    return list(dict.fromkeys(run.strip() for run in re.findall(rf"(?:{WORD.pattern}[ ]?)+", text)))


def _bracketed(code: str) -> Lasting:
    made = Lasting(locale=language.LANGUAGES[code], fuzzy=False)
    for one in messages(collected()):
        if isinstance(one.id, str):
            made.add(one.id, f"{OPEN}{one.id}{CLOSE}", context=one.context)
        else:
            forms = tuple(f"{OPEN}{one.id[min(at, 1)]}{CLOSE}" for at in range(made.num_plurals))
            made.add(one.id, forms, context=one.context)
    return made
