"""What moved a metric: its change between two periods, split over slices by the way that fits what the metric is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from deskgauge.catalogue.kinds import ShareOf, share
from deskgauge.catalogue.parts import Part, Value
from deskgauge.catalogue.slices import BROUGHT_BY_TICKET, FRAMES, FROM_TIME
from deskgauge.engine import judge
from deskgauge.engine.answer import rounded
from deskgauge.engine.ask import Session
from deskgauge.engine.question import Question, Resolved, compared, instant, resolve
from deskgauge.engine.run import Line, check_data, check_dimension
from deskgauge.engine.scorecard import default_range
from deskgauge.errors import MissingDataError, NotFoundError, UsageError
from deskgauge.insight.asked import Asked
from deskgauge.insight.choosing import split_of, split_of_parts
from deskgauge.insight.methods import Two, is_told_by_itself, is_withheld
from deskgauge.insight.moved import Contributors, Split
from deskgauge.language import N_, _, both
from deskgauge.model.periods import Period
from deskgauge.model.zones import to_local

Bound = str | datetime | None
COMPARISONS = ("previous", "year")
OVERLAPPING = N_("A ticket may have several tags, so that its parts would not add up: a change cannot be split by tag.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of a split: the dimensions (None: each that the metric has), the period set against, the slice
    of a metric that carries a dimension by itself."""

    by: tuple[str, ...] | None = None
    against: tuple[Bound, Bound] | None = None
    of: str | None = None


def contributors(session: Session, question: Question, wanted: Wanted) -> Contributors:
    """Return what moved one metric between the question's period and the one it is compared with.

    Raise UsageError where there is no change to split, or where what the metric is cannot be split so.
    """
    question = replace(question, compare=_comparison(question, wanted), grain="total", by=wanted.by or ())
    if session.span.now is None:
        raise MissingDataError(_("There is no dated row in the data yet. Import some with `deskgauge import PATH`."))
    if question.from_ is None or question.to is None:
        start, end = default_range(session, question.from_, question.to)
        question = replace(question, from_=f"{start.isoformat()}Z", to=f"{end.isoformat()}Z")
    after = resolve(question, session.catalogue, session.settings, session.span)
    check_data(after.metrics, session.knowledge.rows)
    metric, by = after.metrics[0], after.by
    for name in (*by, *sorted(after.filter.dimensions)):
        check_dimension(metric, name)
    if BROUGHT_BY_TICKET in by:
        raise UsageError(OVERLAPPING)
    after = replace(after, by=(), names=())
    before = after.over(_other_period(session, after, wanted.against))
    asked = Asked(session, metric, before, after, {})
    asked, whole = _whole(asked, wanted.of)
    return _told(asked, whole, _splits(asked, whole, by if wanted.by else None))


def _comparison(question: Question, wanted: Wanted) -> str:
    if question.compare is not None and question.compare not in COMPARISONS:
        raise NotFoundError("comparison", question.compare, COMPARISONS)
    if question.compare is not None and wanted.against is not None:
        raise UsageError(_("Compare with previous or year, or name the other period's two ends: not both."))
    if len(question.metrics) != 1:
        raise UsageError(_("Name one metric; `deskgauge metrics` lists them."))
    return question.compare or "previous"


def _other_period(session: Session, after: Resolved, against: tuple[Bound, Bound] | None) -> tuple[Period, ...]:
    """Return the period that the question's is set against."""
    if against is None:
        return compared(after, session.settings, after.compare or "previous")
    zone = session.settings.time_zone
    start, end = (None if bound is None else instant(bound, zone) for bound in against)
    if start is None or end is None:
        raise UsageError(_("The period to compare with needs both its first day and the day after its last."))
    if start >= end:
        raise UsageError(
            _(
                "The period to compare with ends ({end}) before it begins ({start}).",
                end=against[1],
                start=against[0],
            )
        )
    return (Period(to_local(start, zone), start, end),)


# ------------------------------------------------------------------------------ the whole
def _whole(asked: Asked, of: str | None) -> tuple[Asked, tuple[Value, Value]]:
    """Return the metric's values in both periods; of a share by type those of one type, by default the most moved."""
    metric, carries = asked.metric, asked.metric.kind.carries
    if not carries:
        if of is not None:
            raise UsageError(_("{id} has one value, and no slice {of} of its own to pick.", id=metric.id, of=repr(of)))
        first, second = (lines[0].value for lines in asked.lines(()))
    elif not isinstance(metric.kind, ShareOf):
        raise UsageError(
            _(
                "{id} has a value for each {names} and none over all, so that there is no change to "
                "split. Set its rows side by side with `deskgauge query {id} --compare previous`.",
                id=metric.id,
                names=both(carries),
            )
        )
    else:
        sides = [{line.slice[0]: line.value for line in lines} for lines in asked.lines(())]
        name = _picked(asked, sides, of)
        asked = replace(asked, of={carries[0]: name})
        first, second = (side.get(name) or share(0, _n_of(side)) for side in sides)
    for value, resolved, when in ((first, asked.before, "compared with"), (second, asked.after, "asked for")):
        if value.value is None:
            days = " to ".join(f"{to_local(at, asked.session.settings.time_zone):%Y-%m-%d}" for at in
                               (resolved.periods[0].start, resolved.periods[0].end))  # fmt: skip
            why = value.note or ("no rows" if not value.n and not value.n_open else "not defined")
            raise UsageError(
                _(
                    "{id} has no value in the period {when} ({days}): {why}. There is no change to split.",
                    id=metric.id,
                    when=when,
                    days=days,
                    why=why,
                )
            )
    return asked, (first, second)


def _picked(asked: Asked, sides: Sequence[Mapping[object, Value]], of: str | None) -> object:
    """Return the type whose share is split."""
    known = {**sides[0], **sides[1]}
    if of is not None:
        found = next((name for name in known if str(name) == of), None)
        if found is None:
            raise NotFoundError(asked.metric.kind.carries[0], of, [str(name) for name in known], asked.metric.id)
        return found

    def moved(name: object) -> float:
        first, second = (side[name].value or 0.0 if name in side else 0.0 for side in sides)
        return abs(second - first)

    return max(sorted(known, key=str), key=moved, default=None)


def _n_of(values: Mapping[object, Value]) -> int:
    return next((one.n for one in values.values()), 0)


# ------------------------------------------------------------------------------ the splits
WITHHELD = "there are groups of fewer than five people: what is withheld of them could be worked out from the rest."


def _splits(asked: Asked, whole: tuple[Value, Value], by: tuple[str, ...] | None) -> list[Split]:
    """Return the splits asked for, else one of each dimension with more than one slice, the most telling first."""
    if by is not None:
        return [_asked_for(asked, whole, by)]
    found = []
    withheld = False
    for name in dimensions(asked):
        two = _two(asked, whole, (name,))
        withheld = withheld or is_withheld(two)
        if len({**two.slices_before, **two.slices_after}) < 2 or is_told_by_itself(two) or is_withheld(two):
            continue
        if split := split_of(asked, two, (name,)):
            found.append(split)
    if found:
        return sorted(found, key=lambda one: (-one.explains, one.by))
    parts = split_of_parts(asked, whole)  # they are of the whole, and tell of no group
    if parts is None:
        why = _("In each dimension {withheld}", withheld=_(WITHHELD)) if withheld else (
            _("Its value is neither a sum nor a mean over slices, has no parts that change one by one, "
"or there is only one slice of each dimension.")
        )  # fmt: skip
        raise UsageError(_("The change of {id} cannot be split. {why}", id=asked.metric.id, why=why))
    return [parts]


def _asked_for(asked: Asked, whole: tuple[Value, Value], by: tuple[str, ...]) -> Split:
    """Return the split over the dimensions asked for; raise UsageError where it cannot be."""
    named = both(by)
    two = _two(asked, whole, by)
    if is_withheld(two):
        raise UsageError(
            _(
                "By {named} the change of {id} cannot be split: {withheld}",
                named=named,
                id=asked.metric.id,
                withheld=_(WITHHELD),
            )
        )
    split = split_of(asked, two, by)
    if split is None:
        raise UsageError(
            _(
                "The value of {id} over all is neither the sum nor the mean of its values by {named}, so "
                "that its change cannot be split so. Leave --by out to see its parts.",
                id=asked.metric.id,
                named=named,
            )
        )
    return split


def dimensions(asked: Asked) -> list[str]:
    """Return the dimensions that a metric's change can be looked for in: those that cut the rows of all its parts."""
    metric = asked.metric
    own = FRAMES[metric.kind.frame]
    timed = FROM_TIME if own.timed and bool(getattr(metric.kind, "at", "")) else ()

    def cuts(name: str, part: Part) -> bool:
        frame = FRAMES[part.frame]
        return frame.shared or name in frame.dimensions or (name in FROM_TIME and bool(getattr(part, "at", "")))

    parts = asked.parts(()).values()
    left_out = (BROUGHT_BY_TICKET, *asked.of)
    names = (name for name in (*own.dimensions, *timed) if name not in left_out)
    return [name for name in names if all(cuts(name, part) for part in parts)]


def _two(asked: Asked, whole: tuple[Value, Value], by: tuple[str, ...]) -> Two:
    """Return the metric by slice in both periods."""
    sides = asked.lines(by)
    first, second = (_by_slice(lines, asked.of, len(by)) for lines in sides)
    return Two(whole[0], whole[1], first, second, [{line.slice: line.cells for line in lines} for lines in sides])


def _by_slice(lines: Sequence[Line], of: Mapping[str, object], count: int) -> dict[tuple[object, ...], Value]:
    if not of:
        return {line.slice: line.value for line in lines}
    (name,) = of.values()
    wholes = {line.slice[:count]: line.value.n for line in lines}
    picked = {line.slice[:count]: line.value for line in lines if line.slice[count:] == (name,)}
    return {slice_: picked.get(slice_) or share(0, n) for slice_, n in wholes.items()}


def _told(asked: Asked, whole: tuple[Value, Value], splits: Sequence[Split]) -> Contributors:
    """Put the result together."""
    metric, settings = asked.metric, asked.session.settings
    zone = ZoneInfo(settings.time_zone)
    before, after = whole
    row = {
        "value": rounded(after.value),
        "n": after.n,
        "previous_n": before.n,
        **judge.change(metric, after, before),
        "too_few": any(judge.too_few(metric, one, settings, by_agent=False) for one in whole),
    }
    spans = [
        (period.start.replace(tzinfo=UTC).astimezone(zone), period.end.replace(tzinfo=UTC).astimezone(zone))
        for period in (asked.after.periods[0], asked.before.periods[0])
    ]
    options = asked.reading(()).options(asked.after.definition)
    return Contributors(
        metric=metric.id,
        unit=metric.unit,
        better=metric.better,
        period=spans[0],
        compared=spans[1],
        row=row,
        splits=splits,
        definition={"version": metric.version, "text": metric.text, "options": options},
        of=asked.of,
        notes=[note for note in (before.note, after.note) if note],
        data_through=asked.session.span.through,
    )
