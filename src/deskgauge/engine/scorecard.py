"""The scorecard: every metric that the data allows, over one range, against target and past, with its trend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from deskgauge.catalogue.metric import Metric
from deskgauge.engine.answer import Answer, Row, rounded
from deskgauge.engine.ask import Session, made_rows, put_together, targets
from deskgauge.engine.filters import parse_filter
from deskgauge.engine.question import Question, Resolved, compared, instant, resolve
from deskgauge.engine.run import check_dimension, compute, missing_tables
from deskgauge.errors import MissingDataError, UsageError
from deskgauge.language import _
from deskgauge.model.periods import Period
from deskgauge.model.zones import to_local, to_utc

DAYS = 28
POINTS = 13


@dataclass(frozen=True, slots=True)
class ScorecardLine:
    """One metric of a scorecard: its row, and its trend of 13 points of one length, the oldest first."""

    metric: Metric
    row: Row
    trend: list[float | None]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which metrics a scorecard shows, in the project's words, and of how many."""

    said: Mapping[str, str | list[str]]
    metrics: frozenset[str]
    of: int


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All metrics, or those chosen, over one range. Instants are aware and in the company's zone."""

    company: str
    time_zone: str
    period_start: datetime
    period_end: datetime
    previous_start: datetime | None
    previous_end: datetime | None
    data_through: datetime | None
    lines: list[ScorecardLine]
    missing: list[tuple[str, str]]
    answer: Answer
    apart: list[tuple[str, str]] = field(default_factory=list)
    chosen: Chosen | None = None

    def to_dict(self) -> dict[str, object]:
        """Return the scorecard in the shape of an answer, with trends and what is not measured yet."""
        made = self.answer.to_dict()
        rows = made["rows"]
        assert isinstance(rows, list)  # noqa: S101 - told to the type checker; to_dict makes a list
        for ready, line in zip(rows, self.lines, strict=True):
            ready["trend"] = line.trend
            ready["group"] = line.metric.group
        made["company"] = self.company
        if self.chosen is not None:
            made["chosen"] = dict(self.chosen.said)
        made["missing"] = [{"metric": metric, "needs": needs} for metric, needs in self.missing]
        made["apart"] = [{"metric": metric, "reason": reason} for metric, reason in self.apart]
        return made


def scorecard(session: Session, asked: Question, *, chosen: Chosen | None = None) -> Scorecard:
    """Compute a scorecard of all metrics or of those chosen; those whose tables are empty are named in ``missing``.

    ``asked`` says the range, the filter and the options, and names no metrics. Those with data and without a single
    value for the whole are named in ``apart``, with the reason.
    """
    if session.span.now is None and session.span.last is None:
        raise MissingDataError(_("There is no dated row in the data yet. Import some with `deskgauge import PATH`."))
    parse_filter(asked.where)  # a filter that cannot be read is told as such, and not as one that no metric knows
    allowed, missing, apart = _allowed(session, asked.where, chosen)
    if not allowed and chosen is not None:
        needs = "; ".join(f"{metric} {text}" for metric, text in missing) or _("none can be filtered so")
        raise MissingDataError(
            _("None of the metrics that the project chose can be shown: {needs}. --all shows all.", needs=needs)
        )
    start, end = default_range(session, asked.from_, asked.to)
    question = replace(asked, metrics=tuple(allowed), from_=_text(start), to=_text(end))
    resolved = resolve(question, session.catalogue, session.settings, session.span)
    lines = compute(session.engine, resolved, session.settings, session.knowledge)
    set_against = targets(session)
    rows = made_rows(session, resolved, lines, set_against)
    answer = put_together(session, resolved, lines, rows, targets_=bool(set_against))
    trends = _trends(session, resolved)
    shown = [
        ScorecardLine(line.metric, row, trends.get(line.metric.id, [])) for line, row in zip(lines, rows, strict=True)
    ]
    return replace(_dated(session, resolved, shown, missing, answer), apart=apart, chosen=chosen)


def _dated(
    session: Session,
    resolved: Resolved,
    lines: list[ScorecardLine],
    missing: list[tuple[str, str]],
    answer: Answer,
) -> Scorecard:
    """Put a scorecard together with the ranges that it shows and that it is compared with."""
    zone, period = session.settings.time_zone, resolved.periods[0]
    before = compared(resolved, session.settings, resolved.compare)[0] if resolved.compare else None
    return Scorecard(
        company=session.settings.name,
        time_zone=zone,
        period_start=_aware(period.start, zone),
        period_end=_aware(period.end, zone),
        previous_start=None if before is None else _aware(before.start, zone),
        previous_end=None if before is None else _aware(before.end, zone),
        data_through=None if session.span.through is None else _aware(session.span.through, zone),
        lines=lines,
        missing=missing,
        answer=answer,
    )


Reasons = list[tuple[str, str]]


def _allowed(session: Session, where: str | None, chosen: Chosen | None) -> tuple[list[str], Reasons, Reasons]:
    """Return the metrics to show, those not measured yet with what they need, those with no single value and why."""
    allowed: list[str] = []
    missing: Reasons = []
    apart: Reasons = []
    for metric in session.catalogue.values():
        if chosen is not None and metric.id not in chosen.metrics:
            continue
        needs = missing_tables(metric, session.knowledge.rows)
        if needs:
            missing.append((metric.id, f"needs {', '.join(needs)}"))
        elif reason := _apart(metric, where):
            apart.append((metric.id, reason))
        else:
            allowed.append(metric.id)
    return allowed, missing, apart


def _apart(metric: Metric, where: str | None) -> str | None:
    """Return why a metric has no single value here: it is one value for each of something, or the filter misses it."""
    if metric.kind.carries:
        each = " and ".join(name.replace("_", " ") for name in metric.kind.carries)
        return _("one value for each {each}: `deskgauge query {id}`", each=each, id=metric.id)
    try:
        for name in parse_filter(where).dimensions:
            check_dimension(metric, name)
    except UsageError as error:
        return str(error)
    return None


def default_range(
    session: Session, from_: str | datetime | None, to: str | datetime | None
) -> tuple[datetime, datetime]:
    """Return the range: as asked, else the last 28 local days that are over, else all that there is."""
    # Data may have no instant that moves "now" (rule 2), and still have dates.
    zone, now = session.settings.time_zone, session.span.now or session.span.last
    assert now is not None  # noqa: S101 - the caller looked
    today = to_local(now, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    end = instant(to, zone) if to is not None else to_utc(today, zone)
    start = instant(from_, zone) if from_ is not None else _days_before(end, DAYS, zone)
    first = session.span.first or start
    if from_ is None and to is None and end <= first:
        end = to_utc(today + timedelta(days=1), zone)
        start = _days_before(end, DAYS, zone)
    if start >= end:
        raise UsageError(
            _("The range ends ({end}) before it begins ({start}).", end=f"{end:%Y-%m-%d}", start=f"{start:%Y-%m-%d}")
        )
    return start, end


def _trends(session: Session, resolved: Resolved) -> dict[str, list[float | None]]:
    """Return 13 values of each metric: of the last 13 weeks, or of 13 equal parts of a longer range."""
    zone, last = session.settings.time_zone, resolved.periods[0]
    days = max(7, round((last.end - last.start).days / POINTS))
    cuts: list[Period] = []
    end = last.end
    for __ in range(POINTS):
        start = _days_before(end, days, zone)
        cuts.insert(0, Period(to_local(start, zone), start, end))
        end = start
    found: dict[str, list[float | None]] = {}
    over = replace(resolved.over(cuts), grain="cuts", compare=None)
    for line in compute(session.engine, over, session.settings, session.knowledge):
        found.setdefault(line.metric.id, []).append(rounded(line.value.value))
    return found


def _days_before(at: datetime, days: int, zone: str) -> datetime:
    return to_utc(to_local(at, zone) - timedelta(days=days), zone)


def _text(at: datetime) -> str:
    return f"{at.isoformat()}Z"


def _aware(at: datetime, zone: str) -> datetime:
    return at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
