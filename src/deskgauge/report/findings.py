"""What `check` found, in every format."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from deskgauge.language import N_, _, current, ngettext
from deskgauge.report.export import Document, Sheet
from deskgauge.report.layout import Column, Heading, Line, Row, Span, wrap
from deskgauge.report.numbers import format_number, format_percent
from deskgauge.report.reading import shown

if TYPE_CHECKING:
    from deskgauge.model.checks_declare import Finding

SEVERITIES: Mapping[str, Span] = {
    "error": Span(N_("◆ error"), "bad"),
    "warning": Span(N_("▲ warning"), "close"),
    "note": Span(N_("– note"), "dim"),
}
_COLUMNS = (
    Column(N_("Severity")),
    Column(N_("Table")),
    Column(N_("Finding"), flexible=True),
    Column(N_("Rows"), right=True),
    Column(N_("Share"), right=True),
)
_TYPES = {
    "check": "VARCHAR", "severity": "VARCHAR", "table": "VARCHAR", "text": "VARCHAR", "rows": "BIGINT",
    "share": "DOUBLE", "metrics": "VARCHAR[]", "sample": "VARCHAR[]",
}  # fmt: skip
MOST_METRICS = 6


def findings_document(findings: Sequence[Finding]) -> Document:
    """Return the findings in every format, errors first."""
    order = list(SEVERITIES)
    found = sorted(findings, key=lambda one: order.index(one.severity))
    records = [dataclasses.asdict(one) for one in found]
    return Document(
        data=lambda: records,
        page=lambda width: _page(found, width),
        grid=lambda: (_COLUMNS, [_row(one) for one in found]),
        sheets=lambda: [Sheet("Check", list(_TYPES), records, _TYPES)],
    )


def failed(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings that `check --strict` does not let pass: errors and warnings."""
    return [one for one in findings if one.severity != "note"]


def _page(found: Sequence[Finding], width: int | None) -> list[Line]:
    if not found:
        return [(Span(_("● Nothing to report: every check passed."), "good"),)]
    lines: list[Line] = []
    for one in found:
        sign = shown(SEVERITIES[one.severity])
        lines += [(sign, Span("  "), Span(one.table, "strong"), Span(f"  {one.check}", "dim"))]
        lines += [(Span(f"  {part}"),) for part in wrap(one.text, _inner(width))]
        for part in _details(one):
            lines += [(Span(f"  {piece}", "dim"),) for piece in wrap(part, _inner(width))]
        lines.append(())
    return [*lines, (Span(_summary(found), "strong"),)]


def _details(one: Finding) -> list[str]:
    details = []
    if one.metrics:
        more = len(one.metrics) - MOST_METRICS
        named = ", ".join(one.metrics[:MOST_METRICS])
        details.append(
            _("touches: {names} and {more} more", names=named, more=more)
            if more > 0
            else _("touches: {names}", names=named)
        )
    if one.sample:
        details.append(_("for example: {names}", names=", ".join(one.sample)))
    return details


def _summary(found: Sequence[Finding]) -> str:
    counts = [sum(one.severity == severity for one in found) for severity in SEVERITIES]
    forms = (
        ngettext("{n} error", "{n} errors", counts[0]),
        ngettext("{n} warning", "{n} warnings", counts[1]),
        ngettext("{n} note", "{n} notes", counts[2]),
    )
    return ", ".join(text for text, count in zip(forms, counts, strict=True) if count)


def _row(one: Finding) -> Row | Heading:
    share = format_percent(one.share, 1, current())
    return Row(
        (
            shown(SEVERITIES[one.severity]),
            Span(one.table),
            Span(one.text),
            Span(format_number(one.rows, 0, current())),
            Span(share),
        )
    )


def _inner(width: int | None) -> int | None:
    return None if width is None else width - 2
