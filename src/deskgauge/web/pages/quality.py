"""Data quality: what is loaded and how far it reaches, what the checks found and which numbers it touches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deskgauge.language import N_, _, ngettext
from deskgauge.model.tables import TABLES
from deskgauge.report.export import Sheet
from deskgauge.report.findings import findings_document
from deskgauge.report.labels import word
from deskgauge.report.reading import CLOSE, NONE, OFF
from deskgauge.web.pages.bar import Option
from deskgauge.web.pages.page import Page, Shown

if TYPE_CHECKING:
    from deskgauge.model.checks_declare import Finding
    from deskgauge.web.pages.view import View

LOOKS: Mapping[str, tuple[str, str, str]] = {
    "error": (OFF, "missed", N_("Error")),
    "warning": (CLOSE, "close", N_("Warning")),
    "note": (NONE, "none", N_("Note")),
}
"""The sign, the look and the word of each severity."""

MOST_METRICS = 4


@dataclass(frozen=True, slots=True)
class Found:
    """One finding, written: sign, look and word of its gravity, its rows and a few of them, the metrics it touches."""

    mark: tuple[str, str, str]
    finding: Finding
    table: str
    rows: str
    sample: str
    metrics: Sequence[Option]
    more: str


def show(view: View) -> Shown:
    """Return what is loaded, what is wrong with it, and what is not loaded yet."""
    rows = view.holdings.rows
    findings: list[Finding] = []
    if not view.holdings.is_empty:
        # The texts of findings are in the reader's language.
        findings = view.desk.computed("check", lambda project: project.check(), view.words.language)
    counts = Counter(str(one.severity) for one in findings)
    document = findings_document(findings)
    loaded = [(word("table", name), view.words.count(rows[name]).text, name) for name in TABLES if rows.get(name)]
    through = view.holdings.through
    values = {
        "found": [_found(view, one) for one in findings],
        "is_empty": view.holdings.is_empty,
        "loaded": loaded,
        "missing": [_missing(view, name) for name in TABLES if not rows.get(name)],
        "through": None if through is None else view.words.instant(through),
        "zone": view.settings.time_zone,
    }
    return Shown("quality.html", values, sub=_summary(view, counts), announce=_summary(view, counts),
                 sheets=lambda: [*document.sheets(), _tables(rows)])  # fmt: skip


def _summary(view: View, counts: Mapping[str, int]) -> str:
    if view.holdings.is_empty:
        return _("Nothing is loaded yet.")
    if not counts:
        return _("Every check passed.")
    parts = (
        ngettext("{n} error", "{n} errors", counts["error"], n=view.words.count(counts["error"]).text),
        ngettext("{n} warning", "{n} warnings", counts["warning"], n=view.words.count(counts["warning"]).text),
        ngettext("{n} note", "{n} notes", counts["note"], n=view.words.count(counts["note"]).text),
    )
    return _("The checks found: {errors}, {warnings}, {notes}.", errors=parts[0], warnings=parts[1], notes=parts[2])


def _found(view: View, one: Finding) -> Found:
    sign, look, text = LOOKS[one.severity]
    named = [name for name in one.metrics if name in view.metrics]
    links = [Option(_(view.metrics[name].title), view.metric_link(name)) for name in named[:MOST_METRICS]]
    left = len(named) - len(links)
    more = ngettext("and {n} more", "and {n} more", left, n=view.words.count(left).text) if left else ""
    sees = (view.viewer.may(right) for right in ("rows", "personal"))
    is_seen = all(sees) and not view.viewer.is_limited
    return Found(
        (sign, look, _(text)), one, word("table", one.table), view.words.count(one.rows).text,
        ", ".join(one.sample) if is_seen else "", links, more,
    )  # fmt: skip


def _missing(view: View, name: str) -> tuple[str, str, str]:
    """Return a table that is not loaded: its name, the file that would bring it, how many metrics read it."""
    reading = [one for one in view.metrics.values() if name in one.needs]
    told = ngettext("{n} metric reads it", "{n} metrics read it", len(reading), n=view.words.count(len(reading)).text)
    return word("table", name), name, told if reading else ""


def _tables(rows: Mapping[str, int]) -> Sheet:
    records = [{"table": name, "rows": rows.get(name, 0)} for name in TABLES]
    return Sheet("Tables", ("table", "rows"), records, {"table": "VARCHAR", "rows": "BIGINT"})


PAGE = Page(
    id="quality", path="/quality", title=N_("Data quality"), show=show, nav="trust", order=70, uses=(), key="q",
    needs_data=False,
)  # fmt: skip
