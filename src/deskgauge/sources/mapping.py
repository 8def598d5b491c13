"""A mapping: what a vendor's files are and how their columns become canonical tables. Data only, read from TOML.

``docs/import.md`` describes the file. Unknown keys, tables and columns are refused when it is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from dataclasses import dataclass, field

from deskgauge.model.tables import TABLES, Table


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """Where a canonical column comes from: the first of several source columns that is there, or an expression.

    ``why`` is what a guess gives as its reason.
    """

    any: tuple[str, ...] = ()
    expr: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class FileSpec:
    """One kind of source file: name patterns, the columns it is known by, columns it may lack."""

    id: str
    patterns: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    required: bool = True

    def fits_name(self, name: str) -> bool:
        """Say whether a file's bare name fits one of the patterns, in which * stands for anything."""
        return any(re.fullmatch(_as_regex(one), name, re.IGNORECASE) for one in self.patterns)

    def fits_columns(self, columns: tuple[str, ...]) -> bool:
        """Say whether all columns that the file is known by are there."""
        present = {one.lower() for one in columns}
        return bool(self.header) and all(one.lower() in present for one in self.header)


@dataclass(frozen=True, slots=True)
class Join:
    """Another file's row beside each row: the last one whose ``key`` equals the expression ``to``."""

    name: str
    file: str
    key: str
    to: str


@dataclass(frozen=True, slots=True)
class Tracked:
    """A column of a log whose changes become events.

    ``start`` is the value a case begins with: a first row with another value is a change; without it the first
    row is none. Where ``skip_null``, an empty value is no change but unknown.
    """

    field: str
    value: ColumnSpec
    start: str | None = None
    skip_null: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """Events out of a log with the whole state in every row: case, order of its rows, time and tracked columns."""

    case: str
    order: tuple[str, ...]
    at: str
    tracked: tuple[Tracked, ...]
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class LoadSpec:
    """Rows of one file into one table.

    ``latest_by`` with ``latest_order`` keeps the last row of each case, ``distinct`` one row for each value.
    """

    table: Table
    source: str
    columns: Map[str, ColumnSpec]
    where: str | None = None
    latest_by: tuple[str, ...] = ()
    latest_order: tuple[str, ...] = ()
    distinct: tuple[str, ...] = ()
    joins: tuple[Join, ...] = ()
    changes: Changes | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """A whole mapping; ``origin`` is the file it was read from, for messages.

    ``patterns_of`` gives the parameters that are found in the file's name, by a regular expression with one group.
    A zone of "" says that times have no offset and that nobody has said their zone yet. ``extends`` is
    the mapping that a file known by its columns is read by; ``left`` and ``remarks`` are a guess's columns without use
    and what a person should look at.
    """

    name: str
    origin: str
    description: str = ""
    encoding: str | None = None
    null: tuple[str, ...] = ()
    zone: str | None = None
    formats: tuple[str, ...] = ()
    prefix: str = ""
    canonical: bool = False
    note: str = ""
    automatic: bool = True
    parameters: Map[str, str] = field(default_factory=dict)
    patterns_of: Map[str, str] = field(default_factory=dict)
    files: Map[str, FileSpec] = field(default_factory=dict)
    views: Map[str, str] = field(default_factory=dict)
    labels: Map[str, Map[str, str]] = field(default_factory=dict)
    lookups: Map[str, Map[str, str]] = field(default_factory=dict)
    loads: tuple[LoadSpec, ...] = ()
    extends: str = ""
    left: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[str, ...]:
        """The canonical tables that the mapping fills."""
        return tuple(dict.fromkeys(one.table.name for one in self.loads)) or tuple(TABLES)


def _as_regex(pattern: str) -> str:
    return ".*".join(re.escape(part) for part in pattern.split("*"))
