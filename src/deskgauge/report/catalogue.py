"""The catalogue, and one metric whole, in every format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from deskgauge.catalogue.metric import GROUPS, Metric
from deskgauge.language import N_, _
from deskgauge.report.export import Document, Sheet
from deskgauge.report.labels import spelled, word
from deskgauge.report.layout import Column, Heading, Line, Row, Span, lay_out, text_width, wrap

BETTER = {"up": N_("▲ up"), "down": N_("▼ down"), "neither": N_("– neither")}
_COLUMNS = (
    Column(N_("Metric")),
    Column(N_("Title"), flexible=True, drop=3),
    Column(N_("Unit")),
    Column(N_("Better"), drop=1),
    Column(N_("Needs"), flexible=True, drop=2),
)


def catalogue_document(metrics: Sequence[Metric]) -> Document:
    """Return the catalogue in every format, the metrics by group."""
    described = [metric.describe() for metric in metrics]
    columns = list(described[0]) if described else ["id"]

    def page(width: int | None) -> list[Line]:
        hint = _("deskgauge metrics ID shows one whole: definition, options, what it needs, SQL.")
        lines = lay_out(_COLUMNS, _rows(metrics), width).lines
        return [*lines, (), *((Span(part, "dim"),) for part in wrap(hint, width))]

    return Document(
        data=lambda: described,
        page=page,
        grid=lambda: (_COLUMNS, _rows(metrics)),
        sheets=lambda: [Sheet("Metrics", columns, described, {})],
    )


def metric_document(metric: Metric, sql: str | None) -> Document:
    """Return one metric whole; ``sql`` is the query that a project would run for it."""
    described = {**metric.describe(), **({"sql": sql} if sql else {})}

    def grid() -> tuple[Sequence[Column], Sequence[Row | Heading]]:
        rows = [Row((Span(_part(key)), Span(_written(_told(key, value))))) for key, value in described.items()]
        return (Column(N_("Part")), Column(N_("Text"))), rows

    return Document(
        data=lambda: described,
        page=lambda width: _page(metric, described, width),
        grid=grid,
        sheets=lambda: [Sheet("Metric", list(described), [described], {})],
    )


def _rows(metrics: Sequence[Metric]) -> list[Row | Heading]:
    rows: list[Row | Heading] = []
    for group, members in groupby(metrics, key=lambda metric: metric.group):
        rows.append(Heading(_(GROUPS[group])))
        rows += [
            Row(
                (
                    Span(one.id),
                    Span(_(one.title)),
                    Span(word("unit", one.unit)),
                    Span(_(BETTER[one.better])),
                    Span(" ".join(one.needs)),
                )
            )
            for one in members
        ]
    return rows


def _page(metric: Metric, described: Mapping[str, object], width: int | None) -> list[Line]:
    lines: list[Line] = [(Span(_(metric.title), "strong"), Span(f" · {metric.id}", "dim")), ()]
    lines += [(Span(part),) for part in wrap(_(metric.text), width)]
    lines.append(())
    told = {"id", "title", "definition", "sql"}
    shown = {key: value for key, value in described.items() if key not in told and _written(value)}
    margin = max(text_width(_part(key)) for key in shown) + 2
    for key, value in shown.items():
        head, *rest = wrap(_written(_told(key, value)), None if width is None else max(width - margin, 20))
        lines.append((Span(_part(key) + " " * (margin - text_width(_part(key))), "dim"), Span(head)))
        lines += [(Span(" " * margin), Span(part)) for part in rest]
    if "sql" in described:
        lines += [(), (Span("SQL", "strong"),), *((Span(line),) for line in str(described["sql"]).splitlines())]
    return lines


_PARTS = {
    "id": N_("id"), "title": N_("title"), "group": N_("group"), "unit": N_("unit"), "direction": N_("direction"),
    "definition": N_("definition"), "source": N_("source"), "needs": N_("needs"), "headline": N_("headline"),
    "options": N_("options"), "why": N_("why"), "interval": N_("interval"), "pairs": N_("pairs"), "of": N_("of"),
    "version": N_("version"), "sql": N_("sql"),
}  # fmt: skip


def _part(key: str) -> str:
    """Return what a part of a described metric is called."""
    return _(_PARTS[key]) if key in _PARTS else spelled(key)


def _told(key: str, value: object) -> object:
    """Return a part of a described metric in the reader's language; ids and options stay as they are typed."""
    if key in {"title", "definition", "why", "interval"}:
        return _(str(value))
    return word(key, str(value)) if key == "unit" else _(GROUPS[str(value)]) if key == "group" else value


def _written(value: object) -> str:
    """Write a described part as text: lists with commas, mappings as key: value."""
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_written(one)}" for key, one in value.items() if one)
    if isinstance(value, list | tuple):
        return ", ".join(_written(one) for one in value)
    return "" if value is None else str(value)
