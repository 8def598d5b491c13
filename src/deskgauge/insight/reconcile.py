"""A vendor's own numbers by ticket against ours: how many are the same, and why the others are not."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from deskgauge.catalogue.metric import OURS, Metric
from deskgauge.catalogue.registry import metric as metric_of
from deskgauge.engine.answer import Row, json_ready, rounded
from deskgauge.engine.ask import Session
from deskgauge.engine.run import check_data
from deskgauge.errors import UsageError
from deskgauge.insight.causes import (
    EQUAL,
    OFFSET,
    ROUNDED,
    UNEXPLAINED,
    Matcher,
    Reading,
    assign,
    way_of_rounding,
)
from deskgauge.insight.ticket_values import Said, Ticket, by_ticket, own_ids, readings, tickets
from deskgauge.insight.vendor_file import UNITS, VendorFile, Wish, guess_metric, read_vendor_file
from deskgauge.language import N_, _, pgettext

COLUMNS = ("ticket_id", "cause", "theirs", "ours", "difference", "detail")
EXAMPLES = 3
TEXTS: Mapping[str, str] = {
    EQUAL: N_("the same"),
    "neither": N_("neither has a value"),
    UNEXPLAINED: N_("not explained by anything that is known here"),
    "unknown": N_("in the file, and no ticket of that id is here"),
    "outside": N_("here and not in the file: created before the file's first ticket or after its last"),
    "not_in_file": N_("here and not in the file, though created between its first ticket and its last"),
    "theirs_none": N_("we have a value, the vendor has none"),
    "zero": N_("the vendor has 0 where we have none"),
    "ours_none": N_("the vendor has a value where we have none"),
}
WHY: Mapping[str, str] = {
    "spam": N_("we leave it out: it is spam"),
    "deleted": N_("we leave it out: it is deleted"),
    "merged": N_("we leave it out: it was merged into another ticket"),
    "agent_created": N_("we leave it out: an agent opened it"),
    "solved_without_reply": N_("we leave it out: it was solved without a reply"),
    "no_reply_yet": N_("we have none yet: it waits for a reply"),
    "still_open": N_("we have none yet: it is not solved"),
    "window_running": N_("we have none yet: its window is not over"),
    "no_calendar": N_("we have none: no working hours are known"),
    "no_time": N_("we have none: an instant is missing or before the creation"),
    "no_customer": N_("we leave it out: its customer is not known"),
    "no_score": N_("we leave it out: the answer has no score"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One ticket: their value and ours (durations in seconds, yes and no as 1 and 0), and why they differ."""

    ticket_id: str
    cause: str
    theirs: float | None
    ours: float | None
    detail: str = ""

    def to_dict(self) -> Row:
        """Return it as a row."""
        both = self.theirs is not None and self.ours is not None
        return {
            "ticket_id": self.ticket_id,
            "cause": self.cause,
            "theirs": rounded(self.theirs),
            "ours": rounded(self.ours),
            "difference": rounded((self.theirs or 0.0) - (self.ours or 0.0)) if both else None,
            "detail": self.detail or None,
        }


@dataclass(frozen=True, slots=True)
class Cause:
    """Why tickets differ: how many do for this reason, their share of all lines, and the first of them."""

    id: str
    text: str
    count: int
    share: float
    examples: Sequence[Line]

    def to_dict(self) -> dict[str, object]:
        """Return it ready for JSON."""
        return {"cause": self.id, "text": self.text, "count": self.count, "share": rounded(self.share),
                "examples": [one.to_dict() for one in self.examples]}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A file of a vendor's values against ours. ``compared`` tickets have both values, ``equal`` of them the same."""

    metric: Metric
    clock: str | None
    definition: str
    file: str
    columns_used: tuple[str, str]
    unit: str | None
    tolerance: float
    lines: Sequence[Line]
    causes: Sequence[Cause]
    agreement: Sequence[tuple[str, float]]
    notes: Sequence[str]

    @property
    def columns(self) -> Sequence[str]:
        """The columns of ``rows``."""
        return COLUMNS

    @property
    def rows(self) -> list[Row]:
        """One row per ticket of the file, and of ours that is not in it."""
        return [one.to_dict() for one in self.lines]

    @property
    def compared(self) -> int:
        """How many tickets have both values."""
        return sum(one.theirs is not None and one.ours is not None for one in self.lines)

    @property
    def equal(self) -> int:
        """How many of these have the same value."""
        return sum(one.cause == EQUAL for one in self.lines)

    @property
    def rounded(self) -> int:
        """How many of the others are the same but for the file's rounding."""
        return sum(one.cause.startswith(ROUNDED) for one in self.lines)

    @property
    def share(self) -> float | None:
        """The share of compared tickets that have the same value."""
        return self.equal / self.compared if self.compared else None

    def to_dict(self) -> dict[str, object]:
        """Return all of it ready for JSON."""
        return {
            "metric": self.metric.id,
            "clock": self.clock,
            "definition": self.definition,
            "file": self.file,
            "id_column": self.columns_used[0],
            "value_column": self.columns_used[1],
            "unit": self.unit,
            "tolerance": self.tolerance,
            "compared": self.compared,
            "equal": self.equal,
            "equal_share": rounded(self.share),
            "rounded": self.rounded,
            "causes": [one.to_dict() for one in self.causes],
            "agreement": [{"reading": text, "share": rounded(share)} for text, share in self.agreement],
            "notes": list(self.notes),
            "rows": [{name: json_ready(value) for name, value in row.items()} for row in self.rows],
        }


@dataclass(frozen=True, slots=True)
class Against:
    """What a file is held against: the metric (None: found by the columns), its clock and rule, how close is equal."""

    metric: str | None = None
    clock: str | None = None
    definition: str = OURS
    tolerance: float | None = None


def reconcile(
    session: Session,
    file: str,
    table: tuple[Sequence[str], Sequence[Sequence[str | None]]],
    wish: Wish,
    against: Against,
) -> Reconciliation:
    """Hold a vendor's file against a metric; raise UsageError where the file or the metric does not fit."""
    columns, rows = table
    name = against.metric or guess_metric(columns, session.catalogue, wish.value)
    metric = metric_of(name, session.catalogue)
    check_data([metric], session.knowledge.rows)
    clock = (against.clock or "calendar") if metric.has_clock else None
    ours = by_ticket(session, metric.id, clock, against.definition)
    known = tickets(session)
    found = read_vendor_file(columns, rows, metric, known, wish, session.settings.time_zone)
    ids = own_ids(list(found.values), known)
    if not ids:
        some = ", ".join(list(found.values)[:3])
        raise UsageError(
            _(
                "No ticket of the file is here: its column {id_column} holds {some}. Name the column of "
                "the ticket's id with --id, or import these tickets.",
                id_column=found.id_column,
                some=some,
            )
        )
    tolerance = against.tolerance if against.tolerance is not None else 1.0 if metric.is_duration else 0.0
    theirs, unit, step = _in_our_unit(found, ids, ours, known, tolerance if metric.is_duration else None)
    side = _Sides({ids.get(key, key): value for key, value in theirs.items()}, ours, known)
    others = side.unlike_ours(readings(session, metric, clock or "calendar", ours, known, against.definition))
    matcher = Matcher(tolerance, step)
    lines = _lines(side, others, matcher, few=not metric.is_duration or step >= 3600)
    texts = {one.id: one.text for one in others}
    return Reconciliation(
        metric, clock, against.definition, file, (found.id_column, found.value_column), unit, tolerance, lines,
        _causes(lines, lambda cause: _text(cause, texts, step)), _agreement(side, others, matcher),
        _notes(found, wish, unit),
    )  # fmt: skip


# ------------------------------------------------------------------------------ units
def _in_our_unit(
    found: VendorFile,
    ids: Mapping[str, str],
    ours: Mapping[str, Said],
    known: Mapping[str, Ticket],
    tolerance: float | None,
) -> tuple[dict[str, float | None], str | None, float]:
    """Return the values in seconds (without a tolerance, as they are), the file's unit, the size of its last digit."""
    if any(isinstance(one, datetime) for one in found.values.values()):
        return {key: _since_creation(key, one, ids, known) for key, one in found.values.items()}, "instant", 1.0
    numbers = {key: one for key, one in found.values.items() if not isinstance(one, datetime)}
    if tolerance is None:
        return numbers, None, found.step
    unit = found.unit or _unit_that_fits(numbers, found.step, ids, ours, tolerance)
    size = UNITS[unit]
    return {key: None if one is None else one * size for key, one in numbers.items()}, unit, size * found.step


def _since_creation(key: str, value: object, ids: Mapping[str, str], known: Mapping[str, Ticket]) -> float | None:
    created = known[ids[key]].times["created"] if key in ids else None
    return (value - created).total_seconds() if isinstance(value, datetime) and created is not None else None


def _unit_that_fits(
    numbers: Mapping[str, float | None], step: float, ids: Mapping[str, str], ours: Mapping[str, Said], tolerance: float
) -> str:
    """Return the unit in which most values are ours; where none is, that in which they are of our size."""
    pairs = [(value, ours[ids[key]].value) for key, value in numbers.items() if key in ids and ids[key] in ours]
    both = [(value, own) for value, own in pairs if value and own]
    if not both:
        return "seconds"

    def fit(unit: str) -> tuple[int, float]:
        size = UNITS[unit]
        matcher = Matcher(tolerance, size * step)
        apart = abs(math.log(median(value * size / own for value, own in both)))
        return sum(matcher.fits(value * size, own) for value, own in both), -apart

    return max(UNITS, key=fit)


# ------------------------------------------------------------------------------ lines
@dataclass(frozen=True, slots=True)
class _Sides:
    """Both sides by ticket."""

    theirs: Mapping[str, float | None]
    ours: Mapping[str, Said]
    known: Mapping[str, Ticket]

    def own(self, key: str) -> float | None:
        """Return our value of a ticket."""
        return self.ours[key].value if key in self.ours else None

    def unlike_ours(self, others: Iterable[Reading]) -> list[Reading]:
        """Return the readings that give some ticket of the file another value than ours."""
        keys = [key for key in self.theirs if key in self.known]
        return [one for one in others if any(one.values.get(key) != self.own(key) for key in keys)]

    def both(self) -> dict[str, tuple[float, float]]:
        """Return the pairs of values of tickets that have both."""
        pairs = {key: (value, self.own(key)) for key, value in self.theirs.items() if key in self.known}
        return {key: (one, other) for key, (one, other) in pairs.items() if one is not None and other is not None}


def _lines(side: _Sides, others: Sequence[Reading], matcher: Matcher, *, few: bool) -> list[Line]:
    both = side.both()
    equal = {key for key, pair in both.items() if matcher.same(*pair)}
    rest = {key: pair for key, pair in both.items() if key not in equal}
    way = way_of_rounding(rest.values(), matcher) if matcher.step > matcher.tolerance and rest else None
    plain = [Reading(f"{ROUNDED}:{way}", "", {key: one for key, (__, one) in both.items()})] if way else []
    kept = [one for one in others if not few or _agreeing(one, both, matcher) > len(equal)]
    # What rounding alone accounts for needs no other reading.
    rounded_ = {key for key, pair in rest.items() if way and matcher.rounding(*pair)}
    causes = {**dict.fromkeys(equal, EQUAL), **dict.fromkeys(rounded_, plain[0].id if plain else EQUAL)}
    left = {key: pair[0] for key, pair in rest.items() if key not in rounded_}
    causes |= assign(left, {key: one for key, (__, one) in both.items()}, kept, matcher, offsets=not few)
    lines = [Line(key, causes[key], *pair) for key, pair in both.items()]
    lines += [_alone(key, value, side, others, matcher) for key, value in side.theirs.items() if key not in both]
    return sorted([*lines, *_not_in_file(side)], key=lambda one: one.ticket_id)


def _agreeing(one: Reading, both: Mapping[str, tuple[float, float]], matcher: Matcher) -> int:
    values = [(theirs, one.values.get(key)) for key, (theirs, __) in both.items()]
    return sum(value is not None and matcher.fits(theirs, value) for theirs, value in values)


def _alone(key: str, theirs: float | None, side: _Sides, others: Sequence[Reading], matcher: Matcher) -> Line:
    """Return the line of a ticket that only one side, or neither, has a value of."""
    ours = side.own(key)
    if key not in side.known:
        return Line(key, "unknown", theirs, None)
    if theirs is None:
        if ours is None:
            return Line(key, "neither", None, None)
        without = [one.text for one in others if one.id.startswith("definition:") and one.values.get(key) is None]
        return Line(key, "theirs_none", None, ours, _("none either {without}", without=without[0]) if without else "")
    reason = side.known[key].invalid_reason or (side.ours[key].reason if key in side.ours else None)
    fitting = [one for one in others if (value := one.values.get(key)) is not None and matcher.fits(theirs, value)]
    detail = _("theirs is {text}", text=fitting[0].text) if fitting and theirs else ""
    if reason is not None:
        return Line(key, f"ours_none:{reason}", theirs, None, detail)
    return Line(key, "zero" if theirs == 0 else "ours_none", theirs, None, detail)


def _not_in_file(side: _Sides) -> list[Line]:
    """Return the tickets that we have a value of and the file has not."""
    created = [at for key in side.theirs if key in side.known and (at := side.known[key].times["created"])]
    first, last = min(created), max(created)
    missing = [key for key, one in side.ours.items() if one.value is not None and key not in side.theirs]
    found = []
    for key in missing:
        at = side.known[key].times["created"] if key in side.known else None
        inside = at is not None and first <= at <= last
        found.append(Line(key, "not_in_file" if inside else "outside", None, side.own(key)))
    return found


# ------------------------------------------------------------------------------ what it comes to
def _causes(lines: Sequence[Line], text: Callable[[str], str]) -> list[Cause]:
    groups: dict[str, list[Line]] = {}
    for one in lines:
        groups.setdefault(one.cause, []).append(one)
    found = [
        Cause(cause, text(cause), len(own), len(own) / len(lines), own[:EXAMPLES]) for cause, own in groups.items()
    ]
    return sorted(found, key=lambda one: (one.id != EQUAL, one.id == UNEXPLAINED, -one.count, one.id))


def _text(cause: str, texts: Mapping[str, str], step: float) -> str:
    kind, __, rest = cause.partition(":")
    if cause in texts:
        return texts[cause]
    if kind == ROUNDED:
        return _rounding(rest, step)
    if kind == OFFSET:
        hours = float(rest) / 3600
        size = f"{abs(hours):g}"
        if hours > 0:
            return _("{hours} h too much: one side is in another time zone", hours=size)
        return _("{hours} h too little: one side is in another time zone", hours=size)
    if kind == "ours_none" and rest:
        return (
            _(WHY[rest])
            if rest in WHY
            else (_("we leave it out: {reason}", reason=pgettext("reason", rest.replace("_", " "))))
        )
    return _(TEXTS[cause])


def _agreement(side: _Sides, others: Sequence[Reading], matcher: Matcher) -> list[tuple[str, float]]:
    """Return the readings that agree with the file on most tickets with both values, the best five, ours among them."""
    both = side.both()
    if not both:
        return []
    ours = Reading(OURS, _("as asked here"), {key: one for key, (__, one) in both.items()})
    shares = [(one.text, _agreeing(one, both, matcher) / len(both)) for one in (ours, *others)]
    best = sorted(shares, key=lambda one: -one[1])[:5]
    return best if shares[0] in best else [shares[0], *best[:4]]


def _notes(found: VendorFile, wish: Wish, unit: str | None) -> list[str]:
    notes = (
        [_("{repeated} rows stand in the file twice and are taken once", repeated=found.repeated)]
        if found.repeated
        else []
    )
    if unit in UNITS and found.unit is None and wish.unit is None:
        notes.append(_("nothing in the file names the unit: {unit} fit best (--unit names another)", unit=unit))
    return notes


_UNITS = {1.0: N_("whole seconds"), 60.0: N_("whole minutes"), 3600.0: N_("whole hours"), 86400.0: N_("whole days")}


def _rounding(way: str, step: float) -> str:
    """Say how a value was rounded, and to what."""
    unit = _(_UNITS[step]) if step in _UNITS else _("steps of {step} s", step=f"{step:g}")
    if way == "nearest":
        return _("rounded to {unit}", unit=unit)
    return _("rounded down to {unit}", unit=unit) if way == "down" else _("rounded up to {unit}", unit=unit)
