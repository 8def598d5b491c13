"""The catalogue, and one metric whole, in every format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from deskgauge.catalogue.metric import GROUPS, Metric
from deskgauge.report.export import Document, Sheet
from deskgauge.report.layout import Column, Heading, Line, Row, Span, lay_out, wrap

BETTER = {"up": "▲ up", "down": "▼ down", "neither": "– neither"}
_COLUMNS = (
    Column("Metric"),
    Column("Title", flexible=True, drop=3),
    Column("Unit"),
    Column("Better", drop=1),
    Column("Needs", flexible=True, drop=2),
)


def catalogue_document(metrics: Sequence[Metric]) -> Document:
    """Return the catalogue in every format, the metrics by group."""
    described = [metric.describe() for metric in metrics]
    columns = list(described[0]) if described else ["id"]

    def page(width: int | None) -> list[Line]:
        hint = "deskgauge metrics ID shows one whole: definition, options, what it needs, SQL."
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
        rows = [Row((Span(key), Span(_written(value)))) for key, value in described.items()]
        return (Column("Part"), Column("Text")), rows

    return Document(
        data=lambda: described,
        page=lambda width: _page(metric, described, width),
        grid=grid,
        sheets=lambda: [Sheet("Metric", list(described), [described], {})],
    )


def _rows(metrics: Sequence[Metric]) -> list[Row | Heading]:
    rows: list[Row | Heading] = []
    for group, members in groupby(metrics, key=lambda metric: metric.group):
        rows.append(Heading(GROUPS[group]))
        rows += [
            Row((Span(one.id), Span(one.title), Span(one.unit), Span(BETTER[one.better]), Span(" ".join(one.needs))))
            for one in members
        ]
    return rows


def _page(metric: Metric, described: Mapping[str, object], width: int | None) -> list[Line]:
    lines: list[Line] = [(Span(metric.title, "strong"), Span(f" · {metric.id}", "dim")), ()]
    lines += [(Span(part),) for part in wrap(metric.text, width)]
    lines.append(())
    told = {"id", "title", "definition", "sql"}
    shown = {key: value for key, value in described.items() if key not in told and _written(value)}
    margin = max(len(key) for key in shown) + 2
    for key, value in shown.items():
        head, *rest = wrap(_written(value), None if width is None else max(width - margin, 20))
        lines.append((Span(key.replace("_", " ").ljust(margin), "dim"), Span(head)))
        lines += [(Span(" " * margin), Span(part)) for part in rest]
    if "sql" in described:
        lines += [(), (Span("SQL", "strong"),), *((Span(line),) for line in str(described["sql"]).splitlines())]
    return lines


def _written(value: object) -> str:
    """Write a described part as text: lists with commas, mappings as key: value."""
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_written(one)}" for key, one in value.items() if one)
    if isinstance(value, list | tuple):
        return ", ".join(_written(one) for one in value)
    return "" if value is None else str(value)
