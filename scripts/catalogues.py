"""The catalogues of texts: a .pot of all that there is, one .po a language for translators, one .mo for the program.

Their bytes depend on the texts alone: no dates, no line numbers, no paths outside the repository.
"""

from __future__ import annotations

import ast
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from declared import declared

from deskgauge.language import DOMAIN, FOLDER, LANGUAGES

SOURCE = FOLDER.parent
TEMPLATE = FOLDER / f"{DOMAIN}.pot"
TRANSLATED = tuple(language for language in LANGUAGES if language != "en")
"""English is what the texts are written in, and needs no catalogue."""

FIRST, PLURAL, IN_CONTEXT = ("_", "N_", "gettext", "NotFoundError", "one_of"), ("ngettext",), ("pgettext",)
"""The functions whose first arguments are texts; the last two of the first line say what was not found."""
TEMPLATES = ("**/templates/**.html", "**/templates/**.txt")
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
WIDTH = 110

_PLACE = re.compile(r"\{(\w*)[^{}]*\}")
_KEPT = re.compile(r"</?\w+|`[^`]*`|(?<![\w-])--\w[\w-]*|\*\*")
_RAN_TOGETHER = re.compile("[\N{EN DASH}\N{LESS-THAN OR EQUAL TO}\N{GREATER-THAN OR EQUAL TO}\N{RIGHTWARDS ARROW}]")


class Lasting(Catalog):
    """A catalogue whose head says nothing that changes from run to run."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The head: what a reader of the file must know, and no more."""
        head = [("MIME-Version", "1.0"), ("Content-Type", "text/plain; charset=utf-8"),
                ("Content-Transfer-Encoding", "8bit")]  # fmt: skip
        if self.locale is None:
            return head
        return [("Language", str(self.locale)), ("Plural-Forms", self.plural_forms), *head]


def path_of(language: str, ending: str = "po") -> Path:
    """Return where a language's catalogue lies."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.{ending}"


def collected() -> Lasting:
    """Return every text of the program, in the order of the files and then of the declarations."""
    found = Lasting(header_comment="# The texts of Deskgauge; made by make messages.", fuzzy=False)
    for path, text, context in sorted({*_in_python(), *_in_templates()}, key=lambda one: (one[0], str(one[1]))):
        found.add(text, locations=[(path, 0)], context=context)
    for one in declared():
        found.add(one.text, auto_comments=[one.what], context=one.context)
    return found


Found = tuple[str, str | tuple[str, str], str | None]
"""A text where it is used: the file, the text or its two forms, its context."""


def _in_python() -> Iterator[Found]:
    """Give the texts of all modules; Babel's own reader passes over calls inside of f-strings before Python 3.12."""
    for file in sorted(SOURCE.rglob("*.py")):
        path = file.relative_to(SOURCE).as_posix()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield from ((path, *one) for one in _of_call(node.func.id, node.args))


def _of_call(name: str, arguments: Sequence[ast.expr]) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    given = [one.value for one in arguments[:2] if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    if name in FIRST and given and given[0] and isinstance(arguments[0], ast.Constant):
        yield given[0], None
    elif name in PLURAL and len(given) == 2:
        yield (given[0], given[1]), None
    elif name in IN_CONTEXT and len(given) == 2:
        yield given[1], given[0]


def _in_templates() -> Iterator[Found]:
    methods = [(pattern, "jinja2") for pattern in TEMPLATES]
    options = {pattern: {"silent": "false"} for pattern in TEMPLATES}
    for path, _, text, _, context in extract_from_dir(SOURCE, methods, options, KEYWORDS):
        yield path, text if isinstance(text, str) else (text[0], text[1]), context


def messages(catalogue: Catalog) -> Iterator[Message]:
    """Give the texts of a catalogue without its head."""
    return (one for one in catalogue if one.id)


def read(language: str) -> Catalog:
    """Return a language's catalogue as it was written last; an empty one where there is none."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=LANGUAGES[language])
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGES[language])


def joined(language: str, texts: Catalog) -> Lasting:
    """Return the catalogue of a language for exactly these texts, with what is translated of them already."""
    known = read(language)
    name = LANGUAGES[language]
    found = Lasting(locale=name, header_comment=f"# The texts of Deskgauge in {name}.", fuzzy=False)
    for one in messages(texts):
        told = known.get(singular(one), one.context)
        kept = told.string if told is not None and told.pluralizable == one.pluralizable and not told.fuzzy else ""
        found.add(one.id, kept, one.locations, auto_comments=one.auto_comments, context=one.context)
    return found


def po_bytes(catalogue: Catalog) -> bytes:
    """Return a catalogue as its file's bytes."""
    file = io.BytesIO()
    write_po(file, catalogue, width=WIDTH, include_lineno=False)
    return file.getvalue()


def mo_bytes(language: str) -> bytes:
    """Return what the .po of a language compiles to."""
    known = read(language)
    made = Lasting(locale=LANGUAGES[language], fuzzy=False)
    for one in messages(known):
        made.add(one.id, one.string, context=one.context)
    file = io.BytesIO()
    write_mo(file, made)
    return file.getvalue()


def id_of(message: Message) -> str:
    """Return the lasting id of a text: eight hexadecimal digits of it and its context."""
    ids = message.id if message.pluralizable else (message.id,)
    return hashlib.sha256("\x04".join((message.context or "", *ids)).encode()).hexdigest()[:8]


def forms_of(message: Message) -> list[str]:
    """Return the written forms of a translation: one, or one for each plural form."""
    written = message.string
    return [written] if isinstance(written, str) else list(written or ())


def is_done(message: Message, plurals: int) -> bool:
    """Say whether a text is translated, in all its plural forms."""
    forms = forms_of(message)
    return len(forms) == (plurals if message.pluralizable else 1) and all(forms) and not message.fuzzy


def faults(language: str, message: Message, forms: Sequence[str], plurals: int) -> list[str]:
    """Return what is wrong with a translation: places and marks lost or added, forms missing, ends that differ."""
    wanted = plurals if message.pluralizable else 1
    if len(forms) != wanted or not all(forms):
        return [f"{wanted} forms are wanted, there are {sum(map(bool, forms))}"]
    found = []
    for form in forms:
        like = singular(message) if not message.pluralizable else str(message.id[1])
        optional = {"n"} if message.pluralizable else set()
        given, asked = set(_PLACE.findall(form)), set(_PLACE.findall(like))
        if given - asked or asked - given - optional:
            found.append(f"places differ: {sorted(asked)} in the text, {sorted(given)} in the translation")
        if Counter(_KEPT.findall(form)) != Counter(_KEPT.findall(like)):
            found.append(f"marks differ: {_KEPT.findall(like)} in the text, {_KEPT.findall(form)} in the translation")
        if form.count("{") != form.count("}") or form.count("\n") != like.count("\n"):
            found.append("braces or lines differ")
        if (form[:1].isspace(), form[-1:].isspace()) != (like[:1].isspace(), like[-1:].isspace()):
            found.append("a space at one end was lost or added")
        if language == "fa" and _RAN_TOGETHER.search(form):
            found.append("Persian texts have no –, ≤, ≥ and →; write تا, حداکثر, دست‌کم")
    return list(dict.fromkeys(found))


def singular(message: Message) -> str:
    """Return the text by which a catalogue finds a message: that of one thing, where there are plurals."""
    return str(message.id[0]) if message.pluralizable else str(message.id)
