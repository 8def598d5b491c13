"""One row of an answer with its types, and what may be said of it: a verdict, a change, both in sign and word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from deskgauge.language import N_, _
from deskgauge.report.dates import format_instant, format_period
from deskgauge.report.format import format_change, format_range, format_target, format_value, spreadsheet_format
from deskgauge.report.layout import Span
from deskgauge.report.notes import noted
from deskgauge.report.numbers import format_number, with_limit

COLUMN_TYPES: Mapping[str, str] = {
    "metric": "VARCHAR", "period_start": "TIMESTAMPTZ", "period_end": "TIMESTAMPTZ", "value": "DOUBLE",
    "unit": "VARCHAR", "n": "BIGINT", "n_open": "BIGINT", "provisional": "BOOLEAN", "low": "DOUBLE", "high": "DOUBLE",
    "too_few": "BOOLEAN", "note": "VARCHAR", "target": "DOUBLE", "status": "VARCHAR", "previous": "DOUBLE",
    "change": "DOUBLE", "change_low": "DOUBLE", "change_high": "DOUBLE", "p_value": "DOUBLE",
}  # fmt: skip
"""The columns of every answer and their types in a Parquet file; all other columns are dimensions."""

COMPLETE = ("count", "money")
"""Units of complete counts, which have no interval because nothing was left to chance."""

ON, OFF, CLOSE, FEW, NONE = "on target", "off target", "too close to call", "too few to judge", "no target"
VERDICTS: Mapping[str, Span] = {
    ON: Span(N_("● On target"), "good"),
    OFF: Span(N_("◆ Off target"), "bad"),
    CLOSE: Span(N_("◐ Too close to call"), "close"),
    FEW: Span(N_("◌ Too few to judge"), "dim"),
    NONE: Span(N_("– No target"), "dim"),
}
"""An answer's status, and the sign and words that it is shown with, through ``shown``."""

NO_CHANGE = Span(N_("≈ no clear change"), "dim")


def shown(span: Span) -> Span:
    """Return a declared sign and its words in the reader's language."""
    return replace(span, text=_(span.text))


@dataclass(frozen=True, slots=True)
class Reading:
    """A row's numbers: durations in seconds, shares 0..1; what the row does not have is None."""

    metric: str
    unit: str
    value: float | None
    n: int
    n_open: int
    provisional: bool
    low: float | None
    high: float | None
    too_few: bool
    note: str
    target: float | None
    status: str | None
    previous: float | None
    change: float | None
    change_low: float | None
    change_high: float | None
    period_start: datetime | None
    period_end: datetime | None

    @property
    def verdict(self) -> str:
        """The key in VERDICTS."""
        if self.too_few:
            return FEW
        return self.status or NONE


def reading(row: Mapping[str, object]) -> Reading:
    """Read one row of an answer."""
    return Reading(
        metric=str(row.get("metric", "")),
        unit=str(row.get("unit", "")),
        value=_number(row, "value"),
        n=int(_number(row, "n") or 0),
        n_open=int(_number(row, "n_open") or 0),
        provisional=bool(row.get("provisional")),
        low=_number(row, "low"),
        high=_number(row, "high"),
        too_few=bool(row.get("too_few")),
        note=str(row.get("note") or ""),
        target=_number(row, "target"),
        status=_text(row, "status"),
        previous=_number(row, "previous"),
        change=_number(row, "change"),
        change_low=_number(row, "change_low"),
        change_high=_number(row, "change_high"),
        period_start=_instant(row, "period_start"),
        period_end=_instant(row, "period_end"),
    )


@dataclass(frozen=True, slots=True)
class Words:
    """How the numbers of one page are written: the reader's language, the company's currency and zone, the clock.

    ``min_n`` and ``min_n_survey`` are how many values it takes to judge.
    """

    language: str = "en"
    currency: str | None = None
    clock: str = "calendar"
    time_zone: str = "UTC"
    min_n: int = 10
    min_n_survey: int = 30

    def value(self, one: Reading) -> Span:
        """Return the value; grey where it is too few to judge, as is its reason where there is none."""
        text = format_value(one.value, one.unit, one.n, self.language, currency=self.currency, clock=self.clock)
        return Span(text, "dim" if one.too_few or one.value is None else "strong")

    def plain(self, one: Reading, value: float | None) -> str:
        """Return another value of the row's metric, such as the one before, in the way that its own is written."""
        return format_value(value, one.unit, one.n, self.language, currency=self.currency, clock=self.clock)

    def interval(self, one: Reading) -> Span:
        """Return the 95 % interval, or that the value is a full count."""
        if one.unit in COMPLETE and one.low is None:
            return Span(_("full count") if one.value is not None else "", "dim")
        text = format_range(
            one.low, one.high, one.unit, one.n, self.language, value=one.value, currency=self.currency, clock=self.clock
        )
        return Span(text, "dim")

    def target(self, one: Reading, better: str) -> Span:
        """Return the target with the side that is good: ≤ 1 h."""
        if one.target is None:
            return Span("")
        text = format_target(one.target, one.unit, self.language, currency=self.currency, clock=self.clock)
        return Span(with_limit(text, better, self.language))

    def period(self, one: Reading) -> Span:
        """Return the period as people say it."""
        if one.period_start is None or one.period_end is None:
            return Span("")
        return Span(format_period(one.period_start, one.period_end, self.language))

    def instant(self, moment: datetime) -> str:
        """Return an instant (naive ones are UTC) in the company's zone, which is named."""
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return f"{format_instant(aware.astimezone(ZoneInfo(self.time_zone)), self.language)}, {self.time_zone}"

    def count(self, number: int) -> Span:
        """Return a number of things."""
        return Span(format_number(number, 0, self.language), "dim")

    def needed(self, one: Reading, *, survey: bool, least: int | None = None) -> Span:
        """Return how many values there are of those needed to judge; ``least`` where the metric says how many."""
        least = least or (self.min_n_survey if survey else self.min_n)
        return Span(_("{n} of the {least} needed", n=self.count(one.n).text, least=self.count(least).text), "dim")

    def note(self, one: Reading) -> str:
        """Return what a reader of the row must know: that it is provisional, and the answer's own note."""
        waiting = _("provisional: {n} not finished yet", n=self.count(one.n_open).text) if one.provisional else ""
        return "; ".join(part for part in (waiting, noted(one.note)) if part)

    def change(self, one: Reading, better: str) -> Span:
        """Return the change with its sign and, where its interval leaves out 0, whether it is better or worse."""
        if one.too_few or one.value is None or one.previous is None or one.change is None:
            return Span("")
        sure = one.change_low is not None and one.change_high is not None
        if sure and not (one.change_low or 0) > 0 and not (one.change_high or 0) < 0:
            return shown(NO_CHANGE)
        if one.change == 0:
            return Span("= " + _("no change"), "dim")
        amount = format_change(
            one.value, one.previous, one.unit, one.n, self.language, currency=self.currency, clock=self.clock
        )
        text = f"{'▲' if one.change > 0 else '▼'} {amount}"
        if not sure or better not in {"up", "down"}:
            return Span(text)
        good = (one.change > 0) == (better == "up")
        if good:
            return Span(_("{change}, better", change=text), "good")
        return Span(_("{change}, worse", change=text), "bad")


def raw_format(row: Mapping[str, object], column: str) -> str:
    """Return the number format of a row's cell in a spreadsheet."""
    valued = {"value", "low", "high", "target", "previous", "change", "change_low", "change_high"}
    return spreadsheet_format(str(row.get("unit")), int(_number(row, "n") or 0)) if column in valued else ""


def _number(row: Mapping[str, object], key: str) -> float | None:
    value = row.get(key)
    return float(value) if isinstance(value, int | float | Decimal) else None


def _text(row: Mapping[str, object], key: str) -> str | None:
    value = row.get(key)
    return value if isinstance(value, str) else None


def _instant(row: Mapping[str, object], key: str) -> datetime | None:
    value = row.get(key)
    return value if isinstance(value, datetime) else None
