"""What a canonical table is: its columns, their logical types, its key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from deskgauge.errors import NotFoundError


class Type(StrEnum):
    """The logical type of a column; each engine says how it stores it."""

    TEXT = "text"
    INSTANT = "instant"  # naive UTC, microseconds
    DATE = "date"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"  # decimal with four places
    JSON = "json"  # kept as its text


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name, logical type, what it means, its unit, whether it is personal and whether a row needs it."""

    name: str
    type: Type
    meaning: str
    unit: str = ""
    personal: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One canonical table: its grain, its key, its columns and the column that says when a row became true.

    ``later`` are the instants of a row at which something happened after that, each with the columns that nobody could
    know before it.
    """

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    event_time: str | None = None  # as-of hides rows whose event time is later
    planned: bool = False  # planned or future dates do not move "now"
    later: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        said = [*self.key, *([self.event_time] if self.event_time else [])]
        said += [name for instant, told in self.later for name in (instant, *told)]
        unknown = [name for name in said if name not in names]
        if unknown or len(names) != len(set(names)):
            raise ValueError(f"table {self.name}: unknown or repeated columns {unknown or names}")

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """The declared columns followed by the row bookkeeping of rule 41."""
        return self.columns + BOOKKEEPING

    @property
    def required(self) -> tuple[str, ...]:
        """The columns without which a row is rejected."""
        return tuple(column.name for column in self.columns if column.required)

    def known_from(self, name: str) -> tuple[str, ...]:
        """Return the later instants of a row before any of which a column of it says nothing yet."""
        return tuple(instant for instant, told in self.later if name in (instant, *told))

    def column(self, name: str) -> Column:
        """Return one column by name; raise NotFoundError with the nearest names."""
        for column in self.all_columns:
            if column.name == name:
                return column
        raise NotFoundError("column", name, [c.name for c in self.all_columns], f"table {self.name}")


BOOKKEEPING = (
    Column("_source", Type.TEXT, "the source and file that the row came from"),
    Column("_loaded_at", Type.INSTANT, "when the row was loaded"),
)

_TYPES = {
    "": Type.TEXT,
    "at": Type.INSTANT,
    "date": Type.DATE,
    "bool": Type.BOOLEAN,
    "int": Type.INTEGER,
    "num": Type.NUMBER,
    "s": Type.NUMBER,
    "money": Type.MONEY,
    "json": Type.JSON,
}


def _column(text: str) -> Column:
    """Read ``name:type!* meaning``: ``!`` marks a required column, ``*`` a personal one, type ``s`` seconds."""
    head, _, meaning = text.partition(" ")
    name, _, kind = head.partition(":")
    required, personal = "!" in kind, "*" in kind
    kind = kind.strip("!*")
    return Column(name, _TYPES[kind], meaning.strip(), "seconds" if kind == "s" else "", personal, required)


def declare(
    name: str,
    grain: str,
    key: str,
    columns: str,
    event_time: str | None = None,
    *,
    planned: bool = False,
    later: Mapping[str, str] | None = None,
) -> Table:
    """Declare a table, its columns one a line as ``name:type meaning``; ``!`` is required, ``*`` personal.

    ``later`` maps an instant that comes after the row's event time to the columns that tell nothing before it.

    Types: none for text, at, date, bool, int, num, s (seconds), money, json. Raise ValueError for a repeated column
    or a key that is none.
    """
    lines = [line.strip() for line in columns.strip().splitlines() if line.strip()]
    told = tuple((instant, tuple(names.split())) for instant, names in (later or {}).items())
    return Table(name, grain, tuple(key.split()), tuple(_column(line) for line in lines), event_time, planned, told)
