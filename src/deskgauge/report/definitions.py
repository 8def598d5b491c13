"""A metric under all its definitions in every format: the values side by side, then what differs thing by thing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from deskgauge.catalogue.definition import PRESETS
from deskgauge.language import N_, _, current, ngettext, retold
from deskgauge.report.export import Document, Sheet
from deskgauge.report.format import NOTHING, format_change, format_value
from deskgauge.report.layout import Column, Heading, Line, Row, Span, lay_out, wrap
from deskgauge.report.numbers import format_percent, minus
from deskgauge.report.reading import COLUMN_TYPES, Words, raw_format, reading

if TYPE_CHECKING:
    from deskgauge.engine.definitions import Comparison, Told, Verdict

COLUMNS = (
    "definition", "title", "preset", "value", "unit", "n", "n_open", "low", "high", "too_few", "difference",
    "differing", "note", "source", "version",
)  # fmt: skip
ROWS = ("id", "definition", "says", "value", "differs", "why")
TYPES = {
    **COLUMN_TYPES, "definition": "VARCHAR", "title": "VARCHAR", "preset": "VARCHAR", "difference": "DOUBLE",
    "differing": "BIGINT", "source": "VARCHAR", "version": "VARCHAR",
}  # fmt: skip
ROW_TYPES = {"id": "VARCHAR", "says": "VARCHAR", "value": "DOUBLE", "differs": "BOOLEAN", "why": "VARCHAR"}


def comparison_document(comparison: Comparison, words: Words) -> Document:
    """Return a comparison of definitions in every format; CSV and Parquet hold the definitions."""

    def sheets() -> list[Sheet]:
        told = [one.to_dict() for one in comparison.definitions]
        return [Sheet("Definitions", COLUMNS, told, TYPES, raw_format), rows_sheet(comparison)]

    return Document(
        comparison.to_dict, lambda width: _page(comparison, words, width), lambda: _grid(comparison, words), sheets
    )


def rows_document(comparison: Comparison, words: Words) -> Document:
    """Return what differs thing by thing in every format."""
    made = [one.to_dict() for one in comparison.verdicts]

    def page(width: int | None) -> list[Line]:
        return _differences(comparison, words, width)

    return Document(lambda: made, page, lambda: _rows_grid(comparison, words), lambda: [rows_sheet(comparison)])


def rows_sheet(comparison: Comparison) -> Sheet:
    """Return what differs thing by thing as records."""
    return Sheet("Differences", ROWS, [one.to_dict() for one in comparison.verdicts], ROW_TYPES)


def _page(comparison: Comparison, words: Words, width: int | None) -> list[Line]:
    columns, rows = _grid(comparison, words)
    head = reading(comparison.definitions[0].row)
    lines: list[Line] = [(Span(_(comparison.metric.title), "strong"), Span(f" · {words.period(head).text}", "dim")), ()]
    lines += [*lay_out(columns, rows, width).lines, ()]
    for text in _about(comparison):
        lines += [(Span(part, "dim"),) for part in wrap(text, width)]
    if comparison.verdicts:
        lines += [(), *_differences(comparison, words, width)]
    return lines


def _grid(comparison: Comparison, words: Words) -> tuple[Sequence[Column], Sequence[Row | Heading]]:
    """Return a row for each definition: whose, its value with interval, and how far it is from ours."""
    columns = [
        Column(N_("Definition")),
        Column(N_("Rule"), flexible=True),
        Column(N_("Value"), right=True),
        Column(N_("95% interval"), right=True, drop=2),
        Column(N_("n"), right=True),
        Column(N_("Against ours"), right=True, drop=1),
        Column(N_("Differing"), right=True),
    ]
    return columns, [_told(comparison, one, words) for one in comparison.definitions]


def _told(comparison: Comparison, one: Told, words: Words) -> Row:
    read = reading(one.row)
    cells = (
        Span(one.id, "strong" if one.id == comparison.metric.definition else ""),
        Span(_(one.title)),
        words.value(read),
        words.interval(read),
        words.count(read.n),
        Span(_change(comparison, one, words)),
        Span(_share(one.differing, comparison.things)),
    )
    return Row(cells, words.note(read))


def _change(comparison: Comparison, one: Told, words: Words) -> str:
    ours, value = comparison.definitions[0].row["value"], one.row["value"]
    if one.change is None or not isinstance(ours, int | float) or not isinstance(value, int | float):
        return NOTHING
    if not one.change:
        return "="
    text = format_change(value, ours, str(one.row["unit"]), reading(one.row).n, words.language, currency=words.currency)
    return f"{'+' if one.change > 0 else minus(words.language)}{text}"


def _share(differing: int | None, things: int) -> str:
    if differing is None or not things:
        return NOTHING
    return f"{differing:,} ({format_percent(differing / things, 0, current())})" if differing else "0"


def _about(comparison: Comparison) -> list[str]:
    """Say on how many things the definitions differ, whose rule is not known, and what each rule says."""
    thing, things = comparison.thing, comparison.things
    lines = []
    if comparison.share is not None:
        share = format_percent(comparison.share, 0, current())
        lines.append(
            _(
                "On {differing} of {all} {things} ({share}) some definition says other than ours.",
                differing=f"{comparison.differing:,}",
                all=f"{things:,}",
                things=_(_several(thing, things)),
                share=share,
            )
        )
    lines += [
        _("{vendor}'s rule cannot be followed here: {why}.", vendor=PRESETS[one], why=_(why))
        for one, why in comparison.untold.items()
    ]
    if comparison.not_known:
        lines.append(
            _("Not known: the rule of {names}.", names=", ".join(PRESETS[one] for one in comparison.not_known))
        )
    lines += [
        _("{name} has no value: it needs {tables}.", name=name, tables=tables)
        for name, tables in comparison.missing.items()
    ]
    for one in comparison.definitions:
        text, version = _(str(one.about["text"])), one.about["version"]
        said = _("{id}: {text} (version {version})", id=one.id, text=text, version=version)
        source = _("Source: {source}.", source=_(str(one.about["source"]))) if "source" in one.about else ""
        lines.append(f"{said} {source}".rstrip())
    return lines


_PLURALS = {
    "ticket": N_("tickets"), "call": N_("calls"), "answer": N_("answers"), "row": N_("rows"),
    "ticket or call": N_("tickets or calls"), "message": N_("messages"), "contact": N_("contacts"),
    "review": N_("reviews"), "session": N_("sessions"), "customer": N_("customers"), "invite": N_("invites"),
}  # fmt: skip
_THINGS = (
    N_("ticket"), N_("call"), N_("answer"), N_("row"), N_("ticket or call"), N_("message"), N_("contact"),
    N_("review"), N_("session"), N_("customer"), N_("invite"),
    N_("Ticket"), N_("Call"), N_("Answer"), N_("Row"), N_("Ticket or call"), N_("Message"), N_("Contact"),
    N_("Review"), N_("Session"), N_("Customer"), N_("Invite"),
)  # fmt: skip
"""What the things are called that definitions differ on; looked up by their names."""


def _several(thing: str, count: int) -> str:
    return thing if count == 1 else _PLURALS.get(thing, f"{thing}s")


def _differences(comparison: Comparison, words: Words, width: int | None) -> list[Line]:
    """Return ours and the definitions that say otherwise, under each thing."""
    columns, rows = _rows_grid(comparison, words)
    shown = len({one.thing for one in comparison.verdicts})
    lines: list[Line] = [*lay_out(columns, rows, width).lines]
    if shown < comparison.differing:
        left = _(
            "{shown} of {differing} shown; --tickets N shows more, --tickets-to FILE writes all.",
            shown=f"{shown:,}",
            differing=f"{comparison.differing:,}",
        )
        lines += [(), (Span(left, "dim"),)]
    return lines


def _rows_grid(comparison: Comparison, words: Words) -> tuple[Sequence[Column], Sequence[Row | Heading]]:
    columns = [Column(N_("Definition")), Column(N_("Says")), Column(N_("Why"), flexible=True)]
    rows: list[Row | Heading] = []
    for thing, group in groupby(comparison.verdicts, key=lambda one: one.thing):
        rows.append(Heading(f"{_(comparison.thing.capitalize())} {thing}"))
        rows += [
            _verdict(comparison, one, words) for one in group if one.differs or one.definition == _ours(comparison)
        ]
    return columns, rows


def _ours(comparison: Comparison) -> str:
    return comparison.metric.definition


def _verdict(comparison: Comparison, one: Verdict, words: Words) -> Row:
    said = one.says
    if "value" in said and one.value is not None:
        unit = {told.id: str(told.row["unit"]) for told in comparison.definitions}[one.definition]
        value = format_value(one.value, unit, None, words.language, currency=words.currency)
        return Row((Span(one.definition), Span(_said(said, value)), Span(one.why)))
    return Row((Span(one.definition), Span(retold(said, _SAYS)), Span(one.why)))


_SAYS = (N_("counted {n} times"), N_("still open"), N_("left out"), N_("yes"), N_("no"), N_("counted"))


def _said(said: str, value: str) -> str:
    """Return a value as it was said: alone, or as the mean of several."""
    if said == "value":
        return value
    n = int(said.split(maxsplit=1)[0])
    return ngettext("{n} value, on average {value}", "{n} values, on average {value}", n, value=value)
