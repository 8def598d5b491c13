"""Checks of the data against the project file: calendars, zones, exchange rates."""

from __future__ import annotations

from collections.abc import Iterator

from deskgauge.language import N_, _
from deskgauge.model.checks_declare import (
    CASH,
    COSTS,
    REVENUE,
    SAMPLE,
    WORKING_CLOCK,
    Data,
    Finding,
    Profile,
    Severity,
    percent,
)
from deskgauge.model.zones import zone_names

_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

_MONEY = (("orders", REVENUE), ("subscriptions", ()), ("costs", COSTS), ("cash_movements", CASH))
_ZONES = (("calendars", _ERROR, WORKING_CLOCK), ("agents", _WARNING, ()))


def calendars(data: Data) -> Iterator[Finding]:
    """Teams whose working hours are not there, teams without any, and a company without any at all."""
    known = set(data.calendars) | set(_distinct(data, "calendars", "calendar_id"))
    teams = _distinct(data, "teams", "calendar_id")
    unknown = {name: rows for name, rows in teams.items() if name not in known}
    if unknown:
        text = N_(
            "Teams whose calendar_id is neither in the project file nor in the calendars: {rows} of {of} ({share})."
        )
        yield _counted(data, unknown, "teams_calendar_id_unknown", _ERROR, ("teams", text, WORKING_CLOCK))
    without = data.rows("teams") - sum(teams.values())
    if without and known and data.default_calendar is None:
        text = N_("Teams without working hours, where the company names none for all: {rows} of {of} ({share}).")
        yield _counted(data, {"": without}, "teams_calendar_id_missing", _WARNING, ("teams", text, WORKING_CLOCK))
    if not known and data.rows("tickets"):
        text = _("No working hours are known: every duration on the business clock is empty.")
        yield Finding("calendars_missing", _NOTE, "calendars", text, 0, 0.0, WORKING_CLOCK, ())


def zones(data: Data) -> Iterator[Finding]:
    """Names that are no time zone."""
    for table, severity, metrics in _ZONES:
        found = _distinct(data, table, "time_zone")
        unknown = {name: rows for name, rows in found.items() if name not in zone_names()}
        if unknown:
            text = N_("Rows of {table} whose time_zone is no zone of the IANA list: {rows} of {of} ({share}).")
            yield _counted(data, unknown, f"{table}_time_zone_unknown", severity, (table, text, metrics))


def exchange_rates(data: Data) -> Iterator[Finding]:
    """Currencies in use that no rate turns into the company's."""
    if data.currency is None:
        return
    rates = data.fetch("SELECT DISTINCT from_currency, to_currency FROM exchange_rates")
    convertible = {data.currency} | {str(one) for pair in rates if data.currency in pair for one in pair}
    for table, metrics in _MONEY:
        used = _distinct(data, table, "currency")
        unknown = {name: rows for name, rows in used.items() if name not in convertible}
        if unknown:
            text = N_(
                "Amounts in {table} in a currency that no rate of exchange turns into {currency}: "
                "{rows} of {of} ({share}). They are left out."
            )
            yield _counted(data, unknown, f"{table}_rate_missing", _WARNING, (table, text, metrics))


def _distinct(data: Data, table: str, column: str) -> dict[str, int]:
    """Return the values of a column with the rows that carry them."""
    if not data.rows(table):
        return {}
    found = data.fetch(f"SELECT {column}, COUNT(*) AS n FROM {table} WHERE {column} IS NOT NULL GROUP BY {column}")
    return {str(value): int(str(rows)) for value, rows in found}


def _counted(
    data: Data, values: dict[str, int], check: str, severity: Severity, about: tuple[str, str, tuple[str, ...]]
) -> Finding:
    """Make the finding of the rows that carry these values; ``about`` is its table, text and metrics."""
    table, text, metrics = about
    rows = sum(values.values())
    share = data.share(rows, table)
    filled = _(text, rows=rows, of=data.rows(table), share=percent(share), table=table, currency=data.currency)
    named = tuple(sorted(value for value in values if value)[:SAMPLE])
    return Finding(check, severity, table, filled, rows, share, metrics, named)


PROFILES: tuple[Profile, ...] = (calendars, zones, exchange_rates)
