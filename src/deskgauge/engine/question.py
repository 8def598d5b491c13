"""A question as typed by a person, and the same resolved: real metrics, dimensions, instants and periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from deskgauge.catalogue.defined import check_definition, defined
from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.options import ANCHORS, CLOCKS, STATS
from deskgauge.catalogue.registry import metric
from deskgauge.catalogue.slices import dimension
from deskgauge.engine.filters import Filter, parse_filter
from deskgauge.errors import NotFoundError, TooManyRowsError, UsageError
from deskgauge.language import _
from deskgauge.model.named_periods import named_period
from deskgauge.model.periods import GRAINS, Period, parse_instant, periods, previous_period, unit_start, year_before
from deskgauge.model.settings import Settings
from deskgauge.model.zones import to_local, to_utc

COMPARISONS = ("previous", "year", "target")
BASELINE_DAYS = 90
SHORTEST: Mapping[str, float] = {"hour": 1 / 24, "day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}
"""At least so many periods of a grain lie in a range: its days by these."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the fields of the interface, all but the metrics optional."""

    metrics: tuple[str, ...]
    by: tuple[str, ...] = ()
    grain: str = "total"
    from_: str | datetime | None = None
    to: str | datetime | None = None
    where: str | None = None
    clock: str | None = None
    stat: str = "headline"
    anchor: str | None = None
    definition: str = "deskgauge"
    compare: str | None = None
    as_of: str | datetime | None = None
    period: str | None = None  # instead of from_ and to: 2026-03, last-week
    most: int | None = None  # how many rows the answer may have


@dataclass(frozen=True, slots=True)
class Span:
    """What the store knows of its time: "now", the first and last instants that anything happened, the newest that
    moves "now" (which is "now" itself, but for an as-of question)."""

    now: datetime | None
    first: datetime | None
    last: datetime | None
    through: datetime | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question that can be computed. ``by`` are dimension ids, ``names`` what the asker called them."""

    metrics: tuple[Metric, ...]
    by: tuple[str, ...]
    names: tuple[str, ...]
    grain: str
    periods: tuple[Period, ...]
    filter: Filter
    clock: str | None
    stat: str
    anchor: str | None
    definition: str
    compare: str | None
    now: datetime | None
    baseline: Period | None = None  # the fixed period that an index is set against
    catalogue: Mapping[str, Metric] = field(default_factory=dict)  # what a metric may ask of others
    most: int | None = None

    def check_rows(self, slices: int) -> None:
        """Raise TooManyRowsError where an answer with so many slices would have more rows than it may."""
        check_rows(len(self.metrics) * len(self.periods) * slices, self.most)

    @property
    def by_agent(self) -> bool:
        """Whether replies belong to their authors."""
        return "agent" in self.by or "agent" in self.filter.dimensions

    def over(self, other: Sequence[Period]) -> Resolved:
        """Return the same question over other periods."""
        return replace(self, periods=tuple(other))


def _one_of(kind: str, value: str | None, known: Sequence[str]) -> None:
    if value is not None and value not in known:
        raise NotFoundError(kind, value, known)


def resolve(question: Question, catalogue: Mapping[str, Metric], settings: Settings, span: Span) -> Resolved:
    """Check a question against the catalogue and the data; raise UsageError with the nearest right names."""
    if not question.metrics:
        raise UsageError(_("Name at least one metric; `deskgauge metrics` lists them."))
    _one_of("grain", question.grain, GRAINS)
    _one_of("clock", question.clock, CLOCKS)
    _one_of("statistic", question.stat, STATS)
    _one_of("anchor", question.anchor, ANCHORS)
    _one_of("comparison", question.compare, COMPARISONS)
    chosen = [metric(name, catalogue) for name in dict.fromkeys(question.metrics)]
    check_definition(question.definition, chosen)
    start, end = question_range(question, settings, span)
    if question.grain in SHORTEST:
        length = timedelta(days=1) * SHORTEST[question.grain]
        check_rows(len(chosen) * ((end - start) // length), question.most)
    cut = periods(question.grain, settings.time_zone, start, end, settings.week_start)
    return Resolved(
        metrics=tuple(defined(one, question.definition) for one in chosen),
        by=tuple(dimension(name).id for name in dict.fromkeys(question.by)),
        names=tuple(dict.fromkeys(question.by)),
        grain=question.grain,
        periods=tuple(cut),
        filter=parse_filter(question.where),
        clock=question.clock,
        stat=question.stat,
        anchor=question.anchor,
        definition=question.definition,
        compare=question.compare,
        now=span.now,
        baseline=_baseline(span, settings),
        catalogue=catalogue,
        most=question.most,
    )


def check_rows(rows: int, most: int | None) -> None:
    """Raise TooManyRowsError where an answer of so many rows is longer than it may be."""
    if most is not None and rows > most:
        narrow = "Ask for a shorter period, a coarser grain, fewer dimensions or metrics, or filter with where."
        raise TooManyRowsError(rows, most, narrow)


def _baseline(span: Span, settings: Settings) -> Period | None:
    """Return the baseline: from and to the days of the settings, else the first 90 local days of the data."""
    zone, first = settings.time_zone, settings.baseline_from
    if first is None and span.first is not None:
        first = to_local(span.first, zone).date()
    if first is None:
        return None
    last = settings.baseline_to or first + timedelta(days=BASELINE_DAYS - 1)
    start, end = (datetime(day.year, day.month, day.day) for day in (first, last + timedelta(days=1)))
    return Period(start, to_utc(start, zone), to_utc(end, zone)) if start < end else None


def instant(value: str | datetime, time_zone: str) -> datetime:
    """Return a bound of a question as naive UTC; a datetime without a zone is local."""
    if isinstance(value, datetime):
        return parse_instant(value.isoformat(), time_zone)
    return parse_instant(str(value), time_zone)


def question_range(question: Question, settings: Settings, span: Span) -> tuple[datetime, datetime]:
    """Return the range in naive UTC: as asked, else from the first to the last unit of the grain that has data."""
    zone = settings.time_zone
    if question.period is not None:
        if question.from_ is not None or question.to is not None:
            raise UsageError(_("A period is named or has a first and a last day, not both."))
        now = None if span.now is None else to_local(span.now, zone)
        begin, until = named_period(question.period, now, settings.week_start)
        return to_utc(begin, zone), to_utc(until, zone)
    start = None if question.from_ is None else instant(question.from_, zone)
    end = None if question.to is None else instant(question.to, zone)
    if start is not None and end is not None and start >= end:
        raise UsageError(_("The range ends ({end}) before it begins ({start}).", end=question.to, start=question.from_))
    grain = "day" if question.grain in ("total", "hour") else question.grain
    if start is None:
        first = span.first or end or datetime(2000, 1, 1)
        start = to_utc(unit_start(to_local(first, zone), grain, settings.week_start), zone)
    if end is None:
        last = max(span.last or start, start)
        end = to_utc(_unit_end(to_local(last, zone), grain, settings.week_start), zone)
    if start >= end:
        raise UsageError(_("The range is empty: it begins after the last or ends before the first row of the data."))
    return start, end


def _unit_end(local: datetime, grain: str, week_start: str) -> datetime:
    begin = unit_start(local, grain, week_start)
    longest = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}[grain]
    return (
        unit_start(begin + timedelta(days=longest, hours=1), grain, week_start)
        if grain != "day"
        else begin + timedelta(days=1)
    )


def given_names(given: Sequence[str | Sequence[str]]) -> tuple[str, ...]:
    """Return names that came one by one, in lists or with commas between them."""
    found: list[str] = []
    for one in given:
        if isinstance(one, str):
            found += [name.strip() for name in one.split(",") if name.strip()]
        elif isinstance(one, (list, tuple)):
            found += given_names(one)
        else:
            raise UsageError(_("{one} is no name of a metric or dimension.", one=repr(one)))
    return tuple(found)


def compared(resolved: Resolved, settings: Settings, how: str) -> tuple[Period, ...]:
    """Return for each period the one that it is compared with: the one before, or that of the year before."""
    earlier = year_before if how == "year" else previous_period
    return tuple(
        earlier(
            period, "total" if resolved.grain == "cuts" else resolved.grain, settings.time_zone, settings.week_start
        )
        for period in resolved.periods
    )
