"""What must hold in the data before a number is believed, and what of it does not.

Single rows are judged by SQL (times, links, content), whole tables by their figures (profiles), and both
against the project file (settings). Nothing here changes data: a finding says what is there, how much of it,
what it does to which metrics, and names a few rows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from deskgauge.language import _
from deskgauge.model import (
    checks_answers,
    checks_calls,
    checks_history,
    checks_links,
    checks_profiles,
    checks_settings,
    checks_times,
)
from deskgauge.model.checks_declare import SAMPLE, Check, Data, Fetch, Finding, Labels, Profile, Severity, percent
from deskgauge.model.vocabulary import LABELLED, WORDS, Labelled

__all__ = ["CHECKS", "PROFILES", "Check", "Finding", "Severity", "run_checks"]

CHECKS: tuple[Check, ...] = (
    *checks_times.CHECKS,
    *checks_calls.CHECKS,
    *checks_history.CHECKS,
    *checks_links.CHECKS,
    *checks_answers.CHECKS,
)
PROFILES: tuple[Profile, ...] = checks_profiles.PROFILES + checks_settings.PROFILES

_ORDER = list(Severity)


def run_checks(
    fetch: Fetch,
    present: Mapping[str, int],
    labels: Labels | None = None,
    *,
    currency: str | None = None,
    calendars: Collection[str] = (),
    default_calendar: str | None = None,
    metrics: Collection[str] | None = None,
) -> list[Finding]:
    """Run every check whose tables have rows; return the findings, the gravest first and else in declared order.

    ``fetch`` renders SQL of DuckDB's dialect with ``SECONDS(a, b)`` for its engine, runs it and returns the rows;
    every canonical table must exist. ``present`` gives the rows of each table, ``labels`` the company's own list
    per kind, ``currency`` its reporting currency, ``calendars`` the working hours of its project file. With
    ``metrics``, the names in the catalogue, findings speak of no others.
    """
    data = Data(fetch, present, labels or {}, {}, currency, calendars, default_calendar)
    data = replace(data, counts=_count_labels(data))
    findings = [found for check in CHECKS if (found := _run(check, data))]
    for profile in PROFILES:
        findings.extend(profile(data))
    if metrics is not None:
        findings = [replace(one, metrics=tuple(name for name in one.metrics if name in metrics)) for one in findings]
    return sorted(findings, key=lambda finding: _ORDER.index(finding.severity))


def _count_labels(data: Data) -> dict[Labelled, dict[str, int]]:
    """Count the rows of each label in each column that holds labels of a closed kind."""
    counts = {}
    for entry in LABELLED:
        if data.rows(entry.table) and WORDS[entry.kind]:
            where = f"{entry.column} IS NOT NULL" + (f" AND field = '{entry.field}'" if entry.field else "")
            found = data.fetch(
                f"SELECT {entry.column}, COUNT(*) AS n FROM {entry.table} WHERE {where} GROUP BY {entry.column}"
            )
            counts[entry] = {str(label): int(str(rows)) for label, rows in found}
    return counts


def _run(check: Check, data: Data) -> Finding | None:
    """Count what a check finds, and name a few where there is something."""
    if not all(data.rows(name) for name in (check.table, *check.needs)):
        return None
    sql = data.with_words(check.sql)
    rows = int(str(data.fetch(f"SELECT COUNT(*) AS n FROM ({sql}) AS found")[0][0]))
    share = data.share(rows, check.table)
    if not rows or not check.least <= share <= check.most:
        return None
    named = data.fetch(f"SELECT DISTINCT sample FROM ({sql}) AS found ORDER BY sample LIMIT {SAMPLE}")
    places = {"table": check.table, "rows": rows, "of": data.rows(check.table), "share": percent(share), **check.places}
    text = _(check.text, **places)
    sample = tuple(str(row[0]) for row in named)
    return Finding(check.id, check.severity, check.table, text, rows, share, check.metrics, sample)
