"""A company's own metrics as they are written: TOML read into specifications, every key checked for what it holds.

What the expressions say is checked by ``deskgauge.engine.own``, which makes metrics of them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.own_keys import KEYS, KINDS, UNITS_OF, Key
from deskgauge.catalogue.registry import builtin
from deskgauge.errors import NotFoundError, suggest
from deskgauge.language import _, both, either
from deskgauge.model.settings import LANGUAGES, Target

FOLDER = "metrics"
_ID = re.compile(r"[a-z][a-z0-9_]{0,59}")
_REASON = re.compile(r"[a-z][a-z0-9_]{0,39}")
_BY_NAME = {key.name: key for key in KEYS}


@dataclass(frozen=True, slots=True)
class OwnSpec:
    """One metric as it is written: its id, its file, and what its keys hold."""

    id: str
    file: str
    said: Mapping[str, object] = field(default_factory=dict)

    def text(self, key: str) -> str | None:
        """Return what a key holds where it is a text, else None."""
        value = self.said.get(key)
        return value if isinstance(value, str) else None

    def place(self, key: str) -> str:
        """Say where a key stands."""
        return f"{self.file}, {self.id}.{key}"


@dataclass(frozen=True, slots=True)
class Own:
    """The own metrics of a project, and the targets that their files set."""

    metrics: Mapping[str, Metric] = field(default_factory=dict)
    targets: tuple[Target, ...] = ()


def read_specs(folder: Path, problems: list[str]) -> list[OwnSpec]:
    """Return the metrics of a folder's TOML files, in the order of the files; add what is wrong to ``problems``."""
    found: dict[str, OwnSpec] = {}
    for path in sorted(folder.glob("*.toml")):
        file = f"{folder.name}/{path.name}"
        for name, table in _tables(path, file, problems).items():
            if name in found:
                problems.append(
                    _(
                        "{file}, {name}: {other} has a metric of this id already.",
                        file=file,
                        name=name,
                        other=found[name].file,
                    )
                )
            elif _is_id(name, file, problems):
                spec = _spec(name, file, table, problems)
                if spec is not None:
                    found[name] = spec
    return list(found.values())


def _tables(path: Path, file: str, problems: list[str]) -> Mapping[str, object]:
    try:
        # Editors of some systems put a byte-order mark before the first letter.
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        problems.append(
            _(
                "{file} is not written in UTF-8: {reason} at byte {start}.",
                file=file,
                reason=error.reason,
                start=error.start,
            )
        )
    except tomllib.TOMLDecodeError as error:
        problems.append(_("{file} is no TOML: {error}.", file=file, error=error))
    except OSError as error:
        problems.append(_("{file} cannot be read: {strerror}.", file=file, strerror=error.strerror))
    return {}


def _is_id(name: str, file: str, problems: list[str]) -> bool:
    if not _ID.fullmatch(name):
        problems.append(
            _(
                "{file}, {name}: an id is of small letters, digits and _, and begins with a letter.",
                file=file,
                name=name,
            )
        )
    elif name in builtin():
        problems.append(
            _("{file}, {name}: this is the id of a built-in metric; choose another one.", file=file, name=name)
        )
    else:
        return True
    return False


def _spec(name: str, file: str, table: object, problems: list[str]) -> OwnSpec | None:
    """Read one metric; None where something is wrong with it."""
    before = len(problems)
    if not isinstance(table, Mapping):
        problems.append(
            _(
                "{file}, {name}: a metric is a table, [{name}], and no value such as {table}.",
                file=file,
                name=name,
                table=repr(table),
            )
        )
        return None
    spec = OwnSpec(name, file, dict(table))
    kind = table.get("kind")
    for key, value in table.items():
        declared = _BY_NAME.get(key)
        if declared is None:
            problems.append(
                _("{file}, {name}: there is no key {key}.", file=file, name=name, key=repr(key))
                + suggest(key, _BY_NAME)
            )
        elif isinstance(kind, str) and kind in KINDS and not declared.fits(kind):
            problems.append(
                _(
                    "{place}: a {kind} has no {key}; it belongs to {names}.",
                    place=spec.place(key),
                    kind=kind,
                    key=key,
                    names=both(declared.kinds),
                )
            )
        elif (wrong := _wrong(declared, value)) is not None:
            problems.append(f"{spec.place(key)}: {wrong}")
    _check_needed(spec, kind, problems)
    return spec if len(problems) == before else None


def _check_needed(spec: OwnSpec, kind: object, problems: list[str]) -> None:
    """Tell what is missing, and a unit that the kind does not have."""
    where, has = f"{spec.file}, {spec.id}", set(spec.said)
    if not isinstance(kind, str) or kind not in KINDS:
        if "kind" not in has:
            problems.append(_("{where}: it has no kind. Known: {names}.", where=where, names=", ".join(KINDS)))
        return
    problems += [
        _("{where}: a {kind} needs {name}: {meaning}.", where=where, kind=kind, name=key.name, meaning=_(key.meaning))
        for key in KEYS
        if key.needed and key.fits(kind) and key.name not in has
    ]
    if kind == "level" and not {"from", "to"} <= has:
        problems.append(_("{where}: a level needs from and to: when a row enters and when it leaves.", where=where))
    if kind == "duration" and ("seconds" in has) == ({"from", "to"} <= has):
        problems.append(_("{where}: a duration needs either from and to, or seconds.", where=where))
    if kind == "sum" and "unit" not in has:
        problems.append(_("{where}: a sum needs unit: {names}.", where=where, names=either(UNITS_OF[kind])))
    unit = spec.said.get("unit")
    if isinstance(unit, str) and unit in _BY_NAME["unit"].known and unit not in UNITS_OF[kind]:
        problems.append(
            _(
                "{place}: a {kind} is {names}, and no {unit}.",
                place=spec.place("unit"),
                kind=kind,
                names=either(_("a {unit}", unit=one) for one in UNITS_OF[kind]),
                unit=unit,
            )
        )


# ---------------------------------------------------------------------- what a key may hold
def _wrong(key: Key, value: object) -> str | None:
    """Return what is wrong with the value of a key; None where nothing is."""
    found = _READERS[key.holds](value)
    if found is not None or not key.known:
        return found
    named = value if isinstance(value, list) else [value]
    unknown = [one for one in named if one not in key.known]
    kind = "table" if key.name == "needs" else key.name
    return str(NotFoundError(kind, str(unknown[0]), key.known)) if unknown else None


def _text(value: object) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return _("{value} is no text.", value=repr(value))
    return (
        None
        if "".join(value.split()).isprintable()
        else _("{value} holds signs that cannot be printed.", value=repr(value))
    )


def _words(value: object) -> str | None:
    if not isinstance(value, Mapping):
        return _text(value)
    for language, text in value.items():
        if language not in LANGUAGES:
            return str(NotFoundError("language", language, LANGUAGES))
        if _text(text) is not None:
            return f"{language}: {_text(text)}"
    return None if value else "it is empty."


def _names(value: object) -> str | None:
    if not isinstance(value, list) or any(_text(one) is not None for one in value):
        return _('{value} is no list of names, such as ["tickets"].', value=repr(value))
    return None


def _flag(value: object) -> str | None:
    return None if isinstance(value, bool) else _("{value} is neither true nor false.", value=repr(value))


def _number(value: object) -> str | None:
    whole = isinstance(value, int) and not isinstance(value, bool) and value >= 1
    return None if whole else _("{value} is no whole number of 1 or more.", value=repr(value))


def _expression(value: object) -> str | None:
    return (
        None
        if isinstance(value, str) and value.strip()
        else _('{value} is no expression, such as "replies > 1".', value=repr(value))
    )


def _truths(value: object) -> str | None:
    if not isinstance(value, Mapping):
        return f'{value!r} is no table of reasons, such as {{ no_reply_yet = "first_reply_at IS NULL" }}.'
    for reason, condition in value.items():
        if not _REASON.fullmatch(reason):
            return _("{reason} is no reason; it is of small letters, digits and _.", reason=repr(reason))
        if _expression(condition) is not None:
            return f"{reason}: {_expression(condition)}"
    return None


def _target(value: object) -> str | None:
    known = isinstance(value, int | float | str) and not isinstance(value, bool)
    return None if known else _('{value} is neither a number nor a length of time such as "4h".', value=repr(value))


def _targets(value: object) -> str | None:
    known = isinstance(value, list) and all(isinstance(one, Mapping) for one in value)
    return None if known else "they are tables, each with a value."


_READERS: Mapping[str, Callable[[object], str | None]] = {
    "words": _words, "text": _text, "name": _text, "names": _names, "flag": _flag, "number": _number,
    "truth": _expression, "numeric": _expression, "instant": _expression, "column": _expression,
    "truths": _truths, "target": _target, "targets": _targets,
}  # fmt: skip
"""For all that a key can hold, what says what is wrong with a value; None where nothing is."""


def words_in(value: object, language: str) -> str:
    """Return a title or text in a language, else in English, else in the first one there."""
    if isinstance(value, Mapping):
        value = value.get(language) or value.get("en") or next(iter(value.values()))
    return " ".join(str(value).split())


def tables_of(names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return tables that all must have rows, as a metric requires them."""
    return tuple((name,) for name in names)
