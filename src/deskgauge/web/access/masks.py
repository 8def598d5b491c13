"""Masks over what is personal: a short mark in the place of each value, the same for the same value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import TypeVar, cast

from deskgauge.engine.explain import Behind, Explanation
from deskgauge.engine.ticket import Story
from deskgauge.model.table import Column
from deskgauge.model.tables import TABLES

T = TypeVar("T")
Mark = Callable[[str], str]
LOOSE = ("name", "number")  # words that stand for much else: personal only in a row that is about somebody
OF_SOMEBODY = ("agent_id", "customer_id", "call_id")
PREFIXES = ("agent_", "customer_", "ticket_", "call_", "caller_")
SHOWN = 6


@cache
def personal_columns() -> frozenset[str]:
    """Return the names of the columns that any table marks as personal."""
    found: list[Column] = [column for table in TABLES.values() for column in table.columns if column.personal]
    return frozenset(column.name for column in found)


def is_personal(name: str, beside: Mapping[str, object]) -> bool:
    """Say whether a value under a name, in a row with these names, is personal."""
    names = personal_columns()
    if name in names:
        return name not in LOOSE or any(one in beside for one in OF_SOMEBODY)
    return any(name.startswith(prefix) and name.removeprefix(prefix) in names for prefix in PREFIXES)


def marker(sign: Callable[[str, str], str]) -> Mark:
    """Return how a text is masked: by six signs that only this installation can make of it."""
    return lambda text: f"•••{sign('mask', text)[:SHOWN]}"


def has_personal(row: Mapping[str, object]) -> bool:
    """Say whether a row tells anything personal."""
    return any(value is not None and is_personal(name, row) for name, value in row.items())


def masked_row(row: Mapping[str, object], mark: Mark) -> dict[str, object]:
    """Return a row with marks in the place of what is personal."""
    return {
        name: mark(str(value)) if value is not None and is_personal(name, row) else masked(value, mark)
        for name, value in row.items()
    }


def masked(value: T, mark: Mark) -> T:
    """Return a value of the same shape with marks in the place of what is personal in its rows."""
    found: object = value
    if isinstance(value, Explanation):
        found = replace(value, parts=[_part(part, mark) for part in value.parts])
    elif isinstance(value, Story):
        found = replace(value, ticket=masked_row(value.ticket, mark))
    elif isinstance(value, Mapping):
        found = masked_row(value, mark)
    elif isinstance(value, (list, tuple)) and not hasattr(value, "_fields"):
        found = type(value)(masked(one, mark) for one in value)
    elif hasattr(value, "_asdict"):
        found = value._replace(**masked_row(value._asdict(), mark))  # type: ignore[attr-defined]  # a named tuple
    elif is_dataclass(value) and not isinstance(value, type) and not _is_ours(value):
        told = {one.name: getattr(value, one.name) for one in fields(value) if one.init}
        made = masked_row(told, mark)
        found = replace(value, **{name: one for name, one in made.items() if one is not told[name]})
    return cast("T", found)


def _part(part: Behind, mark: Mark) -> Behind:
    return replace(part, rows=[masked_row(row, mark) for row in part.rows])


def _is_ours(value: object) -> bool:
    """Say whether a value is a declaration of ours, which tells of nobody."""
    return type(value).__module__.startswith(("deskgauge.catalogue", "deskgauge.model"))
