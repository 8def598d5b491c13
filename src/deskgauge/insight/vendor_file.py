"""A vendor's export of a metric by ticket: which columns hold the ids and the values, and what the values mean."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from deskgauge.catalogue.metric import Metric
from deskgauge.errors import NotFoundError, UsageError, suggest
from deskgauge.language import _
from deskgauge.model.periods import parse_instant

Texts = Sequence[Sequence[str | None]]

LARGEST = 1e12  # no ticket took longer in any unit, and no store counts further
UNITS: Mapping[str, float] = {"seconds": 1.0, "minutes": 60.0, "hours": 3600.0, "days": 86400.0}
ID_NAMES = (
    "ticket_id",
    "ticketid",
    "ticket",
    "conversation_id",
    "case_id",
    "issue_id",
    "id",
    "number",
    "ticket_number",
)
WORDS: Mapping[str, float] = {
    **dict.fromkeys(("yes", "true", "t", "y", "good", "satisfied", "met", "hit", "1"), 1.0),
    **dict.fromkeys(("no", "false", "f", "n", "bad", "unsatisfied", "breached", "missed", "0"), 0.0),
}
NOTHING = frozenset({"", "-", "–", "—", "null", "none", "n/a", "na", "nan", "offered", "unoffered"})
SAME = {"reply": "response", "resolved": "resolution", "resolve": "resolution", "solved": "resolution",
        "solve": "resolution", "satisfaction": "csat", "comments": "replies", "duration": "time", "ttr": "resolution",
        "frt": "first response time", "fcr": "first contact resolution"}  # fmt: skip

_UNIT_NAMED = (
    ("seconds", r"sec(ond)?s?"),
    ("minutes", r"min(ute)?s?"),
    ("hours", r"h(ou)?rs?|h"),
    ("days", r"days?|d"),
)
_PARTS = re.compile(r"(\d+(?:\.\d+)?)\s*(d|h|m|s)[a-z]*\.?,?\s*", re.IGNORECASE)
_CLOCK = re.compile(r"(\d+):([0-5]?\d)(?::([0-5]?\d(?:\.\d+)?))?")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person says of the file; None is found out."""

    id: str | None = None
    value: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class VendorFile:
    """The vendor's values by ticket: seconds, counts, or 0 and 1; instants where the file holds times of day.

    ``step`` is the size of the last digit written, in the unit of the values (seconds for durations); ``unit`` is that
    of the file, None where it has to be found by comparing or there is none.
    """

    id_column: str
    value_column: str
    values: Mapping[str, float | datetime | None]
    unit: str | None
    step: float
    repeated: int


def read_vendor_file(
    columns: Sequence[str], rows: Texts, metric: Metric, known: Collection[str], wish: Wish, zone: str
) -> VendorFile:
    """Read the file's two columns; raise UsageError where they are not to be found or do not fit the metric."""
    if wish.unit is not None and wish.unit not in UNITS:
        raise NotFoundError("unit", wish.unit, UNITS)
    id_at = _named(columns, wish.id) if wish.id else _id_column(columns, rows, known)
    value_at = _named(columns, wish.value) if wish.value else _value_column(columns, metric, id_at)
    pairs: dict[str, str | None] = {}
    repeated, different = 0, []
    for row in rows:
        key, text = (row[id_at] or "").strip(), row[value_at]
        if not key:
            continue
        if key in pairs:
            repeated += 1
            different += [key] if (text or "").strip() != (pairs[key] or "").strip() else []
        else:
            pairs[key] = text
    if different:
        shown = ", ".join(dict.fromkeys(different[:3]))
        raise UsageError(
            _(
                "{n} tickets stand in the file more than once with different values ({shown}); a "
                "reconciliation needs one value for each ticket.",
                n=len(set(different)),
                shown=shown,
            )
        )
    name = columns[value_at]
    values, step, said = _values(pairs, metric, name, zone)
    unit = wish.unit or said or _unit_of(name)
    return VendorFile(columns[id_at], name, values, unit if metric.is_duration else None, step, repeated)


# ------------------------------------------------------------------------------ columns
def _named(columns: Sequence[str], name: str) -> int:
    folded = [column.strip().casefold() for column in columns]
    if name.strip().casefold() not in folded:
        raise NotFoundError("column", name, columns, "the file")
    return folded.index(name.strip().casefold())


def _id_column(columns: Sequence[str], rows: Texts, known: Collection[str]) -> int:
    """Return the column whose values are our tickets' ids most often; a usual name decides between equal ones."""
    ours = {*known, *(one.partition(":")[2] for one in known if ":" in one)}
    hits = [sum((row[at] or "").strip() in ours for row in rows) for at in range(len(columns))]

    def rank(at: int) -> tuple[int, int]:
        name = _folded(columns[at]).replace(" ", "_")
        return hits[at], len(ID_NAMES) - ID_NAMES.index(name) if name in ID_NAMES else 0

    best = max(range(len(columns)), key=rank)
    if hits[best]:
        return best
    raise UsageError(
        _(
            "No column of the file holds ids of tickets that are here; it has {names}. Name the "
            "column with --id, and see that the ids are those of the table tickets.",
            names=", ".join(columns),
        )
    )


def _value_column(columns: Sequence[str], metric: Metric, id_at: int) -> int:
    """Return the column whose name is most like the metric's; the only other one of two needs no name."""
    others = [at for at in range(len(columns)) if at != id_at]
    if len(others) == 1:
        return others[0]
    scores = {at: likeness(columns[at], metric) for at in others}
    best = max(scores.values(), default=0.0)
    found = [at for at in others if scores[at] == best]
    if best < 0.5 or len(found) != 1:
        told = ", ".join(columns[at] for at in (found if best >= 0.5 else others))
        raise UsageError(
            _(
                "Which column holds the {title} is not clear: {told}. Name it with --value.",
                title=metric.title.lower(),
                told=told,
            )
        )
    return found[0]


def likeness(column: str, metric: Metric) -> float:
    """Return how much of a metric's name stands in a column's, less what else stands there; 1 is all of it."""
    words = _words(column)
    if not words:
        return 0.0
    return max(len(words & own) / len(words | own) for own in (_words(metric.id), _words(metric.title)))


def guess_metric(columns: Sequence[str], metrics: Mapping[str, Metric], value: str | None) -> str:
    """Return the id of the metric that a column is named after; raise UsageError where that is not clear."""
    names = [value] if value else list(columns)
    scores = {one.id: max(likeness(name, one) for name in names) for one in metrics.values()}
    best = max(scores.values(), default=0.0)
    found = [name for name, score in scores.items() if score == best]
    if best < 0.5 or len(found) != 1:
        near = f": {', '.join(found[:4])}" if best >= 0.5 else ""
        raise UsageError(
            _("Which metric the file holds is not clear from its columns{near}. Name it with --metric.", near=near)
        )
    return found[0]


def _words(text: str) -> set[str]:
    said = " ".join(SAME.get(word, word) for word in _folded(text).split())
    units = {word for __, form in _UNIT_NAMED for word in said.split() if re.fullmatch(form, word)}
    return set(said.split()) - units - {"in", "of", "the", "calendar", "business", "value"}


def _folded(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).casefold()))


def _unit_of(column: str) -> str | None:
    words = _folded(column).split()
    found = [unit for unit, form in _UNIT_NAMED if any(re.fullmatch(form, word) for word in words)]
    return found[0] if len(found) == 1 else None


# ------------------------------------------------------------------------------ values
def _values(
    pairs: Mapping[str, str | None], metric: Metric, column: str, zone: str
) -> tuple[dict[str, float | datetime | None], float, str | None]:
    """Return the values, the size of their last digit, and the unit where the form itself says it."""
    texts = {
        key: None if text is None or text.strip().casefold() in NOTHING else text.strip() for key, text in pairs.items()
    }
    there = [text for text in texts.values() if text is not None]
    comma = any(re.fullmatch(r"[+-]?\d+,(\d{1,2}|\d{4,})", text) for text in there)
    values: dict[str, float | datetime | None] = {}
    written = 0
    for key, text in texts.items():
        plain = None if text is None else text.replace(",", "." if comma else "")
        values[key] = None if text is None or plain is None else _value(text, plain, metric, column, zone)
        digits = re.fullmatch(r"[+-]?\d+\.(\d*?)0*", plain or "")
        written = max(written, len(digits[1]) if digits else 0)
    in_seconds = any(_CLOCK.fullmatch(text) or _PARTS.match(text) for text in there)
    return values, 10.0**-written, "seconds" if in_seconds else None


def _value(text: str, plain: str, metric: Metric, column: str, zone: str) -> float | datetime:
    if metric.unit == "share" and not metric.is_duration:
        if plain.casefold() in WORDS:
            return WORDS[plain.casefold()]
        raise UsageError(
            _("{text} in {column} is neither yes nor no.", text=repr(text), column=column) + suggest(text, WORDS)
        )
    with suppress(ValueError):
        number = float(plain)
        if math.isfinite(number) and abs(number) < LARGEST:
            return number
        raise UsageError(
            _("{text} in {column} is no value that {id} could have.", text=repr(text), column=column, id=metric.id)
        )
    if metric.is_duration:
        if clock := _CLOCK.fullmatch(text):
            return int(clock[1]) * 3600 + int(clock[2]) * 60 + float(clock[3] or 0)
        if _PARTS.match(text) and not _PARTS.sub("", text).strip():
            sizes = {"d": 86400, "h": 3600, "m": 60, "s": 1}
            return sum(float(part[1]) * sizes[part[2].lower()] for part in _PARTS.finditer(text))
        try:
            return parse_instant(text, zone)
        except UsageError:
            pass
    raise UsageError(
        _(
            "{text} in {column} is no value of {id}. Name another column with --value.",
            text=repr(text),
            column=column,
            id=metric.id,
        )
    )
