"""Guesses a mapping for a file that nobody described: by its header and its values, with a reason for each column."""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace

from deskgauge.errors import UsageError
from deskgauge.language import _, both
from deskgauge.model.tables import Column, Table, Type
from deskgauge.model.vocabulary import LABELLED, is_known
from deskgauge.sources.expressions import find_column
from deskgauge.sources.guess_values import Values
from deskgauge.sources.mapping import ColumnSpec, FileSpec, LoadSpec, Mapping
from deskgauge.sources.mapping_files import read_mapping, shipped
from deskgauge.sources.raw import Part, materialise
from deskgauge.sources.rows import Reading

_READABLE = 0.9
_UNIQUE = 0.95  # below it a file has several rows for each thing, and is no list of the things
_ENOUGH = 2  # columns known by their names, before the key or the time is looked for among the others
_KEY_HINT = re.compile(r"(id|key|number|no|nr|#|ref)\W*$", re.IGNORECASE)
_TIME_HINT = re.compile(r"creat|open|submit|receiv|report|regist|date|time|stamp", re.IGNORECASE)
_OTHER_TIME = re.compile(
    r"purchas|birth|due|updat|modif|chang|clos|solv|resol|first|last|end|ship|deliver|expir", re.IGNORECASE
)
_NO_LABELS: Map[str, Map[str, str]] = {}


@dataclass(slots=True)
class _Found:
    """What is known of one table while it is guessed."""

    table: Table
    columns: dict[str, ColumnSpec] = field(default_factory=dict)
    used: dict[str, None] = field(default_factory=dict)
    formats: dict[str, None] = field(default_factory=dict)
    needs_zone: bool = False
    remarks: list[str] = field(default_factory=list)

    def missing(self) -> list[str]:
        """Return the columns that every row needs and that were not found."""
        return [name for name in self.table.required if name not in self.columns]


def guess_part(
    reading: Reading, part: Part, zone: str | None = None, labels: Map[str, Map[str, str]] = _NO_LABELS
) -> Mapping:
    """Guess a mapping for a file; ``zone`` is the company's, ``labels`` its words.

    Raises UsageError where no table's key and time could be found, saying what was.
    """
    raw = materialise(reading, [part], FileSpec("data"), ())
    values = Values(reading, raw.relation)
    values.null = values.nothing(raw.columns)
    found = [_of_table(spec, raw.columns, values, labels) for spec in _synonyms()]
    whole = [one for one in found if not one.missing()]
    if not whole:
        raise _nothing(part.shown, max(found, key=lambda one: len(one.columns)), raw.columns)
    best = max(whole, key=lambda one: len(one.columns))
    header = tuple(one for one in raw.columns if one in best.used)
    return Mapping(
        name=part.rows.name, origin=part.shown, description=_("Guessed from {shown}.", shown=part.shown),
        encoding=part.rows.encoding,
        null=values.null, zone=(zone or "") if best.needs_zone else None, formats=tuple(best.formats),
        files={"data": FileSpec("data", (f"{part.rows.name}*",), header)},
        loads=(LoadSpec(best.table, "data", best.columns),), remarks=tuple(best.remarks),
        left=tuple(one for one in raw.columns if one not in best.used),
    )  # fmt: skip


def _synonyms() -> list[LoadSpec]:
    """Return the loads of the shipped generic mappings: their names for columns are what a guess goes by."""
    loads = [read_mapping(path).loads[0] for name, path in shipped().items() if name.startswith("generic_")]
    return sorted(loads, key=lambda load: load.table.name != "tickets")


def _of_table(spec: LoadSpec, columns: tuple[str, ...], values: Values, labels: Map[str, Map[str, str]]) -> _Found:
    """Return what of a table is found by the columns' names, and its key or time by the values where that is all."""
    found = _Found(spec.table)
    for name, synonyms in spec.columns.items():
        free = [one for one in columns if one not in found.used]
        named = replace(synonyms, any=(*synonyms.any, name))
        while (source := find_column(named, free)) is not None:
            if _take(name, source, f"named {source!r}", values, found):
                _judge_labels(spec.table, spec.table.column(name), source, values, found, labels)
                break
            free.remove(source)
    if len(found.missing()) == 1 and len(found.columns) > _ENOUGH:
        _by_values(found.missing()[0], columns, values, found)
    _solved_by_time(found)
    return found


def _by_values(name: str, columns: tuple[str, ...], values: Values, found: _Found) -> None:
    """Look for the one column still needed among those of a name that hints at it, by its values."""
    hint = _KEY_HINT if name in found.table.key else _TIME_HINT
    for source in columns:
        if source in found.used or not hint.search(source) or (hint is _TIME_HINT and _OTHER_TIME.search(source)):
            continue
        if _take(name, source, f"like {source!r}", values, found):
            return


def _take(name: str, source: str, how: str, values: Values, found: _Found) -> bool:
    """Take a source column as a canonical one where its values fit; say whether they did."""
    chosen = _judged(found.table.column(name), source, how, values, found)
    if chosen is None:
        return False
    found.columns[name] = chosen
    found.used[source] = None
    return True


def _judged(column: Column, source: str, how: str, values: Values, found: _Found) -> ColumnSpec | None:
    """Return how a source column is read as a canonical one, or None where its values do not fit."""
    if column.type is Type.INSTANT:
        look = values.time(source)
        if look is None:
            return None
        found.formats |= dict.fromkeys(look.formats)
        found.needs_zone = found.needs_zone or look.needs_zone
        why = f"{how}; {look.share:.0%} are {look.why}"
        return ColumnSpec(expr=look.expr, why=why) if look.expr else ColumnSpec(any=(source,), why=why)
    if column.name in found.table.key and len(found.table.key) == 1:
        share = values.unique(source)
        return (
            ColumnSpec(any=(source,), why=_("{how}; {share} of the values differ", how=how, share=f"{share:.0%}"))
            if share >= _UNIQUE
            else None
        )
    if column.type is Type.TEXT:
        return ColumnSpec(any=(source,), why=how)
    share = values.share(source, column)
    return (
        ColumnSpec(
            any=(source,),
            why=_("{how}; {share} can be read as {type}", how=how, share=f"{share:.0%}", type=column.type.value),
        )
        if share >= _READABLE
        else None
    )


def _judge_labels(
    table: Table, column: Column, source: str, values: Values, found: _Found, labels: Map[str, Map[str, str]]
) -> None:
    """Remark the labels that the vocabulary has no word for."""
    for label in LABELLED:
        if (label.table, label.column, label.field) == (table.name, column.name, None):
            own = labels.get(label.kind, {})
            unknown = [one for one in values.labels(source) if not is_known(label.kind, one, own)]
            if unknown:
                shown = ", ".join(repr(one) for one in unknown[:8])
                found.remarks.append(
                    _(
                        "{source}: no word for {shown}: other, until [labels.{kind}] says more",
                        source=source,
                        shown=shown,
                        kind=label.kind,
                    )
                )


def _solved_by_time(found: _Found) -> None:
    """Give tickets without a status one by whether they have a time of solution."""
    if found.table.name != "tickets" or "status" in found.columns or "status_at" not in found.columns:
        return
    source = found.columns["status_at"].any
    if source:
        column = source[0].replace('"', '""')
        expr = f"CASE WHEN \"{column}\" IS NOT NULL THEN 'solved' ELSE 'open' END"
        found.columns["status"] = ColumnSpec(
            expr=expr, why=_("no column says the status: solved where {source} is", source=repr(source[0]))
        )


def _nothing(shown: str, best: _Found, columns: tuple[str, ...]) -> UsageError:
    listed = ", ".join(columns[:12]) + (", …" if len(columns) > 12 else "")
    seen = ", ".join(sorted(best.used)) or "nothing"
    return UsageError(
        _(
            "{shown} is named after none of the tables, no known mapping has its columns ({listed}), "
            "and a guess found {names} for {name} (it knew {seen}): write a mapping for it and "
            "give it with --mapping.",
            shown=shown,
            listed=listed,
            names=both(_("no {name}", name=one) for one in best.missing()),
            name=best.table.name,
            seen=seen,
        )
    )
