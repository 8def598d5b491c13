"""The facts that an own metric can be of, and the columns of one, in every format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from deskgauge.engine.build import facts
from deskgauge.engine.own import columns_of, open_frames
from deskgauge.errors import NotFoundError
from deskgauge.language import N_, _
from deskgauge.model.tables import TABLES
from deskgauge.report.export import Document, Sheet
from deskgauge.report.layout import Column, Line, Row, Span, lay_out, wrap

GIVES: Mapping[str, str] = {
    "TIMESTAMP": "instant", "VARCHAR": "text", "BOOLEAN": "true or false", "DOUBLE": "number", "BIGINT": "number",
    "INTEGER": "number", "HUGEINT": "number", "DECIMAL": "amount", "DATE": "date",
}  # fmt: skip
_LISTED = (Column(N_("Fact")), Column(N_("Instants"), flexible=True), Column(N_("Cut by"), flexible=True, drop=1))
_COLUMNS = (Column(N_("Column")), Column(N_("Holds")), Column(N_("Meaning"), flexible=True))


def facts_document(name: str | None) -> Document:
    """Return the facts, or the columns of one, in every format; raise NotFoundError where there is none of the name."""
    known = open_frames()
    if name is not None and name not in known:
        raise NotFoundError("fact", name, known)
    records = _facts() if name is None else _columns(name)
    keys = list(records[0])

    def grid() -> list[Row]:
        return [Row(tuple(Span(_written(one[key])) for key in keys)) for one in records]

    def page(width: int | None) -> list[Line]:
        hint = _("deskgauge metrics --facts FACT lists its columns; docs/own-metrics.md says how a metric is written.")
        shown = lay_out(_LISTED if name is None else _COLUMNS, grid(), width).lines
        return [*shown, (), *((Span(part, "dim"),) for part in wrap(hint, width))]

    return Document(
        data=lambda: records,
        page=page,
        grid=lambda: (_LISTED if name is None else _COLUMNS, grid()),
        sheets=lambda: [Sheet("Facts", keys, records, {})],
    )


def _facts() -> list[dict[str, object]]:
    return [
        {
            "fact": frame.name,
            "instants": [column for column, kind in columns_of(frame.name).items() if kind == "TIMESTAMP"],
            "cut_by": list(frame.dimensions),
        }
        for frame in open_frames().values()
    ]


def _columns(name: str) -> list[dict[str, object]]:
    told = dict(reversed(list(_meanings(open_frames()[name].facts))))  # what stands nearest to the fact comes last
    return [
        {"column": column, "holds": GIVES.get(kind.partition("(")[0], kind.lower()), "meaning": told.get(column, "")}
        for column, kind in columns_of(name).items()
    ]


def _meanings(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what columns mean: as the facts say it, then as those do that they are made from, down to the tables."""
    for name in names:
        if name in facts():
            for columns, meaning in facts()[name].columns.items():
                yield from ((column.strip(), meaning) for column in columns.split(","))
        elif name in TABLES:
            yield from ((column.name, column.meaning) for column in TABLES[name].columns)
    for name in names:
        if name in facts():
            yield from _meanings(facts()[name].needs)


def _written(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
