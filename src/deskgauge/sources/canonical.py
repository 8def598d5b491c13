"""Files in the canonical form: which of a file's columns is which of a table's."""

from __future__ import annotations

import re
from dataclasses import dataclass

from deskgauge.errors import UsageError, suggest
from deskgauge.language import _, both
from deskgauge.model.tables import Table, Type
from deskgauge.sources.casts import literal
from deskgauge.sources.rows import Rows
from deskgauge.sources.staging import BOOKKEEPING_NAMES, Load

_NATIVE = {
    (Type.INSTANT, "TIMESTAMP WITH TIME ZONE"): "make_timestamp(epoch_us({name}))",
    (Type.DATE, "DATE"): "{name}",
    (Type.BOOLEAN, "BOOLEAN"): "{name}",
    (Type.INTEGER, "BIGINT"): "{name}",
    (Type.INTEGER, "INTEGER"): "{name}",
}
"""Columns of a typed file that need no way through text."""


@dataclass(frozen=True, slots=True)
class Matched:
    """A file's columns beside a table's: canonical name to the file's column position, and the names left over."""

    positions: dict[str, int]
    unknown: tuple[str, ...]


def match(rows: Rows, table: Table, shown: str) -> Matched:
    """Match columns by name without regard to case; raise UsageError where a column that every row needs is missing."""
    known = {column.name for column in table.columns}
    positions: dict[str, int] = {}
    unknown = []
    for at, name in enumerate(rows.columns):
        folded = fold(name)
        if folded in known and folded not in positions:
            positions[folded] = at
        elif folded not in BOOKKEEPING_NAMES:
            unknown.append(name)
    if not rows.columns:
        return Matched({}, ())  # a list of no objects has no columns, and no row lacks any
    missing = [name for name in table.required if name not in positions]
    if missing:
        named = both(repr(name) for name in missing)
        raise UsageError(
            _(
                "{shown} has no column {named}, which every row of {name} needs.",
                shown=shown,
                named=named,
                name=table.name,
            )
            + suggest(missing[0], rows.columns)
        )
    return Matched(positions, tuple(unknown))


def fold(name: str) -> str:
    """Return a column's name in lower case, with underscores for blanks and hyphens."""
    return re.sub(r"[\s\-]+", "_", name.strip().lower())


def load_of(rows: Rows, table: Table, matched: Matched, shown: str) -> Load:
    """Return the load of a canonical file."""
    typed = {}
    for name, at in matched.positions.items():
        form = _NATIVE.get((table.column(name).type, rows.types[at] if rows.types else ""))
        if form:
            typed[name] = form.replace("{name}", f"c{at}")
    line_of = rows.line_of
    return Load(
        table=table, file=shown, source=literal(shown), relation=rows.relation, row_json=rows.as_json(), typed=typed,
        texts={name: rows.text(at) for name, at in matched.positions.items()},
        has_line=rows.has_line,
        places=None if line_of is None else lambda found: {one: (shown, at) for one, at in line_of(found).items()},
    )  # fmt: skip
